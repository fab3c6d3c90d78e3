package nas.proxy.synflow;

import java.util.Arrays;
import nas.network.Padding;
import nas.network.Sides;

/** The windows that a convolution or pooling slides along one side of a map. */
final class Windows {

  private final Side input;
  private final Side output;
  private final int kernel;
  private final boolean joinsNeighbours;
  private final int[][] taps;

  /** Which windows: all that the layer says of a side. */
  record Key(Side input, int kernel, int stride, int before, int after, int dilation) {

    static Key rows(Side side, Sides kernel, Sides stride, Padding padding, Sides dilation) {
      return new Key(
          side,
          kernel.height(),
          stride.height(),
          padding.top(),
          padding.bottom(),
          dilation.height());
    }

    static Key columns(Side side, Sides kernel, Sides stride, Padding padding, Sides dilation) {
      return new Key(
          side, kernel.width(), stride.width(), padding.left(), padding.right(), dilation.width());
    }

    /** Returns the same windows along another side. */
    Key of(Side side) {
      return side.equals(input) ? this : new Key(side, kernel, stride, before, after, dilation);
    }
  }

  Windows(Key key) {
    input = key.input();
    kernel = key.kernel();
    int reach = key.dilation() * (kernel - 1) + 1;
    int room = input.size() + key.before() + key.after() - reach;
    int stride = key.stride();
    // Windows keep the mirror symmetry only if the last one ends where the padding does.
    output =
        new Side(
            room / stride + 1,
            input.mirrored() && room % stride == 0 && key.before() == key.after());
    joinsNeighbours =
        kernel == 3
            && reach == 3
            && stride == 1
            && key.before() == 1
            && key.after() == 1
            && output.stored() > 2;
    taps = new int[output.stored()][];
    int[] buffer = new int[kernel];
    for (int window = 0; window < taps.length; window++) {
      int count = 0;
      for (int tap = 0; tap < kernel; tap++) {
        int pixel = window * stride - key.before() + tap * key.dilation();
        if (pixel >= 0 && pixel < input.size()) {
          buffer[count++] = input.index(pixel);
        }
      }
      taps[window] = Arrays.copyOf(buffer, count);
    }
  }

  Side input() {
    return input;
  }

  Side output() {
    return output;
  }

  int kernel() {
    return kernel;
  }

  /**
   * Returns whether a window holds a pixel and its two neighbours, and some are stored between the
   * first and the last.
   */
  boolean joinsNeighbours() {
    return joinsNeighbours;
  }

  /** Returns where the pixels of a window are stored, padding left out. */
  int[] taps(int window) {
    return taps[window];
  }
}
