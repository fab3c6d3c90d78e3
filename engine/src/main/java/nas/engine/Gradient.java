package nas.engine;

import java.util.SortedMap;
import nas.engine.tensor.Tensor;

/** The gradient of a runtime's weights as optimisers want it: clipped, then with weight decay. */
final class Gradient implements AutoCloseable {

  private final NetworkRuntime runtime;
  private final Tensor weights;
  private final double clipNorm;
  private final Tensor decay;
  private final boolean decays;

  Gradient(NetworkRuntime runtime, double weightDecay, double clipNorm) {
    this.runtime = runtime;
    this.clipNorm = clipNorm;
    weights = runtime.weights();
    decay = weights.scope().full(runtime.precision(), weightDecay);
    decays = weightDecay != 0;
  }

  /** Returns the weights; they belong to the runtime. */
  Tensor weights() {
    return weights;
  }

  /** Returns the gradient; the caller may change it, and closes it. */
  Tensor take() {
    Tensor gradient = runtime.gradients();
    clip(gradient);
    if (decays) {
      try (Tensor pull = weights.mul(decay)) {
        gradient.addInPlace(pull);
      }
    }
    return gradient;
  }

  private void clip(Tensor gradient) {
    if (clipNorm == Double.POSITIVE_INFINITY) {
      return;
    }
    try (Tensor squares = gradient.square();
        Tensor sum = squares.sum()) {
      double norm = StrictMath.sqrt(sum.scalar());
      if (norm > clipNorm) {
        gradient.mulInPlace(clipNorm / norm);
      }
    }
  }

  /** Returns a tensor like the weights, filled with what an optimiser remembered. */
  Tensor restored(SortedMap<String, float[]> state, String name) {
    float[] values = state.get(name);
    if (values == null || values.length != weights.elements()) {
      throw new IllegalArgumentException(
          "%s must have %d values, not %d"
              .formatted(name, weights.elements(), values == null ? 0 : values.length));
    }
    return weights.scope().floats(values, values.length);
  }

  @Override
  public void close() {
    decay.close();
  }
}
