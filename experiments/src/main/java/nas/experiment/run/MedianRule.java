package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.trial.Curve;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.MedianStopping;
import nas.evaluator.Slice;
import nas.result.journal.TrialRecord;

/**
 * Applies {@link MedianStopping} to one search. It knows earlier trainings by the learning curves
 * in their journal records, so it decides after an interruption as it would have before.
 */
final class MedianRule {

  private final MedianStopping settings;

  /** The trials that have settled, in order. */
  private final List<TrialRecord> settled = new ArrayList<>();

  /** What is to become of a training. */
  enum Verdict {
    /** It is trained on. */
    GO_ON,
    /** It ends with what was trained. */
    END,
    /** Trials that it is compared with have not settled. */
    UNDECIDED
  }

  MedianRule(MedianStopping settings) {
    this.settings = settings;
  }

  /** Takes the next trials that have settled. */
  synchronized void add(List<TrialRecord> records) {
    settled.addAll(records);
  }

  /** Returns the first epoch after which a training may end early; {@link Slice#END}: none is. */
  int firstDecision(int trial) {
    return compared(trial) < settings.networks() ? Slice.END : settings.after();
  }

  /** Returns how many trials a trial is compared with, those before it that are not too near. */
  private int compared(int trial) {
    return Math.max(0, trial - settings.lag() + 1);
  }

  /**
   * Says whether a training ends.
   *
   * <p>It is compared with trials that were all proposed before it, so the earliest trial that has
   * not settled is never undecided.
   *
   * @param trial its trial
   * @param epoch the epoch that is done
   * @param soFar its values on the validation data up to that epoch
   */
  synchronized Verdict verdict(int trial, Optional<Fidelity> fidelity, int epoch, Curve soFar) {
    if (epoch < settings.after()) {
      return Verdict.GO_ON;
    }
    if (settled.size() < compared(trial)) {
      return Verdict.UNDECIDED;
    }
    List<Result.Trained> earlier =
        settled.subList(0, compared(trial)).stream()
            .filter(record -> record.evaluated() && record.fidelity().equals(fidelity))
            .map(TrialRecord::result)
            .filter(Result.Trained.class::isInstance)
            .map(Result.Trained.class::cast)
            .filter(trained -> trained.validationCurve().meanUpTo(epoch).isPresent())
            .toList();
    return earlier.size() >= settings.networks() && lags(soFar, earlier, epoch)
        ? Verdict.END
        : Verdict.GO_ON;
  }

  /** Says whether the best value is worse than the median of the means of earlier trainings. */
  private static boolean lags(Curve soFar, List<Result.Trained> earlier, int epoch) {
    Objective objective = earlier.get(0).objective();
    double[] means =
        earlier.stream()
            .mapToDouble(trained -> trained.validationCurve().meanUpTo(epoch).orElseThrow())
            .map(objective::reward)
            .sorted()
            .toArray();
    OptionalDouble best = soFar.best(objective.better());
    return best.isEmpty() || objective.reward(best.getAsDouble()) < median(means);
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
