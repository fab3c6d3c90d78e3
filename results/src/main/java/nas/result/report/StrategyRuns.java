package nas.result.report;

import java.util.List;
import nas.result.journal.TrialRecord;

/**
 * All searches of one strategy, or all evaluations of one network beside them.
 *
 * @param name display name
 * @param kind which of the two it is
 * @param repetitions the trials of each repetition; empty where none has been done yet
 */
public record StrategyRuns(String name, Kind kind, List<List<TrialRecord>> repetitions) {

  /** What trials come from. */
  public enum Kind {
    /** A strategy, which searches. */
    SEARCH,
    /** A network that was given, one trial a repetition. */
    NETWORK
  }

  /** Copies the lists. */
  public StrategyRuns {
    repetitions = repetitions.stream().map(List::copyOf).toList();
  }

  /** Creates the searches of a strategy. */
  public StrategyRuns(String name, List<List<TrialRecord>> repetitions) {
    this(name, Kind.SEARCH, repetitions);
  }

  /** Says whether a strategy searched. */
  public boolean searches() {
    return kind == Kind.SEARCH;
  }
}
