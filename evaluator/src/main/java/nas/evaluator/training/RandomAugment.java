package nas.evaluator.training;

import nas.network.FeatureShape;

/**
 * Some changes drawn from a list, one after another, all of one strength (RandAugment, Cubuk et al.
 * 2020, arXiv:1909.13719). Of the published list sharpness and equalising are left out.
 */
enum RandomAugment {
  /** Nothing. */
  IDENTITY {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      System.arraycopy(picture.image(), 0, changed, 0, picture.image().length);
    }
  },
  /** {@link Tones#autocontrast}. */
  AUTOCONTRAST {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      Tones.autocontrast(picture.shape(), picture.image(), changed);
    }
  },
  /** By 30 degrees at most. */
  ROTATE {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      picture.warp(Warp.rotation(signed(30 * strength, negative)), changed);
    }
  },
  /** By 0.3 at most. */
  SHEAR_X {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      picture.warp(Warp.shearX(signed(0.3 * strength, negative)), changed);
    }
  },
  /** By 0.3 at most. */
  SHEAR_Y {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      picture.warp(Warp.shearY(signed(0.3 * strength, negative)), changed);
    }
  },
  /** By 0.33 of the width at most. */
  TRANSLATE_X {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      double by = signed(0.33 * strength, negative) * picture.shape().width();
      picture.warp(Warp.translation(by, 0), changed);
    }
  },
  /** By 0.33 of the height at most. */
  TRANSLATE_Y {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      double by = signed(0.33 * strength, negative) * picture.shape().height();
      picture.warp(Warp.translation(0, by), changed);
    }
  },
  /** By a factor from 0.1 to 1.9. */
  BRIGHTNESS {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      double factor = 1 + signed(0.9 * strength, negative);
      Tones.brightness(picture.shape(), picture.image(), factor, changed);
    }
  },
  /** By a factor from 0.1 to 1.9. */
  CONTRAST {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      double factor = 1 + signed(0.9 * strength, negative);
      Tones.contrast(picture.shape(), picture.image(), factor, changed);
    }
  },
  /** By a factor from 0.1 to 1.9. */
  COLOUR {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      double factor = 1 + signed(0.9 * strength, negative);
      Tones.saturation(picture.shape(), picture.image(), factor, changed);
    }
  },
  /** To 8 to 4 bits. */
  POSTERIZE {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      int bits = 8 - (int) Math.round(4 * strength);
      Tones.posterize(picture.shape(), picture.image(), bits, changed);
    }
  },
  /** From a threshold of 256 down to 0. */
  SOLARIZE {
    @Override
    void apply(Picture picture, double strength, boolean negative, byte[] changed) {
      Tones.solarize(picture.shape(), picture.image(), 256 * (1 - strength), changed);
    }
  };

  /**
   * A picture that is only read.
   *
   * @param fill the colour of what lies outside
   */
  @SuppressWarnings("ArrayRecordComponent") // Inside one change of one image.
  record Picture(FeatureShape shape, byte[] image, byte[] fill) {
    void warp(Warp by, byte[] changed) {
      by.apply(shape, image, fill, changed);
    }
  }

  /**
   * Writes the changed picture.
   *
   * @param strength from 0 to 1
   * @param negative in which direction, where there are two
   */
  abstract void apply(Picture picture, double strength, boolean negative, byte[] changed);

  private static double signed(double value, boolean negative) {
    return negative ? -value : value;
  }

  /**
   * Returns the augmentation.
   *
   * @param changes how many
   * @param magnitude of 30 steps
   * @param fill the colour of what lies outside, one value a channel
   */
  static Augmentation of(int changes, int magnitude, byte... fill) {
    return (shape, image, random, changed) -> {
      byte[] now = image;
      for (int change = 0; change < changes; change++) {
        byte[] next = new byte[Math.toIntExact(shape.elements())];
        RandomAugment one = values()[random.nextInt(values().length)];
        one.apply(new Picture(shape, now, fill), magnitude / 30.0, random.nextBoolean(), next);
        now = next;
      }
      Augmentation.NONE.apply(shape, now, random, changed);
    };
  }
}
