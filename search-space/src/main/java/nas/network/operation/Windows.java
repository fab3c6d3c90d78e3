package nas.network.operation;

import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.Sides;

/** Sizes of what windows that move over images yield. */
final class Windows {

  private Windows() {}

  /**
   * Returns the shape of one value for each position of a window.
   *
   * @param reach pixels from the first of a window to its last, both included
   * @param ceil whether a last window counts that lies partly behind the padding, but begins before
   *     it
   */
  static FeatureShape positions(
      FeatureShape input, int channels, Sides reach, Sides stride, Padding padding, boolean ceil) {
    return input.resized(
        channels,
        positions(
            input.height(), reach.height(), stride.height(), padding.top(), padding.bottom(), ceil),
        positions(
            input.width(), reach.width(), stride.width(), padding.left(), padding.right(), ceil));
  }

  private static int positions(
      int size, int reach, int stride, int before, int after, boolean ceil) {
    int room = size + before + after - reach;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window of " + reach + " pixels does not fit an image of " + size + " pixels");
    }
    int positions = (ceil ? room + stride - 1 : room) / stride + 1;
    return ceil && (positions - 1) * stride >= size + before ? positions - 1 : positions;
  }

  /** Returns the padding that the last windows reach to; with it all windows lie inside. */
  static Padding reached(
      FeatureShape input, FeatureShape output, Sides kernel, Sides stride, Padding padding) {
    return new Padding(
        padding.top(),
        padding.left(),
        behind(output.height(), stride.height(), kernel.height(), input.height() + padding.top()),
        behind(output.width(), stride.width(), kernel.width(), input.width() + padding.left()));
  }

  private static int behind(int positions, int stride, int kernel, int size) {
    return Math.max(0, (positions - 1) * stride + kernel - size);
  }

  /** Whether a pooling halves an image of odd size and so leaves out its last row and column. */
  static boolean leavePixelsOut(Sides kernel, Sides stride, Padding padding, FeatureShape input) {
    return kernel.equals(Sides.of(2))
        && stride.equals(Sides.of(2))
        && padding.equals(Padding.of(0))
        && input.height() % 2 == 1;
  }

  /** Returns a few words on a window for a drawing. */
  static String label(String kind, Sides kernel, Sides stride) {
    return kind
        + " "
        + kernel
        + (stride.equals(Sides.of(1)) ? "" : "/" + (stride.isSquare() ? stride.height() : stride));
  }

  /**
   * Checks what windows have in common.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  static void check(String kind, Sides kernel, Sides stride, Padding padding) {
    if (!kernel.areAtLeast(1) || !stride.areAtLeast(1) || !padding.isAtLeast(0)) {
      throw new IllegalArgumentException(kind + " settings out of range");
    }
  }
}
