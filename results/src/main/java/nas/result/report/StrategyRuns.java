package nas.result.report;

import java.util.List;
import nas.result.journal.TrialRecord;

/**
 * All searches of one strategy.
 *
 * @param name display name
 * @param repetitions the trials of each repetition; empty where none has been done yet
 */
public record StrategyRuns(String name, List<List<TrialRecord>> repetitions) {

  /** Copies the lists. */
  public StrategyRuns {
    repetitions = repetitions.stream().map(List::copyOf).toList();
  }
}
