package nas.strategy;

import java.util.OptionalInt;

/**
 * A proposal and what became of it, as far as a strategy may know: the validation accuracy only,
 * never the test accuracy.
 *
 * @param index index of the proposal, from 0
 * @param architecture the architecture proposed
 * @param feedback what became of it; for a duplicate, what became of the earlier proposal
 * @param duplicateOf index of the earlier proposal of the same architecture (equal canonical ids,
 *     at the same level) whose result this one took over: it was not evaluated again and cost
 *     nothing; empty: it was not proposed before
 */
public record Trial<A>(int index, A architecture, Feedback feedback, OptionalInt duplicateOf) {

  /** A trial that is no duplicate. */
  public Trial(int index, A architecture, Feedback feedback) {
    this(index, architecture, feedback, OptionalInt.empty());
  }

  /** Says whether the architecture was proposed before, so that nothing was learnt or spent. */
  public boolean isDuplicate() {
    return duplicateOf.isPresent();
  }

  /** What a strategy learns of an evaluation. */
  public sealed interface Feedback {}

  /**
   * The network was trained.
   *
   * @param validationAccuracyPercent finite, 0 to 100
   */
  public record Trained(double validationAccuracyPercent) implements Feedback {
    /** Checks the range. */
    public Trained {
      if (!(validationAccuracyPercent >= 0 && validationAccuracyPercent <= 100)) {
        throw new IllegalArgumentException(
            "validation accuracy (" + validationAccuracyPercent + ") must be 0 to 100 percent");
      }
    }
  }

  /** The evaluation failed, such as by a NaN loss; the architecture has no accuracy. */
  public record Failed(String reason) implements Feedback {}

  /**
   * The evaluator knows nothing of the architecture, such as a table that has no row for it, so
   * there was no evaluation and nothing was spent. It says neither good nor bad of the
   * architecture; to propose it again is of no use.
   */
  public record Skipped(String reason) implements Feedback {}
}
