package nas.engine.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * A constant of an ONNX file.
 *
 * @param shape its sides; empty for a scalar
 * @param values row-major; whole numbers are exact up to 2^53
 * @param whole whether its elements are whole numbers or truth values
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of weights; compared by nobody.
record OnnxTensor(List<Integer> shape, double[] values, boolean whole) {

  /**
   * Stands in a vector of sides for the number of images in a batch, which a file leaves open; no
   * side is negative but the -1 of Reshape.
   */
  static final double BATCH = -(1L << 40);

  /** Copies the shape and checks the number of values. */
  OnnxTensor {
    shape = List.copyOf(shape);
    if (values.length != elements(shape)) {
      throw new IllegalArgumentException(
          "a tensor of shape %s cannot have %d values".formatted(shape, values.length));
    }
  }

  /** Returns a vector of whole numbers. */
  static OnnxTensor vector(double... values) {
    return new OnnxTensor(List.of(values.length), values, true);
  }

  /** Returns the number of elements of a shape. */
  static long elements(List<Integer> shape) {
    long elements = 1;
    for (int side : shape) {
      elements = Math.multiplyExact(elements, (long) side);
    }
    return elements;
  }

  /** Returns the number of dimensions. */
  int rank() {
    return shape.size();
  }

  /** Returns the same values in another shape. */
  OnnxTensor as(List<Integer> other) {
    return new OnnxTensor(other, values, whole);
  }

  /** Returns the values in single precision. */
  float[] floats() {
    float[] floats = new float[values.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) values[index];
    }
    return floats;
  }

  /** Returns the values as whole numbers; what lies beyond an int is cut to its range. */
  int[] integers() {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  /** Returns whether the number of images is among the values. */
  boolean holdsBatch() {
    return whole && Arrays.stream(values).anyMatch(value -> value == BATCH);
  }
}
