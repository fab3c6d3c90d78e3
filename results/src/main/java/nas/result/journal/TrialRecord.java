package nas.result.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;

/**
 * One trial of one search, as the journal keeps it.
 *
 * @param trial index of the trial within its search, from 0, without gaps
 * @param architecture the architecture as its space writes it
 * @param canonicalId its canonical id
 * @param duplicateOf the earlier trial of the same search whose result this trial took over
 *     (canonical ids and fidelities equal); such a trial cost nothing
 * @param fidelity the lower fidelity at which it was evaluated; empty: in full
 * @param result what became of it; for a duplicate a copy of the earlier result
 * @param wall wall-clock fields, the only ones that differ between two runs of one experiment; zero
 *     seconds for duplicates
 */
public record TrialRecord(
    int trial,
    String architecture,
    String canonicalId,
    OptionalInt duplicateOf,
    Optional<Fidelity> fidelity,
    Result result,
    Wall wall)
    implements JournalEntry {

  /** Creates the record of a trial that was evaluated in full. */
  public TrialRecord(
      int trial,
      String architecture,
      String canonicalId,
      OptionalInt duplicateOf,
      Result result,
      Wall wall) {
    this(trial, architecture, canonicalId, duplicateOf, Optional.empty(), result, wall);
  }

  /** Returns the record with other wall-clock fields. */
  TrialRecord with(Wall other) {
    return new TrialRecord(trial, architecture, canonicalId, duplicateOf, fidelity, result, other);
  }

  /** Says whether it cost an evaluation: it is no duplicate and was not skipped. */
  public boolean evaluated() {
    return duplicateOf.isEmpty() && !(result instanceof Result.Skipped);
  }

  /** Returns the result, if a network was trained in full and not taken over from earlier. */
  public Optional<Result.Trained> trainedInFull() {
    return duplicateOf.isEmpty() && fidelity.isEmpty() && result instanceof Result.Trained trained
        ? Optional.of(trained)
        : Optional.empty();
  }

  /** Says whether it was skipped, and is not a duplicate of a skipped one. */
  public boolean skipped() {
    return duplicateOf.isEmpty() && result instanceof Result.Skipped;
  }

  /**
   * Wall-clock fields.
   *
   * @param startedAt when the evaluation began
   * @param seconds how long it took
   */
  public record Wall(Instant startedAt, double seconds) {}
}
