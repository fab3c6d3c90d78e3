package nas.evaluator;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of an evaluation: accuracies, or a typed failure. */
public sealed interface Outcome {

  /**
   * Returns the training time that a benchmark table states for the network, in seconds; empty for
   * real training, whose time is measured by the wall clock.
   */
  OptionalDouble simulatedTrainSeconds();

  /**
   * The network was trained.
   *
   * @param validationAccuracyPercent decides the search; finite, 0 to 100
   * @param testAccuracyPercent is reported only; finite, 0 to 100
   * @param simulatedTrainSeconds see {@link Outcome#simulatedTrainSeconds}
   * @param measurements further numbers with units in their names, such as {@code parameters},
   *     {@code macs}, {@code train-loss}; all deterministic and finite
   */
  record Trained(
      double validationAccuracyPercent,
      double testAccuracyPercent,
      OptionalDouble simulatedTrainSeconds,
      SortedMap<String, Double> measurements)
      implements Outcome {

    /** Copies the map and checks the ranges. */
    public Trained {
      check("validation accuracy", validationAccuracyPercent);
      check("test accuracy", testAccuracyPercent);
      measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }

    private static void check(String name, double percent) {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException(name + " (" + percent + ") must be 0 to 100 percent");
      }
    }
  }

  /**
   * There is no accuracy.
   *
   * @param kind why
   * @param message the reason in words, deterministic
   * @param simulatedTrainSeconds see {@link Outcome#simulatedTrainSeconds}
   */
  record Failed(FailureKind kind, String message, OptionalDouble simulatedTrainSeconds)
      implements Outcome {}

  /** Why an evaluation has no accuracy. */
  enum FailureKind {
    /** The training loss became NaN or infinite. */
    NON_FINITE_LOSS,
    /** The network has no path from the images to the logits, or does not fit the images. */
    UNTRAINABLE,
    /** The device ran out of memory. */
    OUT_OF_MEMORY
  }
}
