package nas.proxy.golden;

/**
 * How a number that was measured compares with the one in a golden file.
 *
 * @param measure what was measured
 * @param expected the number in the file
 * @param actual the number measured, in the same terms; NaN if the score is undefined
 * @param error share of the expected value or difference, see {@link GoldenMeasure#absolute}; NaN
 *     if the score is undefined
 * @param tolerance greatest error that passes
 * @param verdict what follows
 * @param note why, where the number does not simply agree; else empty
 */
public record Finding(
    GoldenMeasure measure,
    double expected,
    double actual,
    double error,
    double tolerance,
    Verdict verdict,
    String note) {

  /** What follows from a comparison. */
  public enum Verdict {
    /** The error is within the tolerance. */
    AGREES("ok"),
    /**
     * Only rounding to single precision is to blame: double precision agrees, and a sum of terms of
     * both signs lost no more than rounding costs its terms.
     */
    CANCELS("cancels"),
    /**
     * Only rounding to single precision is to blame: double precision agrees, and units whose
     * gradient jumps are switched.
     */
    FLIPS("flips"),
    /** The number is wrong. */
    FAILS("FAIL");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
