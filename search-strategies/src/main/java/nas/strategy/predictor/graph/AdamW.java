package nas.strategy.predictor.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import nas.engine.tensor.GradientMode;

/**
 * Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101, by PyTorch's
 * formulas and defaults (betas 0.9 and 0.999, epsilon 1e-8).
 */
final class AdamW implements AutoCloseable {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final RelationNetwork network;
  private final double weightDecay;
  private final NDArray mean;
  private final NDArray square;
  private final NDArray keptMean;
  private final NDArray newMean;
  private final NDArray keptSquare;
  private final NDArray newSquare;
  private final NDArray epsilon;
  private int steps;

  AdamW(RelationNetwork network, double weightDecay) {
    this.network = network;
    this.weightDecay = weightDecay;
    NDArray weights = network.weights();
    Shape shape = weights.getShape();
    mean = weights.getManager().zeros(shape, weights.getDataType());
    square = weights.getManager().zeros(shape, weights.getDataType());
    keptMean = network.scalar(BETA1);
    newMean = network.scalar(1 - BETA1);
    keptSquare = network.scalar(BETA2);
    newSquare = network.scalar(1 - BETA2);
    epsilon = network.scalar(EPSILON);
  }

  /** Moves the network's parameters against the gradient. */
  void step(NDArray gradient, double learningRate) {
    steps++;
    double correction1 = 1 - StrictMath.pow(BETA1, steps);
    double correction2 = StrictMath.sqrt(1 - StrictMath.pow(BETA2, steps));
    GradientMode.unrecorded(
        () -> {
          NDArray weights = network.weights();
          try (NDArray kept = network.scalar(1 - learningRate * weightDecay);
              NDArray rate = network.scalar(learningRate / correction1);
              NDArray correction = network.scalar(correction2);
              NDArray squared = gradient.square()) {
            weights.muli(kept);
            mean.muli(keptMean);
            squared.muli(newSquare);
            square.muli(keptSquare);
            square.addi(squared);
            gradient.muli(newMean);
            mean.addi(gradient);
            try (NDArray root = square.sqrt();
                NDArray step = mean.duplicate()) {
              root.divi(correction);
              root.addi(epsilon);
              step.divi(root);
              step.muli(rate);
              weights.subi(step);
            }
          }
          return true;
        });
  }

  @Override
  public void close() {
    mean.close();
    square.close();
    keptMean.close();
    newMean.close();
    keptSquare.close();
    newSquare.close();
    epsilon.close();
  }
}
