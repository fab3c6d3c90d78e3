package nas.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pearson's test of goodness of fit. */
public final class ChiSquare {

  /**
   * One test in a million fails by chance; as seeds are fixed, a test that passes keeps passing.
   */
  private static final double QUANTILE_OF_NORMAL = 4.753;

  private ChiSquare() {}

  /**
   * Asserts that counts could come from a distribution.
   *
   * @param probabilities of the same length as {@code counts}; they sum to 1
   */
  public static void assertFits(long[] counts, double[] probabilities, String what) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    double statistic = 0;
    int cells = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = total * probabilities[i];
      if (expected == 0) {
        assertTrue(counts[i] == 0, what + ": outcome " + i + " is impossible but was drawn");
        continue;
      }
      assertTrue(expected >= 5, what + ": too few draws for a chi-square test");
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
      cells++;
    }
    double limit = limit(cells - 1);
    assertTrue(
        statistic <= limit,
        what + ": chi-square " + statistic + " of " + (cells - 1) + " degrees exceeds " + limit);
  }

  /** Asserts that counts could come from the uniform distribution. */
  public static void assertUniform(long[] counts, String what) {
    double[] probabilities = new double[counts.length];
    java.util.Arrays.fill(probabilities, 1.0 / counts.length);
    assertFits(counts, probabilities, what);
  }

  /** The approximation of Wilson and Hilferty 1931 to the quantile. */
  private static double limit(int degrees) {
    double spread = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - spread + QUANTILE_OF_NORMAL * Math.sqrt(spread), 3);
  }
}
