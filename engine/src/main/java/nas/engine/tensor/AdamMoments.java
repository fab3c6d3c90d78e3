package nas.engine.tensor;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The running moments of Adam and the step that follows from them (Kingma and Ba 2015,
 * arXiv:1412.6980, algorithm 1): m = b1 * m + (1 - b1) * g; v = b2 * v + (1 - b2) * g^2; w = w -
 * rate * m' / (sqrt(v') + 1e-8), where m' = m / (1 - b1^t) and v' = v / (1 - b2^t) at the t-th
 * step, and b2 = 0.999.
 */
public final class AdamMoments implements AutoCloseable {

  private static final double SECOND_DECAY = 0.999;
  private static final double EPSILON = 1e-8;
  private static final String MEAN = "gradient mean";
  private static final String SQUARE = "gradient square";

  private final Tensor weights;
  private final double firstDecay;
  private final Scope scope;
  private final Tensor b1;
  private final Tensor rest1;
  private final Tensor b2;
  private final Tensor rest2;
  private final Tensor epsilon;
  private Tensor mean;
  private Tensor square;
  private long steps;

  /**
   * Creates moments of zero.
   *
   * @param weights what is trained, a vector; stays open as long as these moments
   * @param firstDecay b1, at least 0 and below 1; 0.9 in the publication
   */
  public AdamMoments(Tensor weights, double firstDecay) {
    this.weights = weights;
    this.firstDecay = firstDecay;
    scope = weights.scope().child();
    mean = zeros();
    square = zeros();
    b1 = number(firstDecay);
    rest1 = number(1 - firstDecay);
    b2 = number(SECOND_DECAY);
    rest2 = number(1 - SECOND_DECAY);
    epsilon = number(EPSILON);
  }

  private Tensor zeros() {
    return scope.full(weights.precision(), 0, weights.shape());
  }

  private Tensor number(double value) {
    return scope.full(weights.precision(), value);
  }

  /**
   * Changes the weights, without recording.
   *
   * @param gradient of the weights; it is changed, and stays open
   */
  public void step(Tensor gradient, double learningRate) {
    GradientMode.unrecorded(
        () -> {
          update(gradient);
          move(learningRate);
          return true;
        });
  }

  private void update(Tensor gradient) {
    steps++;
    try (Tensor squared = gradient.square()) {
      mean.mulInPlace(b1);
      gradient.mulInPlace(rest1);
      mean.addInPlace(gradient);
      square.mulInPlace(b2);
      squared.mulInPlace(rest2);
      square.addInPlace(squared);
    }
  }

  private void move(double learningRate) {
    double rate = learningRate / (1 - StrictMath.pow(firstDecay, (double) steps));
    double root = StrictMath.sqrt(1 - StrictMath.pow(SECOND_DECAY, (double) steps));
    try (Tensor divisor = square.sqrt();
        Tensor rootOfCorrection = number(root);
        Tensor factor = number(rate)) {
      divisor.divInPlace(rootOfCorrection);
      divisor.addInPlace(epsilon);
      try (Tensor step = mean.div(divisor)) {
        step.mulInPlace(factor);
        weights.subInPlace(step);
      }
    }
  }

  /** Returns copies of the moments by name; the weights must have single precision. */
  public SortedMap<String, float[]> state() {
    return new TreeMap<>(Map.of(MEAN, mean.toFloats(), SQUARE, square.toFloats()));
  }

  /**
   * Goes on from earlier moments.
   *
   * @param state what {@link #state} returned
   * @param steps number of steps that led to it
   * @throws IllegalArgumentException if a moment is missing or of another size
   */
  public void restore(SortedMap<String, float[]> state, long steps) {
    Tensor restoredMean = restored(state, MEAN);
    Tensor restoredSquare = restored(state, SQUARE);
    mean.close();
    square.close();
    mean = restoredMean;
    square = restoredSquare;
    this.steps = steps;
  }

  private Tensor restored(SortedMap<String, float[]> state, String name) {
    float[] values = state.get(name);
    if (values == null || values.length != weights.elements()) {
      throw new IllegalArgumentException(
          "%s must have %d values, not %d"
              .formatted(name, weights.elements(), values == null ? 0 : values.length));
    }
    return scope.floats(values, weights.shape());
  }

  @Override
  public void close() {
    scope.close();
  }
}
