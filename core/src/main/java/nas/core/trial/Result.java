package nas.core.trial;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of an evaluation: values, a typed failure, or nothing as there was none. */
public sealed interface Result {

  /**
   * Returns the training time that a benchmark table states for the network, in seconds; empty for
   * real training, whose time is measured by the wall clock.
   */
  OptionalDouble simulatedTrainSeconds();

  /** Returns what a search strategy may know of it: of a trained network the validation value. */
  Result forStrategy();

  /**
   * The network was trained.
   *
   * @param validationAccuracyPercent decides the search; 0 to 100
   * @param test test accuracy in percent, 0 to 100, which is reported only; empty where it is
   *     hidden from a strategy
   * @param simulatedTrainSeconds see {@link Result#simulatedTrainSeconds}
   * @param validationCurve validation accuracies in percent that were measured on the way
   * @param measurements further numbers with units in their names, such as {@code parameters},
   *     {@code macs}, {@code train-loss}; all deterministic and finite
   */
  record Trained(
      double validationAccuracyPercent,
      OptionalDouble test,
      OptionalDouble simulatedTrainSeconds,
      Curve validationCurve,
      SortedMap<String, Double> measurements)
      implements Result {

    /** Copies the map and checks the ranges. */
    public Trained {
      check("validation-accuracy-percent", validationAccuracyPercent);
      test.ifPresent(percent -> check("test-accuracy-percent", percent));
      measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }

    /** Creates the result of an evaluation without a learning curve. */
    public Trained(
        double validationAccuracyPercent,
        double testAccuracyPercent,
        OptionalDouble simulatedTrainSeconds,
        SortedMap<String, Double> measurements) {
      this(
          validationAccuracyPercent,
          OptionalDouble.of(testAccuracyPercent),
          simulatedTrainSeconds,
          Curve.NONE,
          measurements);
    }

    /** Creates what a strategy may know. */
    public Trained(double validationAccuracyPercent) {
      this(
          validationAccuracyPercent,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Curve.NONE,
          Collections.emptySortedMap());
    }

    /** Returns this result with other measurements. */
    public Trained withMeasurements(SortedMap<String, Double> others) {
      return new Trained(
          validationAccuracyPercent, test, simulatedTrainSeconds, validationCurve, others);
    }

    /**
     * Returns the test accuracy.
     *
     * @throws IllegalStateException to a strategy, which must not know it
     */
    public double testAccuracyPercent() {
      return test.orElseThrow(
          () -> new IllegalStateException("a strategy must not know test accuracies"));
    }

    @Override
    public Trained forStrategy() {
      return new Trained(validationAccuracyPercent);
    }

    private static void check(String name, double percent) {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException(name + " (" + percent + ") is not 0 to 100");
      }
    }
  }

  /**
   * The evaluation failed; the architecture has no accuracy.
   *
   * @param kind why
   * @param message the reason in words, deterministic
   * @param simulatedTrainSeconds see {@link Result#simulatedTrainSeconds}
   */
  record Failed(FailureKind kind, String message, OptionalDouble simulatedTrainSeconds)
      implements Result {

    /** Creates a failure of which no training time is stated. */
    public Failed(FailureKind kind, String message) {
      this(kind, message, OptionalDouble.empty());
    }

    @Override
    public Failed forStrategy() {
      return new Failed(kind, message);
    }
  }

  /**
   * The evaluator knows nothing of the architecture, such as a table that has no row for it, so
   * there was no evaluation and nothing was spent. It says neither good nor bad of the
   * architecture; to propose it again is of no use.
   *
   * @param reason why, in words
   */
  record Skipped(String reason) implements Result {

    /** Returns nothing. */
    @Override
    public OptionalDouble simulatedTrainSeconds() {
      return OptionalDouble.empty();
    }

    @Override
    public Skipped forStrategy() {
      return this;
    }
  }
}
