package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A constant of an ONNX file.
 *
 * @param shape its sides; empty for a scalar
 * @param values row-major; whole numbers are exact up to 2^53
 * @param whole whether its elements are whole numbers or truth values
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of weights; compared by nobody.
public record OnnxTensor(List<Integer> shape, double[] values, boolean whole) {

  /**
   * Stands in a vector of sides for the number of images in a batch, which a file leaves open; no
   * side is negative but the -1 of Reshape.
   */
  public static final double BATCH = -(1L << 40);

  /** Copies the shape and checks the number of values. */
  public OnnxTensor {
    shape = List.copyOf(shape);
    if (values.length != elements(shape)) {
      throw new IllegalArgumentException(
          "a tensor of shape %s cannot have %d values".formatted(shape, values.length));
    }
  }

  /** Returns a vector of whole numbers. */
  public static OnnxTensor vector(double... values) {
    return new OnnxTensor(List.of(values.length), values, true);
  }

  /** Returns the number of elements of a shape. */
  public static long elements(List<Integer> shape) {
    long elements = 1;
    for (int side : shape) {
      elements = Math.multiplyExact(elements, (long) side);
    }
    return elements;
  }

  /** Returns whether two shapes hold the same elements: they differ in sides of 1 alone. */
  public static boolean sameElements(List<Integer> one, List<Integer> other) {
    return one.stream()
        .filter(side -> side != 1)
        .toList()
        .equals(other.stream().filter(side -> side != 1).toList());
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return shape.size();
  }

  /** Returns the same values in another shape. */
  public OnnxTensor as(List<Integer> other) {
    return new OnnxTensor(other, values, whole);
  }

  /** Returns the values in single precision. */
  public float[] floats() {
    float[] floats = new float[values.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) values[index];
    }
    return floats;
  }

  /** Returns the values as whole numbers; what lies beyond an int is cut to its range. */
  public int[] integers() {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  /** Returns the number that all values are; empty if they differ or there are none. */
  public Optional<Double> filling() {
    boolean alike = values.length > 0;
    for (double value : values) {
      alike &= value == values[0];
    }
    return alike ? Optional.of(values[0]) : Optional.empty();
  }

  /** Returns whether the number of images is among the values. */
  public boolean holdsBatch() {
    return whole && Arrays.stream(values).anyMatch(value -> value == BATCH);
  }

  /** Returns the tensor whose dimensions stand in another order. */
  public OnnxTensor transposed(List<Integer> order) {
    int rank = rank();
    if (order.size() != rank
        || order.stream().distinct().filter(axis -> axis >= 0 && axis < rank).count() != rank) {
      throw new IllegalArgumentException(
          "%d dimensions cannot be ordered by %s".formatted(rank, order));
    }
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    List<Integer> turned = order.stream().map(shape::get).toList();
    double[] moved = new double[values.length];
    int[] at = new int[rank];
    for (int index = 0; index < moved.length; index++) {
      int from = 0;
      for (int axis = 0; axis < rank; axis++) {
        from += at[axis] * strides[order.get(axis)];
      }
      moved[index] = values[from];
      for (int axis = rank - 1; axis >= 0 && ++at[axis] == turned.get(axis); axis--) {
        at[axis] = 0;
      }
    }
    return new OnnxTensor(turned, moved, whole);
  }

  /** Returns an axis counted from the front. */
  public static int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= Math.max(rank, 1)) {
      throw new IllegalArgumentException("axis %d is none of %d dimensions".formatted(axis, rank));
    }
    return (int) counted;
  }

  /** Returns the short decimal number that a number in single precision stands for. */
  public static double decimal(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
