package nas.result.statistics;

/**
 * What is known about a number that is not negative: that it lies between two others, which are
 * equal where it is known. A search that was ended before it reached its target would have needed
 * at least what it had spent.
 *
 * @param lower at least this; finite or infinite, not NaN
 * @param upper at most this; infinite if nothing is known
 */
public record Bounds(double lower, double upper) {

  /** Checks the order. */
  public Bounds {
    if (!(lower >= 0 && lower <= upper)) {
      throw new IllegalArgumentException("bounds " + lower + " to " + upper);
    }
  }

  /** Returns a number that is known. */
  public static Bounds exactly(double value) {
    return new Bounds(value, value);
  }

  /** Returns a number of which only that much is known. */
  public static Bounds atLeast(double value) {
    return new Bounds(value, Double.POSITIVE_INFINITY);
  }

  /** Says whether the number is known. */
  public boolean isExact() {
    return lower == upper && Double.isFinite(upper);
  }

  /** Says whether nothing is known. */
  public boolean isUnknown() {
    return lower == 0 && Double.isInfinite(upper);
  }

  /** Returns this divided by another. */
  Bounds over(Bounds divisor) {
    double least = lower / divisor.upper;
    double greatest = upper / divisor.lower;
    return new Bounds(
        Double.isNaN(least) ? 0 : least,
        Double.isNaN(greatest) ? Double.POSITIVE_INFINITY : greatest);
  }
}
