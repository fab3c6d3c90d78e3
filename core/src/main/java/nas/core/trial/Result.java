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
   * @param objective what its values are
   * @param validation decides the search
   * @param test what is reported only; empty where it is hidden from a strategy
   * @param simulatedTrainSeconds see {@link Result#simulatedTrainSeconds}
   * @param validationCurve values on the validation data that were measured on the way
   * @param measurements further numbers with units in their names, such as {@code parameters},
   *     {@code macs}, {@code train-loss}; all deterministic and finite
   */
  record Trained(
      Objective objective,
      double validation,
      OptionalDouble test,
      OptionalDouble simulatedTrainSeconds,
      Curve validationCurve,
      SortedMap<String, Double> measurements)
      implements Result {

    /** Copies the map and checks the ranges. */
    public Trained {
      check("validation", objective, validation);
      if (test.isPresent()) {
        check("test", objective, test.getAsDouble());
      }
      measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }

    /** Creates the result of an evaluation without a learning curve. */
    public Trained(
        Objective objective,
        double validation,
        double test,
        OptionalDouble simulatedTrainSeconds,
        SortedMap<String, Double> measurements) {
      this(
          objective,
          validation,
          OptionalDouble.of(test),
          simulatedTrainSeconds,
          Curve.NONE,
          measurements);
    }

    /** Creates the result of an evaluation that has accuracies in percent. */
    public Trained(
        double validationAccuracyPercent,
        double testAccuracyPercent,
        OptionalDouble simulatedTrainSeconds,
        SortedMap<String, Double> measurements) {
      this(
          Objective.ACCURACY,
          validationAccuracyPercent,
          testAccuracyPercent,
          simulatedTrainSeconds,
          measurements);
    }

    /** Creates what a strategy may know. */
    public Trained(Objective objective, double validation) {
      this(
          objective,
          validation,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Curve.NONE,
          Collections.emptySortedMap());
    }

    /** Creates what a strategy may know that searches for accuracy. */
    public Trained(double validationAccuracyPercent) {
      this(Objective.ACCURACY, validationAccuracyPercent);
    }

    /** Returns this result with other measurements. */
    public Trained withMeasurements(SortedMap<String, Double> others) {
      return new Trained(
          objective, validation, test, simulatedTrainSeconds, validationCurve, others);
    }

    /** Returns a number that is the higher the better the validation value is. */
    public double reward() {
      return objective.reward(validation);
    }

    /**
     * Returns the value that is reported.
     *
     * @throws IllegalStateException to a strategy, which must not know it
     */
    public double reported() {
      return test.orElseThrow(
          () -> new IllegalStateException("a strategy must not know test values"));
    }

    @Override
    public Trained forStrategy() {
      return new Trained(objective, validation);
    }

    private static void check(String of, Objective objective, double value) {
      if (!objective.allows(value)) {
        throw new IllegalArgumentException(
            "%s-%s (%s) is not %s to %s"
                .formatted(
                    of,
                    objective.key(),
                    value,
                    end(objective.minimum()),
                    end(objective.maximum())));
      }
    }

    private static String end(double value) {
      return value == Math.rint(value) && Double.isFinite(value)
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }

  /**
   * The evaluation failed; the architecture has no value.
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
