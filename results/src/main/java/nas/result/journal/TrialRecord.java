package nas.result.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** Says whether it cost an evaluation: it is no duplicate and was not skipped. */
  public boolean evaluated() {
    return duplicateOf.isEmpty() && !(result instanceof Skipped);
  }

  /** Says whether it was skipped, and is not a duplicate of a skipped one. */
  public boolean skipped() {
    return duplicateOf.isEmpty() && result instanceof Skipped;
  }

  /**
   * A way of evaluating that costs less than a full evaluation and says less.
   *
   * @param name such as {@code epochs-12}
   * @param cost cost relative to a full evaluation, above 0 and below 1
   */
  public record Fidelity(String name, double cost) {}

  /** What became of a trial. */
  public sealed interface Result {
    /** Returns the training time a benchmark table states, in seconds, if it states one. */
    OptionalDouble simulatedTrainSeconds();
  }

  /** The network was trained; percentages are finite and 0 to 100, measurements finite. */
  public record Trained(
      double validationAccuracyPercent,
      double testAccuracyPercent,
      OptionalDouble simulatedTrainSeconds,
      SortedMap<String, Double> measurements)
      implements Result {
    /** Copies the map. */
    public Trained {
      measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }
  }

  /**
   * There is no accuracy.
   *
   * @param kind typed reason, such as {@code non-finite-loss}
   * @param message the reason in words
   */
  public record Failed(String kind, String message, OptionalDouble simulatedTrainSeconds)
      implements Result {}

  /**
   * The architecture could not be evaluated at all, as by a table that does not hold it; it was
   * neither trained nor did it fail, and cost nothing.
   *
   * @param reason why, in words
   */
  public record Skipped(String reason) implements Result {
    /** Returns nothing. */
    @Override
    public OptionalDouble simulatedTrainSeconds() {
      return OptionalDouble.empty();
    }
  }

  /**
   * Wall-clock fields.
   *
   * @param startedAt when the evaluation began
   * @param seconds how long it took
   */
  public record Wall(Instant startedAt, double seconds) {}
}
