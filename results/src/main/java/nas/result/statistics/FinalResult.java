package nas.result.statistics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;

/**
 * What a strategy reached in all its repetitions.
 *
 * @param strategy display name
 * @param repetitions repetitions with at least one trial
 * @param test over the repetitions with a trained network, test value of the last incumbent; empty
 *     if there is none
 * @param validation its validation value
 * @param trainedModels networks trained in full in all repetitions, failures and duplicates not
 *     counted
 * @param failed trainings that failed in all repetitions
 * @param duplicates proposals that were trained before in their search
 * @param trainSeconds training seconds of all repetitions; empty where none are known
 * @param reduced networks trained at lower fidelities in all repetitions, failures and duplicates
 *     not counted
 * @param skipped proposals that could not be evaluated, as a table does not hold them
 * @param size how large the last incumbents are; empty unless it is known of all of them
 */
public record FinalResult(
    String strategy,
    int repetitions,
    Optional<Sample> test,
    Optional<Sample> validation,
    int trainedModels,
    int failed,
    int duplicates,
    OptionalDouble trainSeconds,
    int reduced,
    int skipped,
    Optional<Size> size) {

  /**
   * How large networks are, on average.
   *
   * @param parameters mean number of parameters
   * @param macs mean number of multiply-adds for one example
   */
  public record Size(double parameters, double macs) {}

  /** Returns the result of a strategy. */
  public static FinalResult of(
      String strategy, List<List<TrialRecord>> repetitions, Counting counting) {
    List<Result.Trained> incumbents =
        repetitions.stream()
            .flatMap(trials -> StepCurve.incumbent(trials, counting.incumbent()).stream())
            .map(trial -> (Result.Trained) trial.result())
            .toList();
    int trained = 0;
    int failed = 0;
    int duplicates = 0;
    int reduced = 0;
    int skipped = 0;
    for (List<TrialRecord> trials : repetitions) {
      for (TrialRecord trial : trials) {
        if (trial.duplicateOf().isPresent()) {
          duplicates++;
        } else if (trial.skipped()) {
          skipped++;
        } else if (trial.result() instanceof Result.Failed) {
          failed++;
        } else if (trial.fidelity().isPresent()) {
          reduced++;
        } else {
          trained++;
        }
      }
    }
    return new FinalResult(
        strategy,
        (int) repetitions.stream().filter(trials -> !trials.isEmpty()).count(),
        sample(incumbents, Result.Trained::reported),
        sample(incumbents, Result.Trained::validation),
        trained,
        failed,
        duplicates,
        seconds(repetitions, counting),
        reduced,
        skipped,
        size(incumbents));
  }

  private static Optional<Size> size(List<Result.Trained> incumbents) {
    Optional<Sample> parameters = known(incumbents, "parameters");
    Optional<Sample> macs = known(incumbents, "macs");
    return parameters.isPresent() && macs.isPresent()
        ? Optional.of(new Size(parameters.get().mean(), macs.get().mean()))
        : Optional.empty();
  }

  private static Optional<Sample> known(List<Result.Trained> incumbents, String measurement) {
    return incumbents.stream().allMatch(one -> one.measurements().containsKey(measurement))
        ? sample(incumbents, one -> one.measurements().getOrDefault(measurement, Double.NaN))
        : Optional.empty();
  }

  private static OptionalDouble seconds(List<List<TrialRecord>> repetitions, Counting counting) {
    if (counting.time().isEmpty()) {
      return OptionalDouble.empty();
    }
    double seconds = 0;
    for (List<TrialRecord> trials : repetitions) {
      seconds += counting.time().get().of(trials);
    }
    return OptionalDouble.of(seconds);
  }

  private static Optional<Sample> sample(
      List<Result.Trained> incumbents, ToDoubleFunction<Result.Trained> value) {
    return incumbents.isEmpty()
        ? Optional.empty()
        : Optional.of(new Sample(incumbents.stream().mapToDouble(value).toArray()));
  }
}
