package nas.network;

import java.util.List;

/**
 * One trainable array of an operation.
 *
 * @param name unique within the operation; initial values are drawn by it
 * @param arrayName name of the array in files of trained networks, as PyTorch would call it
 * @param role what the operation does with it, which decides how it is initialised
 * @param shape for example (outChannels, inChannels, height, width) of a convolution's weight
 * @param fanIn number of inputs that one output of the operation sums over, 1 if none
 */
public record ParameterSpec(
    String name, String arrayName, Role role, List<Integer> shape, int fanIn) {

  /** What an operation does with an array. */
  public enum Role {
    /** Factors of a sum over inputs. */
    WEIGHT,
    /** Summands of such a sum. */
    BIAS,
    /** Factors of normalised values (gamma). */
    SCALE,
    /** Summands of normalised values (beta). */
    SHIFT,
    /** Factors of values below zero. */
    SLOPE
  }

  /** Copies the shape. */
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** Returns the weight of an operation that has one. */
  public static ParameterSpec weight(int fanIn, Integer... shape) {
    return new ParameterSpec("weight", "weight", Role.WEIGHT, List.of(shape), fanIn);
  }

  /** Returns the bias of an operation that has one. */
  public static ParameterSpec bias(int fanIn, int channels) {
    return new ParameterSpec("bias", "bias", Role.BIAS, List.of(channels), fanIn);
  }

  /** Returns scale and shift of a normalisation. */
  public static List<ParameterSpec> scaleAndShift(int channels) {
    return List.of(
        new ParameterSpec("scale", "weight", Role.SCALE, List.of(channels), 1),
        new ParameterSpec("shift", "bias", Role.SHIFT, List.of(channels), 1));
  }

  /** Returns whether another array has the same name and shape. */
  public boolean fits(ParameterSpec other) {
    return name.equals(other.name) && shape.equals(other.shape);
  }

  /** Returns the number of values. */
  public long count() {
    return countOf(shape);
  }

  static long countOf(List<Integer> shape) {
    long count = 1;
    for (int side : shape) {
      count = Math.multiplyExact(count, (long) side);
    }
    return count;
  }
}
