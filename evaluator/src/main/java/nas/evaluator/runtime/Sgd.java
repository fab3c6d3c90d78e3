package nas.evaluator.runtime;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;

/**
 * Stochastic gradient descent with momentum, by PyTorch's formula: g = gradient + decay * w; v =
 * momentum * v + g; w = w - rate * (g + momentum * v) with Nesterov's step, else w - rate * v.
 *
 * <p>Weight decay acts on all parameters, as in PyTorch. All parameters are updated by a handful of
 * operations on one vector.
 */
public final class Sgd implements AutoCloseable {

  private final NetworkRuntime runtime;
  private final double clipNorm;
  private final boolean nesterov;
  private final NDArray weights;
  private final NDArray velocity;
  private final NDArray momentum;
  private final NDArray decay;
  private final boolean decays;

  /**
   * Creates the optimiser; close it before the runtime.
   *
   * @param runtime whose weights it trains
   * @param momentum 0 for none
   * @param nesterov whether the step looks ahead
   * @param weightDecay 0 for none
   * @param clipNorm greatest Euclidean norm of the gradient of all parameters; infinite for no
   *     clipping
   */
  public Sgd(
      NetworkRuntime runtime,
      double momentum,
      boolean nesterov,
      double weightDecay,
      double clipNorm) {
    this.runtime = runtime;
    this.nesterov = nesterov;
    this.clipNorm = clipNorm;
    weights = runtime.weights();
    velocity = runtime.full(0, weights.getShape().getShape());
    this.momentum = runtime.full(momentum, 1);
    decay = runtime.full(weightDecay, 1);
    decays = weightDecay != 0;
  }

  /**
   * Updates the weights by the gradients and clears these.
   *
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public void step(double learningRate) {
    try {
      GradientMode.unrecorded(
          () -> {
            update(learningRate);
            return true;
          });
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  private void update(double learningRate) {
    try (NDArray gradient = runtime.gradients();
        NDArray rate = runtime.full(learningRate, 1)) {
      clip(gradient);
      if (decays) {
        try (NDArray pull = weights.mul(decay)) {
          gradient.addi(pull);
        }
      }
      velocity.muli(momentum);
      velocity.addi(gradient);
      try (NDArray step = nesterov ? velocity.mul(momentum) : velocity.duplicate()) {
        if (nesterov) {
          step.addi(gradient);
        }
        step.muli(rate);
        weights.subi(step);
      }
    }
    runtime.clearGradients();
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

  @Override
  public void close() {
    velocity.close();
    momentum.close();
    decay.close();
  }
}
