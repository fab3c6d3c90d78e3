package nas.proxy.probe;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;

/** Feature maps as matrices: a row for each image and place, a column for each channel. */
final class Positions {

  private Positions() {}

  /**
   * Returns (images * positions, channels) in double precision; the caller closes it.
   *
   * @param features (images, channels, ...)
   */
  static Tensor of(Tensor features) {
    long[] order =
        IntStream.range(0, features.dimensions())
            .mapToLong(at -> at == 0 ? 0 : at == features.dimensions() - 1 ? 1 : at + 1)
            .toArray();
    try (Tensor last = features.permute(order);
        Tensor rows = last.reshape(-1, features.size(1))) {
      return rows.to(Precision.FLOAT64);
    }
  }

  /** Returns the mean over rows of the products of columns: (columns of one, columns of other). */
  static double[][] meanProducts(Tensor one, Tensor other) {
    try (Tensor transposed = one.transpose(0, 1);
        Tensor products = transposed.matmul(other);
        Tensor means = products.div((double) one.size(0))) {
      return Rows.of(means, Math.toIntExact(one.size(1)));
    }
  }

  /**
   * Returns whether feature maps can be {@link #folded} to the places of others: they have the same
   * number of places, or some whole number of times as many, the same in each direction.
   */
  static boolean fold(long[] shape, long[] places) {
    long ratio = shape[2] / places[2];
    return shape.length == places.length
        && ratio > 0
        && IntStream.range(2, shape.length)
            .allMatch(at -> shape[at] == ratio * places[at] || (shape[at] == 1 && places[at] == 1));
  }

  /**
   * Returns feature maps with as few places as others have, those of a window being channels: (n,
   * c, h r, w r) becomes (n, c r r, h, w), channel, row and column of the window in this order.
   */
  static Tensor folded(Tensor features, long[] places) {
    int axes = features.dimensions() - 2;
    long[] cut = new long[2 + 2 * axes];
    cut[0] = features.size(0);
    cut[1] = features.size(1);
    long[] order = new long[cut.length];
    order[1] = 1;
    for (int axis = 0; axis < axes; axis++) {
      cut[2 + 2 * axis] = places[2 + axis];
      cut[3 + 2 * axis] = features.size(2 + axis) / places[2 + axis];
      order[2 + axis] = 3 + 2L * axis;
      order[2 + axes + axis] = 2 + 2L * axis;
    }
    long[] folded =
        LongStream.concat(LongStream.of(features.size(0), -1), LongStream.of(places).skip(2))
            .toArray();
    try (Tensor windows = features.reshape(cut);
        Tensor ordered = windows.permute(order)) {
      return ordered.reshape(folded);
    }
  }
}
