package nas.engine;

import java.util.SortedMap;
import nas.engine.tensor.AdamMoments;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;

/**
 * Adam by {@link AdamMoments}, where g = gradient + decay * w (Kingma and Ba 2015,
 * arXiv:1412.6980).
 *
 * <p>Weight decay is added to the gradient, as in PyTorch's Adam and not as in AdamW.
 */
public final class Adam implements Optimizer {

  private final NetworkRuntime runtime;
  private final Gradient gradients;
  private final AdamMoments moments;

  /**
   * Creates the optimiser; close it before the runtime.
   *
   * @param runtime whose weights it trains
   * @param firstDecay b1, at least 0 and below 1; 0.9 in the publication
   * @param weightDecay 0 for none
   * @param clipNorm greatest Euclidean norm of the gradient of all parameters; infinite for no
   *     clipping
   */
  public Adam(NetworkRuntime runtime, double firstDecay, double weightDecay, double clipNorm) {
    this.runtime = runtime;
    gradients = new Gradient(runtime, weightDecay, clipNorm);
    moments = new AdamMoments(gradients.weights(), firstDecay);
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
      moments.step(gradient, learningRate);
    }
    runtime.clearGradients();
  }

  @Override
  public SortedMap<String, float[]> state() {
    return moments.state();
  }

  @Override
  public void restore(SortedMap<String, float[]> state, long steps) {
    moments.restore(state, steps);
  }

  @Override
  public void close() {
    moments.close();
    gradients.close();
  }
}
