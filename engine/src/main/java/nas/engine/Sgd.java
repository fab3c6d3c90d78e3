package nas.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;

/**
 * Stochastic gradient descent with momentum, by PyTorch's formula: g = gradient + decay * w; v =
 * momentum * v + g; w = w - rate * (g + momentum * v) with Nesterov's step, else w - rate * v.
 *
 * <p>Weight decay acts on all parameters, as in PyTorch. All parameters are updated by a handful of
 * operations on one vector.
 */
public final class Sgd implements Optimizer {

  private static final String VELOCITY = "velocity";

  private final NetworkRuntime runtime;
  private final boolean nesterov;
  private final NDArray weights;
  private final NDArray momentum;
  private final Gradient gradients;
  private NDArray velocity;

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
    weights = runtime.weights();
    velocity = runtime.full(0, weights.getShape().getShape());
    this.momentum = runtime.full(momentum, 1);
    gradients = new Gradient(runtime, weightDecay, clipNorm);
  }

  @Override
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
    try (NDArray gradient = gradients.take();
        NDArray rate = runtime.full(learningRate, 1)) {
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

  @Override
  public SortedMap<String, float[]> state() {
    return new TreeMap<>(java.util.Map.of(VELOCITY, velocity.toFloatArray()));
  }

  @Override
  public void restore(SortedMap<String, float[]> state, long steps) {
    NDArray restored = Gradient.restored(runtime, state, VELOCITY);
    velocity.close();
    velocity = restored;
  }

  @Override
  public void close() {
    velocity.close();
    momentum.close();
    gradients.close();
  }
}
