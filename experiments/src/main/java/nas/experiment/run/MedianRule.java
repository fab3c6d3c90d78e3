package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.evaluator.MedianStopping;
import nas.result.journal.TrialRecord;

/**
 * Applies {@link MedianStopping} to one search. It knows earlier trainings by the learning curves
 * in their journal records, so it decides after an interruption as it would have before.
 */
final class MedianRule {

  private final MedianStopping settings;

  /** The trials that have settled, in order. */
  private final List<TrialRecord> settled = new ArrayList<>();

  /** Whether the search has ended, so that nothing more settles. */
  private boolean allEnd;

  MedianRule(MedianStopping settings) {
    this.settings = settings;
  }

  /** Takes the next trials that have settled. */
  synchronized void add(List<TrialRecord> records) {
    settled.addAll(records);
    notifyAll();
  }

  /** Ends all trainings that are still underway, whose results nobody waits for. */
  synchronized void endAll() {
    allEnd = true;
    notifyAll();
  }

  /**
   * Says whether a training ends, once the trials that it is compared with have settled.
   *
   * <p>They were all proposed before it, so the earliest that has not settled waits for nobody.
   *
   * @param trial its trial
   * @param epoch the epoch that is done
   * @param bestPercent its best validation accuracy so far
   */
  synchronized boolean ends(int trial, Optional<Fidelity> fidelity, int epoch, double bestPercent)
      throws InterruptedException {
    if (epoch < settings.after()) {
      return false;
    }
    int compared = trial - settings.lag() + 1;
    while (settled.size() < compared && !allEnd) {
      wait();
    }
    if (allEnd) {
      return true;
    }
    double[] means =
        settled.subList(0, Math.max(0, compared)).stream()
            .filter(record -> record.evaluated() && record.fidelity().equals(fidelity))
            .mapToDouble(record -> mean(record.result(), epoch))
            .filter(mean -> !Double.isNaN(mean))
            .sorted()
            .toArray();
    return means.length >= settings.networks() && bestPercent < median(means);
  }

  /** Returns the mean accuracy of a training up to an epoch, or NaN if it has none. */
  private static double mean(Result result, int epoch) {
    if (!(result instanceof Result.Trained trained)) {
      return Double.NaN;
    }
    return trained.validationCurve().meanUpTo(epoch).orElse(Double.NaN);
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
