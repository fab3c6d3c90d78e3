package nas.evaluator.training;

import nas.network.FeatureShape;

/**
 * Some changes drawn from a list, one after another, all of one strength (RandAugment, Cubuk et al.
 * 2020, arXiv:1909.13719). Of the published list sharpness and equalising are left out.
 */
enum RandomAugment {
  /** Nothing. */
  IDENTITY((picture, strength, changed) -> picture.keep(changed)),
  /** {@link Tones#autocontrast}. */
  AUTOCONTRAST(
      (picture, strength, changed) ->
          Tones.autocontrast(picture.shape(), picture.image(), changed)),
  /** By 30 degrees at most. */
  ROTATE((picture, strength, changed) -> picture.warp(Warp.rotation(30 * strength), changed)),
  /** By 0.3 at most. */
  SHEAR_X((picture, strength, changed) -> picture.warp(Warp.shearX(0.3 * strength), changed)),
  /** By 0.3 at most. */
  SHEAR_Y((picture, strength, changed) -> picture.warp(Warp.shearY(0.3 * strength), changed)),
  /** By 0.33 of the width at most. */
  TRANSLATE_X(
      (picture, strength, changed) ->
          picture.warp(Warp.translation(0.33 * strength * picture.shape().width(), 0), changed)),
  /** By 0.33 of the height at most. */
  TRANSLATE_Y(
      (picture, strength, changed) ->
          picture.warp(Warp.translation(0, 0.33 * strength * picture.shape().height()), changed)),
  /** By a factor from 0.1 to 1.9. */
  BRIGHTNESS(
      (picture, strength, changed) ->
          Tones.brightness(picture.shape(), picture.image(), 1 + 0.9 * strength, changed)),
  /** By a factor from 0.1 to 1.9. */
  CONTRAST(
      (picture, strength, changed) ->
          Tones.contrast(picture.shape(), picture.image(), 1 + 0.9 * strength, changed)),
  /** By a factor from 0.1 to 1.9. */
  COLOUR(
      (picture, strength, changed) ->
          Tones.saturation(picture.shape(), picture.image(), 1 + 0.9 * strength, changed)),
  /** To 8 to 4 bits. */
  POSTERIZE(
      (picture, strength, changed) ->
          Tones.posterize(
              picture.shape(),
              picture.image(),
              8 - (int) Math.round(4 * Math.abs(strength)),
              changed)),
  /** From a threshold of 256 down to 0. */
  SOLARIZE(
      (picture, strength, changed) ->
          Tones.solarize(
              picture.shape(), picture.image(), 256 * (1 - Math.abs(strength)), changed));

  @SuppressWarnings("ImmutableEnumChecker") // Lambdas without a state.
  private final Change change;

  RandomAugment(Change change) {
    this.change = change;
  }

  /** What is done to a picture, by a strength from -1 to 1. */
  private interface Change {
    void apply(Picture picture, double strength, byte[] changed);
  }

  /**
   * A picture that is only read.
   *
   * @param fill the colour of what lies outside
   */
  @SuppressWarnings("ArrayRecordComponent") // Inside one change of one image.
  record Picture(FeatureShape shape, byte[] image, byte[] fill) {
    void keep(byte[] changed) {
      System.arraycopy(image, 0, changed, 0, image.length);
    }

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
  void apply(Picture picture, double strength, boolean negative, byte[] changed) {
    change.apply(picture, negative ? -strength : strength, changed);
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
