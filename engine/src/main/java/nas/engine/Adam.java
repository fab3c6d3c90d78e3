package nas.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1): g = gradient + decay * w; m = b1 * m +
 * (1 - b1) * g; v = b2 * v + (1 - b2) * g^2; w = w - rate * m' / (sqrt(v') + 1e-8), where m' = m /
 * (1 - b1^t) and v' = v / (1 - b2^t) at the t-th step, and b2 = 0.999.
 *
 * <p>Weight decay is added to the gradient, as in PyTorch's Adam and not as in AdamW.
 */
public final class Adam implements Optimizer {

  private static final double SECOND_DECAY = 0.999;
  private static final double EPSILON = 1e-8;
  private static final String MEAN = "gradient mean";
  private static final String SQUARE = "gradient square";

  private final NetworkRuntime runtime;
  private final NDArray weights;
  private final double firstDecay;
  private final NDArray b1;
  private final NDArray rest1;
  private final NDArray b2;
  private final NDArray rest2;
  private final NDArray epsilon;
  private final Gradient gradients;
  private NDArray mean;
  private NDArray square;
  private long steps;

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
    this.firstDecay = firstDecay;
    weights = runtime.weights();
    mean = runtime.full(0, weights.getShape().getShape());
    square = runtime.full(0, weights.getShape().getShape());
    b1 = runtime.full(firstDecay, 1);
    rest1 = runtime.full(1 - firstDecay, 1);
    b2 = runtime.full(SECOND_DECAY, 1);
    rest2 = runtime.full(1 - SECOND_DECAY, 1);
    epsilon = runtime.full(EPSILON, 1);
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
    steps++;
    double rate = learningRate / (1 - StrictMath.pow(firstDecay, (double) steps));
    double root = StrictMath.sqrt(1 - StrictMath.pow(SECOND_DECAY, (double) steps));
    try (NDArray gradient = gradients.take();
        NDArray squared = gradient.square()) {
      mean.muli(b1);
      gradient.muli(rest1);
      mean.addi(gradient);
      square.muli(b2);
      squared.muli(rest2);
      square.addi(squared);
    }
    try (NDArray divisor = square.sqrt();
        NDArray rootOfCorrection = runtime.full(root, 1);
        NDArray factor = runtime.full(rate, 1)) {
      divisor.divi(rootOfCorrection);
      divisor.addi(epsilon);
      try (NDArray step = mean.div(divisor)) {
        step.muli(factor);
        weights.subi(step);
      }
    }
    runtime.clearGradients();
  }

  @Override
  public SortedMap<String, float[]> state() {
    return new TreeMap<>(Map.of(MEAN, mean.toFloatArray(), SQUARE, square.toFloatArray()));
  }

  @Override
  public void restore(SortedMap<String, float[]> state, long steps) {
    NDArray restoredMean = Gradient.restored(runtime, state, MEAN);
    NDArray restoredSquare = Gradient.restored(runtime, state, SQUARE);
    mean.close();
    square.close();
    mean = restoredMean;
    square = restoredSquare;
    this.steps = steps;
  }

  @Override
  public void close() {
    mean.close();
    square.close();
    b1.close();
    rest1.close();
    b2.close();
    rest2.close();
    epsilon.close();
    gradients.close();
  }
}
