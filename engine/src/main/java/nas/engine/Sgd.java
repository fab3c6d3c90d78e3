package nas.engine;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;

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
  private final Gradient gradients;
  private final Tensor weights;
  private final Tensor momentum;
  private Tensor velocity;

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
    gradients = new Gradient(runtime, weightDecay, clipNorm);
    weights = gradients.weights();
    velocity = weights.scope().full(runtime.precision(), 0, weights.shape());
    this.momentum = weights.scope().full(runtime.precision(), momentum);
  }

  @Override
  public void step(double learningRate) {
    GradientMode.unrecorded(
        () -> {
          update(learningRate);
          return true;
        });
  }

  private void update(double learningRate) {
    try (Tensor gradient = gradients.take()) {
      velocity.mulInPlace(momentum);
      velocity.addInPlace(gradient);
      try (Tensor step = nesterov ? velocity.mul(momentum) : velocity.copy()) {
        if (nesterov) {
          step.addInPlace(gradient);
        }
        step.mulInPlace(learningRate);
        weights.subInPlace(step);
      }
    }
    runtime.clearGradients();
  }

  @Override
  public SortedMap<String, float[]> state() {
    return new TreeMap<>(Map.of(VELOCITY, velocity.toFloats()));
  }

  @Override
  public void restore(SortedMap<String, float[]> state, long steps) {
    Tensor restored = gradients.restored(state, VELOCITY);
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
