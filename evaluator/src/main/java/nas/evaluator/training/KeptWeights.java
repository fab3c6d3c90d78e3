package nas.evaluator.training;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Objective;
import nas.engine.NetworkRuntime;
import nas.engine.WeightAverage;
import nas.engine.tensor.Device;
import org.jspecify.annotations.Nullable;

/**
 * What of a network in training is evaluated and in the end kept: its weights or their moving
 * average, those of the last epoch or of the best one. Close it before the network.
 */
final class KeptWeights implements AutoCloseable {

  private static final String AVERAGE = "average ";
  private static final String BEST = "best ";
  private static final String BEST_EPOCH = "best-epoch";
  private static final String BEST_VALUE = "best-value";

  private final NetworkRuntime runtime;
  private final Device device;
  private final Objective objective;
  private final Optional<EarlyStopping> stopping;
  private final @Nullable WeightAverage average;

  private SortedMap<String, float[]> best = Collections.emptySortedMap();
  private int bestEpoch;
  private double bestValue = Double.NaN;

  /**
   * Begins with the present weights.
   *
   * @param objective what epochs are compared by
   */
  KeptWeights(
      TrainingSettings settings, NetworkRuntime runtime, Device device, Objective objective) {
    this.runtime = runtime;
    this.device = device;
    this.objective = objective;
    stopping = settings.validation().earlyStopping();
    average =
        settings
            .weights()
            .ema()
            .<WeightAverage>map(decay -> new WeightAverage(runtime, decay))
            .orElse(null);
  }

  /** What is done with a network; its runtime is closed afterwards, if it was made for that. */
  @FunctionalInterface
  interface Use<T> {
    T of(NetworkRuntime runtime) throws InterruptedException;
  }

  /** Takes note of a step of the weights. */
  void stepped() {
    if (average != null) {
      average.update();
    }
  }

  /** Uses the network as it would be kept now. */
  <T> T now(Use<T> use) throws InterruptedException {
    return average == null ? use.of(runtime) : with(average.state(), use);
  }

  /** Uses the network as it is kept. */
  <T> T kept(Use<T> use) throws InterruptedException {
    return best.isEmpty() ? now(use) : with(best, use);
  }

  private <T> T with(SortedMap<String, float[]> state, Use<T> use) throws InterruptedException {
    try (NetworkRuntime other = NetworkRuntime.resume(runtime.network(), state, device)) {
      return use.of(other);
    }
  }

  /**
   * Takes note of the value on the validation data after an epoch, of {@link #now}. The first of
   * several equal ones is the best; NaN is none.
   */
  void judged(int epoch, double value) {
    boolean better =
        Double.isNaN(bestValue) || objective.reward(value) > objective.reward(bestValue);
    if (stopping.isPresent() && !Double.isNaN(value) && better) {
      bestEpoch = epoch;
      bestValue = value;
      best = average == null ? runtime.state() : average.state();
    }
  }

  /** Says whether the training ends after an epoch that was judged. */
  boolean endsAfter(int epoch) {
    return stopping.isPresent() && epoch - bestEpoch >= stopping.get().patience();
  }

  /** Returns the epoch whose weights are kept, if there was a choice. */
  Optional<Integer> bestEpoch() {
    return bestEpoch == 0 ? Optional.empty() : Optional.of(bestEpoch);
  }

  /** Returns the value of that epoch. */
  double bestValue() {
    return bestValue;
  }

  /** Adds what {@link #restore} needs. */
  void keep(SortedMap<String, float[]> arrays, SortedMap<String, Double> numbers) {
    if (average != null) {
      average.state().forEach((name, values) -> arrays.put(AVERAGE + name, values));
    }
    best.forEach((name, values) -> arrays.put(BEST + name, values));
    if (!best.isEmpty()) {
      numbers.put(BEST_EPOCH, (double) bestEpoch);
      numbers.put(BEST_VALUE, bestValue);
    }
  }

  /** Goes on where another training of the same settings has been. */
  void restore(Checkpoint from, long steps) {
    if (average != null) {
      average.restore(beginning(AVERAGE, from.arrays()), steps);
    }
    best = beginning(BEST, from.arrays());
    bestEpoch = from.numbers().getOrDefault(BEST_EPOCH, 0.0).intValue();
    bestValue = from.numbers().getOrDefault(BEST_VALUE, Double.NaN);
  }

  private static SortedMap<String, float[]> beginning(
      String prefix, SortedMap<String, float[]> arrays) {
    SortedMap<String, float[]> found = new TreeMap<>();
    arrays.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), values);
          }
        });
    return found;
  }

  @Override
  public void close() {
    if (average != null) {
      average.close();
    }
  }
}
