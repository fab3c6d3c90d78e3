package nas.evaluator.training;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import nas.network.FeatureShape;

/** A random change of a training image that keeps its class. */
@FunctionalInterface
public interface Augmentation {

  /** Leaves images as they are. */
  Augmentation NONE =
      (shape, image, random, changed) ->
          System.arraycopy(image, 0, changed, 0, Math.toIntExact(shape.elements()));

  /**
   * Writes a changed image.
   *
   * @param shape its shape, before and after
   * @param image the pixels, each channel after channel, row after row; only read
   * @param random decides; fresh for every image and epoch, so the result depends on no order
   * @param changed receives all pixels; another array than {@code image}
   */
  void apply(FeatureShape shape, byte[] image, RandomGenerator random, byte[] changed);

  /** Returns this augmentation followed by another. */
  default Augmentation andThen(Augmentation next) {
    return (shape, image, random, changed) -> {
      byte[] between = new byte[Math.toIntExact(shape.elements())];
      apply(shape, image, random, between);
      next.apply(shape, between, random, changed);
    };
  }

  /** Mirrors left and right with probability one half. */
  static Augmentation horizontalFlip() {
    return (shape, image, random, changed) -> {
      if (!random.nextBoolean()) {
        NONE.apply(shape, image, random, changed);
        return;
      }
      int width = shape.width();
      for (int row = 0; row < shape.channels() * shape.height(); row++) {
        for (int column = 0; column < width; column++) {
          changed[row * width + column] = image[row * width + width - 1 - column];
        }
      }
    };
  }

  /**
   * Surrounds the image with zeros and cuts a window of the old size at a uniform position.
   *
   * @param padding zeros added on each side, in pixels
   */
  static Augmentation randomCrop(int padding) {
    if (padding < 0) {
      throw new IllegalArgumentException("padding (" + padding + ") must be at least 0");
    }
    return (shape, image, random, changed) -> {
      int down = random.nextInt(2 * padding + 1) - padding;
      int right = random.nextInt(2 * padding + 1) - padding;
      int height = shape.height();
      int width = shape.width();
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int row = 0; row < height; row++) {
          int from = row + down;
          for (int column = 0; column < width; column++) {
            int at = column + right;
            boolean inside = from >= 0 && from < height && at >= 0 && at < width;
            changed[(channel * height + row) * width + column] =
                inside ? image[(channel * height + from) * width + at] : 0;
          }
        }
      }
    };
  }

  /**
   * Paints over a square around a uniformly drawn pixel, as far as it lies in the image (DeVries
   * and Taylor 2017, arXiv:1708.04552). The publication paints after the normalisation with 0, so
   * here the colour is the mean one, rounded to a grey level.
   *
   * @param side height and width of the square in pixels
   * @param fill the colour, one value a channel
   */
  static Augmentation cutout(int side, byte... fill) {
    if (side < 1) {
      throw new IllegalArgumentException("side (" + side + ") must be at least 1");
    }
    return (shape, image, random, changed) -> {
      NONE.apply(shape, image, random, changed);
      int height = shape.height();
      int width = shape.width();
      int top = random.nextInt(height) - side / 2;
      int left = random.nextInt(width) - side / 2;
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int row = Math.max(0, top); row < Math.min(height, top + side); row++) {
          int start = (channel * height + row) * width;
          Arrays.fill(
              changed,
              start + Math.max(0, left),
              start + Math.max(0, Math.min(width, left + side)),
              fill[channel]);
        }
      }
    };
  }

  /**
   * Turns the image around its centre.
   *
   * @param degrees by how many at most, in either direction
   * @param fill the colour of what comes from outside, one value a channel
   */
  static Augmentation rotation(double degrees, byte... fill) {
    return (shape, image, random, changed) ->
        Warp.rotation((2 * random.nextDouble() - 1) * degrees).apply(shape, image, fill, changed);
  }

  /**
   * Enlarges a window of the image to all of it; see {@link Warp#window} (Szegedy et al. 2015,
   * arXiv:1409.4842).
   *
   * @param least the smallest share of the area that is kept
   * @param fill of no account but for rounding at the border
   */
  static Augmentation randomResizedCrop(double least, byte... fill) {
    return (shape, image, random, changed) ->
        Warp.window(shape, least, random).apply(shape, image, fill, changed);
  }

  /**
   * Changes brightness, contrast and saturation, in this order.
   *
   * @param most how far each factor is from 1 at most
   */
  static Augmentation colourJitter(double most) {
    return (shape, image, random, changed) -> {
      byte[] bright = new byte[Math.toIntExact(shape.elements())];
      byte[] contrasted = new byte[bright.length];
      Tones.brightness(shape, image, 1 + (2 * random.nextDouble() - 1) * most, bright);
      Tones.contrast(shape, bright, 1 + (2 * random.nextDouble() - 1) * most, contrasted);
      Tones.saturation(shape, contrasted, 1 + (2 * random.nextDouble() - 1) * most, changed);
    };
  }
}
