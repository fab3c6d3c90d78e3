package nas.result.statistics;

import java.util.List;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;

/**
 * What a trial costs. Duplicates and skipped trials cost nothing; failed trainings cost what they
 * took.
 */
public enum Cost {
  /**
   * One for each network whose training was begun, or the relative cost of the fidelity at which it
   * was evaluated where that is lower.
   */
  TRAINED_MODELS {
    @Override
    double ofEvaluated(TrialRecord trial) {
      return trial.fidelity().map(Fidelity::cost).orElse(1.0);
    }
  },
  /** Training seconds: those a benchmark table states if there are any, else by the wall clock. */
  TRAIN_SECONDS {
    @Override
    double ofEvaluated(TrialRecord trial) {
      return trial.result().simulatedTrainSeconds().orElse(trial.wall().seconds());
    }
  },
  /** Training seconds that a benchmark table states; none where it states none. */
  TABLE_SECONDS {
    @Override
    double ofEvaluated(TrialRecord trial) {
      return trial.result().simulatedTrainSeconds().orElse(0);
    }
  };

  abstract double ofEvaluated(TrialRecord trial);

  /** Returns the cost of a trial, at least 0. */
  public double of(TrialRecord trial) {
    return trial.evaluated() ? ofEvaluated(trial) : 0;
  }

  /** Returns the cost of all trials together. */
  public double of(List<TrialRecord> trials) {
    double total = 0;
    for (TrialRecord trial : trials) {
      total += of(trial);
    }
    return total;
  }

  /**
   * Returns whether the training seconds of all trained networks are stated by a benchmark table,
   * rather than measured by the wall clock.
   */
  public static boolean simulated(List<TrialRecord> trials) {
    List<TrialRecord> trained =
        trials.stream().filter(trial -> trial.result() instanceof Result.Trained).toList();
    return !trained.isEmpty()
        && trained.stream().allMatch(trial -> trial.result().simulatedTrainSeconds().isPresent());
  }
}
