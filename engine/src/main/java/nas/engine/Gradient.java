package nas.engine;

import ai.djl.ndarray.NDArray;
import java.util.SortedMap;

/** The gradient of a runtime's weights as optimisers want it: clipped, then with weight decay. */
final class Gradient implements AutoCloseable {

  private final NetworkRuntime runtime;
  private final double clipNorm;
  private final NDArray decay;
  private final boolean decays;

  Gradient(NetworkRuntime runtime, double weightDecay, double clipNorm) {
    this.runtime = runtime;
    this.clipNorm = clipNorm;
    decay = runtime.full(weightDecay, 1);
    decays = weightDecay != 0;
  }

  /** Returns the gradient; the caller may change it, and closes it. */
  NDArray take() {
    NDArray gradient = runtime.gradients();
    clip(gradient);
    if (decays) {
      try (NDArray pull = runtime.weights().mul(decay)) {
        gradient.addi(pull);
      }
    }
    return gradient;
  }

  private void clip(NDArray gradient) {
    if (clipNorm == Double.POSITIVE_INFINITY) {
      return;
    }
    try (NDArray squares = gradient.square();
        NDArray sum = squares.sum()) {
      double norm = StrictMath.sqrt(NetworkRuntime.scalar(sum));
      if (norm > clipNorm) {
        try (NDArray factor = runtime.full(clipNorm / norm, 1)) {
          gradient.muli(factor);
        }
      }
    }
  }

  /** Returns an array like the weights, filled with what an optimiser remembered. */
  static NDArray restored(NetworkRuntime runtime, SortedMap<String, float[]> state, String name) {
    float[] values = state.get(name);
    long elements = runtime.weights().getShape().get(0);
    if (values == null || values.length != elements) {
      throw new IllegalArgumentException(
          name + " must have " + elements + " values, not " + (values == null ? 0 : values.length));
    }
    return runtime.array(values);
  }

  @Override
  public void close() {
    decay.close();
  }
}
