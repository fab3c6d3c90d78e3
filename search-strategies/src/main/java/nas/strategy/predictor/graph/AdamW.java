package nas.strategy.predictor.graph;

import nas.engine.tensor.AdamMoments;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;

/**
 * Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101, by PyTorch's
 * formulas and defaults (betas 0.9 and 0.999, epsilon 1e-8).
 */
final class AdamW implements AutoCloseable {

  private static final double FIRST_DECAY = 0.9;

  private final Tensor weights;
  private final double weightDecay;
  private final AdamMoments moments;

  AdamW(RelationNetwork network, double weightDecay) {
    weights = network.weights();
    this.weightDecay = weightDecay;
    moments = new AdamMoments(weights, FIRST_DECAY);
  }

  /** Moves the network's parameters against the gradient, which is changed. */
  void step(Tensor gradient, double learningRate) {
    GradientMode.unrecorded(
        () -> {
          weights.mulInPlace(1 - learningRate * weightDecay);
          return true;
        });
    moments.step(gradient, learningRate);
  }

  @Override
  public void close() {
    moments.close();
  }
}
