package nas.evaluator.training;

import java.util.random.RandomGenerator;
import nas.space.network.FeatureShape;

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
}
