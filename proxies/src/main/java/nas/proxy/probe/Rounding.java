package nas.proxy.probe;

import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;

/**
 * Rounds numbers to three quarters of their digits, so that values that are equal but for rounding
 * are equal: max pooling then takes the first of them, on every processor and in every layout.
 */
final class Rounding {

  private Rounding() {}

  /** Returns what has to be added to values to round them, a constant; the caller closes it. */
  static Tensor of(Tensor values) {
    // Veltkamp's splitting.
    double factor = values.precision() == Precision.FLOAT64 ? (1 << 14) + 1 : (1 << 6) + 1;
    try (Tensor constant = values.detach();
        Tensor large = constant.mul(factor);
        Tensor rest = large.sub(constant);
        Tensor rounded = large.sub(rest)) {
      return rounded.sub(constant);
    }
  }
}
