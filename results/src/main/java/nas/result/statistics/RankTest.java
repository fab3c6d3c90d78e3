package nas.result.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;
import org.hipparchus.special.Erf;

/**
 * A two-sided test whether two samples differ in location, by ranks.
 *
 * <p>Equal values share the mean of their ranks. The distribution of the statistic is that over all
 * permutations of the ranks that there are, ties included, so that it is exact for any sample; the
 * p-value is the share of the permutations whose statistic is at least as far from its expectation.
 * Samples too large for that are judged by the normal approximation, with the variance of the ranks
 * that there are and the correction for continuity. Numbers that differ by less than 1e-12 of the
 * greatest count as equal, as differences of decimal numbers are rounded.
 *
 * @param method which test
 * @param statistic sum of the ranks of the positive differences, or U of the first sample
 * @param count how many differences or values were ranked; differences of 0 are not
 * @param pValue in (0, 1]; 1 if nothing was ranked
 * @param exact whether all permutations were counted
 */
public record RankTest(Method method, double statistic, int count, double pValue, boolean exact) {

  /** Differences of which all signs can be counted in some ten milliseconds. */
  static final int GREATEST_EXACT_PAIRS = 200;

  /** Values of both samples of which all divisions can be counted in some ten milliseconds. */
  static final int GREATEST_EXACT_VALUES = 100;

  private static final double EQUAL_SHARE = 1e-12;

  /** Which test. */
  public enum Method {
    /** For pairs: Wilcoxon 1945, DOI 10.2307/3001968. */
    WILCOXON_SIGNED_RANK("wilcoxon-signed-rank", "Wilcoxon signed-rank"),
    /** For independent samples: Mann and Whitney 1947, DOI 10.1214/aoms/1177730491. */
    MANN_WHITNEY_U("mann-whitney-u", "Mann-Whitney U");

    private final String key;
    private final String title;

    Method(String key, String title) {
      this.key = key;
      this.title = title;
    }

    /** Returns its name in tables for programs. */
    public String key() {
      return key;
    }

    /** Returns its name for people. */
    public String title() {
      return title;
    }
  }

  /**
   * Tests whether pairs differ. Pairs without a difference are dropped, as Wilcoxon did.
   *
   * @param first finite values
   * @param second as many, each belonging to the one at the same index
   */
  public static RankTest signedRank(double[] first, double[] second) {
    double[] differences = differences(first, second);
    double[] ranks = Ranks.average(Arrays.stream(differences).map(Math::abs).toArray());
    int[] doubled = doubled(ranks);
    int count = doubled.length;
    int total = Arrays.stream(doubled).sum();
    int positive = 0;
    for (int i = 0; i < count; i++) {
      positive += differences[i] > 0 ? doubled[i] : 0;
    }
    boolean exact = count <= GREATEST_EXACT_PAIRS;
    double p;
    if (count == 0) {
      p = 1;
    } else if (exact) {
      p = share(signs(doubled, total), positive, total / 2.0);
    } else {
      double variance = Arrays.stream(ranks).map(rank -> rank * rank).sum() / 4;
      p = normal((positive - total / 2.0) / 2, variance);
    }
    return new RankTest(Method.WILCOXON_SIGNED_RANK, positive / 2.0, count, p, exact);
  }

  /**
   * Tests whether one of two independent samples tends to greater values.
   *
   * @param first at least one finite value
   * @param second at least one finite value
   */
  public static RankTest rankSum(double[] first, double[] second) {
    if (first.length == 0 || second.length == 0) {
      throw new IllegalArgumentException("a sample needs a value");
    }
    double[] ranks = Ranks.average(rounded(first, second));
    int[] doubled = doubled(ranks);
    int count = ranks.length;
    int sum = IntStream.range(0, first.length).map(i -> doubled[i]).sum();
    double expected = first.length * (count + 1.0);
    boolean exact = count <= GREATEST_EXACT_VALUES;
    double p;
    if (exact) {
      p = share(divisions(doubled, first.length), sum, expected);
    } else {
      double mean = (count + 1) / 2.0;
      double squares = Arrays.stream(ranks).map(rank -> (rank - mean) * (rank - mean)).sum();
      double variance =
          squares * first.length * second.length / ((double) count * Math.max(1, count - 1));
      p = normal((sum - expected) / 2, variance);
    }
    double u = sum / 2.0 - first.length * (first.length + 1) / 2.0;
    return new RankTest(Method.MANN_WHITNEY_U, u, count, p, exact);
  }

  /**
   * Returns the probability that a value of the first sample is greater than one of the second,
   * equal ones counted half: A12 of Vargha and Delaney 2000 (DOI 10.3102/10769986025002101), one
   * half if neither tends to greater values.
   */
  public static double probabilityOfGreater(double[] first, double[] second) {
    double[] ranks = Ranks.average(rounded(first, second));
    double sum = Arrays.stream(ranks, 0, first.length).sum();
    double u = sum - first.length * (first.length + 1) / 2.0;
    return u / ((double) first.length * second.length);
  }

  /**
   * Returns the sum of the ranks of the positive differences less that of the negative ones, over
   * the sum of all: the rank-biserial correlation of pairs (Kerby 2014, DOI 10.2466/11.IT.3.1), in
   * [-1, 1]; 0 if no pair differs.
   */
  public static double rankBiserial(double[] first, double[] second) {
    RankTest test = signedRank(first, second);
    double total = test.count() * (test.count() + 1) / 2.0;
    return total == 0 ? 0 : (2 * test.statistic() - total) / total;
  }

  /**
   * Returns p-values corrected for their number, so that the chance of any false rejection stays
   * below the level: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
   */
  public static double[] holm(double[] pValues) {
    int count = pValues.length;
    int[] order = Ranks.order(Ranks.dense(pValues));
    double[] corrected = new double[count];
    double greatest = 0;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, Math.min(1, (count - i) * pValues[order[i]]));
      corrected[order[i]] = greatest;
    }
    return corrected;
  }

  /** Returns the differences that are not 0, in multiples of what counts as equal. */
  private static double[] differences(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " values for " + second.length);
    }
    double unit = unit(first, second);
    return IntStream.range(0, first.length)
        .mapToDouble(i -> Math.rint((first[i] - second[i]) / unit))
        .filter(difference -> difference != 0)
        .toArray();
  }

  /** Returns both samples, one after the other, in multiples of what counts as equal. */
  private static double[] rounded(double[] first, double[] second) {
    double unit = unit(first, second);
    return IntStream.range(0, first.length + second.length)
        .mapToDouble(i -> i < first.length ? first[i] : second[i - first.length])
        .map(value -> Math.rint(value / unit))
        .toArray();
  }

  private static double unit(double[] first, double[] second) {
    double greatest = 0;
    for (double[] sample : new double[][] {first, second}) {
      for (double value : sample) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("value (" + value + ") must be finite");
        }
        greatest = Math.max(greatest, Math.abs(value));
      }
    }
    return Math.max(Double.MIN_NORMAL, greatest * EQUAL_SHARE);
  }

  /** Average ranks are multiples of one half. */
  private static int[] doubled(double[] ranks) {
    return Arrays.stream(ranks).mapToInt(rank -> (int) Math.round(2 * rank)).toArray();
  }

  /** Returns for each sum with how many signs the positive ranks have it. */
  private static double[] signs(int[] ranks, int total) {
    double[] ways = new double[total + 1];
    ways[0] = 1;
    int reached = 0;
    for (int rank : ranks) {
      reached += rank;
      for (int sum = reached; sum >= rank; sum--) {
        ways[sum] += ways[sum - rank];
      }
    }
    return ways;
  }

  /** Returns for each sum how many choices of so many ranks have it. */
  private static double[] divisions(int[] ranks, int chosen) {
    // Of the greatest ranks, as none can have a greater sum.
    int[] sorted = ranks.clone();
    Arrays.sort(sorted);
    int greatest = Arrays.stream(sorted, sorted.length - chosen, sorted.length).sum();
    double[][] ways = new double[chosen + 1][greatest + 1];
    ways[0][0] = 1;
    for (int taken = 0; taken < sorted.length; taken++) {
      int rank = sorted[taken];
      for (int count = Math.min(chosen, taken + 1); count >= 1; count--) {
        double[] with = ways[count];
        double[] without = ways[count - 1];
        for (int sum = greatest; sum >= rank; sum--) {
          with[sum] += without[sum - rank];
        }
      }
    }
    return ways[chosen];
  }

  /** Returns the share of the ways that are at least as far from the expectation. */
  private static double share(double[] ways, int observed, double expected) {
    // Sums are whole numbers and expectations halves of them, so that this is exact.
    double distance = Math.abs(observed - expected);
    double far = 0;
    double all = 0;
    for (int sum = 0; sum < ways.length; sum++) {
      all += ways[sum];
      far += Math.abs(sum - expected) >= distance ? ways[sum] : 0;
    }
    return far / all;
  }

  private static double normal(double deviation, double variance) {
    double beyond = Math.max(0, Math.abs(deviation) - 0.5);
    return variance == 0 ? 1 : Math.min(1, Erf.erfc(beyond / Math.sqrt(2 * variance)));
  }
}
