package nas.engine.kernel;

import nas.engine.tensor.Tensor;

/**
 * A tensor and the power of two by which its true values are larger, so that nothing overflows;
 * powers of two round nothing.
 *
 * @param values the tensor
 * @param exponent the exponent of the power; {@link #NOTHING} where all values are zero
 */
public record Scaled(Tensor values, int exponent) {

  /** Exponent of a tensor of zeros: smaller than any other. */
  public static final int NOTHING = Integer.MIN_VALUE / 4;
}
