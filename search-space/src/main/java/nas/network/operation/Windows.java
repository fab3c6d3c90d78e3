package nas.network.operation;

import nas.network.FeatureShape;

/** Sizes of what windows that move over images yield. */
final class Windows {

  private Windows() {}

  /** Returns the shape of one value for each position of a square window. */
  static FeatureShape positions(
      FeatureShape input, int channels, int reach, int stride, int padding) {
    return new FeatureShape(
        channels,
        positions(input.height(), reach, stride, padding),
        positions(input.width(), reach, stride, padding));
  }

  private static int positions(int size, int reach, int stride, int padding) {
    int room = size + 2 * padding - reach;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window of " + reach + " pixels does not fit an image of " + size + " pixels");
    }
    return room / stride + 1;
  }

  /** Whether a pooling halves an image of odd size and so leaves out its last row and column. */
  static boolean leavePixelsOut(int kernel, int stride, int padding, FeatureShape input) {
    return kernel == 2 && stride == 2 && padding == 0 && input.height() % 2 == 1;
  }

  /** Returns a few words on a window for a drawing. */
  static String label(String kind, int kernel, int stride) {
    return kind + " " + kernel + "x" + kernel + (stride > 1 ? "/" + stride : "");
  }
}
