package nas.evaluator.data;

import nas.space.network.FeatureShape;

/**
 * Changes the size of images with a triangle filter: linear interpolation when enlarging, and a
 * weighted mean of all pixels under the wider triangle when shrinking, so nothing is skipped.
 *
 * <p>Pixel centres lie at half-integers and the borders are cut off, not repeated.
 */
final class Resize {

  /** What one array of Java can hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  private Resize() {}

  /** Returns images of another height and width. */
  static Images to(Images images, int height, int width) {
    FeatureShape from = images.shape();
    if (from.height() == height && from.width() == width) {
      return images;
    }
    FeatureShape shape = new FeatureShape(from.channels(), height, width);
    if (shape.elements() * images.count() > MOST_BYTES) {
      throw new DataException(
          images.count() + " images of " + shape + " do not fit into memory", "lower resize");
    }
    byte[] pixels = new byte[Math.toIntExact(shape.elements() * images.count())];
    int planes = from.channels() * images.count();
    for (int plane = 0; plane < planes; plane++) {
      plane(
          images.pixels(),
          plane * from.height() * from.width(),
          from.height(),
          from.width(),
          pixels,
          plane * height * width,
          height,
          width);
    }
    return new Images(shape, pixels, images.labels());
  }

  /** Resizes one channel of one image. */
  private static void plane(
      byte[] source,
      int sourceOffset,
      int sourceHeight,
      int sourceWidth,
      byte[] target,
      int targetOffset,
      int height,
      int width) {
    double[] between = new double[sourceHeight * width];
    for (int column = 0; column < width; column++) {
      Window window = Window.of(column, width, sourceWidth);
      for (int row = 0; row < sourceHeight; row++) {
        double sum = 0;
        for (int at = 0; at < window.weights.length; at++) {
          int pixel = source[sourceOffset + row * sourceWidth + window.from + at] & 0xff;
          sum += window.weights[at] * pixel;
        }
        between[row * width + column] = sum;
      }
    }
    for (int row = 0; row < height; row++) {
      Window window = Window.of(row, height, sourceHeight);
      for (int column = 0; column < width; column++) {
        double sum = 0;
        for (int at = 0; at < window.weights.length; at++) {
          sum += window.weights[at] * between[(window.from + at) * width + column];
        }
        target[targetOffset + row * width + column] =
            (byte) Math.max(0, Math.min(255, (int) (sum + 0.5)));
      }
    }
  }

  /** The source pixels that make one target pixel, and their weights, which sum to one. */
  @SuppressWarnings("ArrayRecordComponent") // Short-lived, inside this class.
  private record Window(int from, double[] weights) {
    static Window of(int target, int targetSize, int sourceSize) {
      double scale = (double) sourceSize / targetSize;
      double reach = Math.max(1, scale);
      double centre = (target + 0.5) * scale;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(sourceSize, (int) (centre + reach + 0.5));
      double[] weights = new double[to - from];
      double sum = 0;
      for (int at = 0; at < weights.length; at++) {
        double distance = Math.abs(from + at + 0.5 - centre) / reach;
        weights[at] = Math.max(0, 1 - distance);
        sum += weights[at];
      }
      for (int at = 0; at < weights.length; at++) {
        weights[at] /= sum;
      }
      return new Window(from, weights);
    }
  }
}
