package nas.core.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Ranks of numbers, and how two rankings agree. */
public final class Ranks {

  private Ranks() {}

  /**
   * Returns for each number how many different smaller ones there are.
   *
   * @param values none of them NaN; infinities rank as the least and the greatest
   */
  public static int[] dense(double[] values) {
    double[] distinct = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException("value " + i + " is NaN and has no rank");
      }
      // Sorting would else part -0.0 from 0.0.
      distinct[i] = values[i] + 0.0;
    }
    double[] sorted = distinct.clone();
    Arrays.sort(sorted);
    int count = 0;
    for (double value : sorted) {
      if (count == 0 || value != sorted[count - 1]) {
        sorted[count++] = value;
      }
    }
    int[] ranks = new int[values.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = Arrays.binarySearch(sorted, 0, count, distinct[i]);
    }
    return ranks;
  }

  /**
   * Returns the indices of the numbers, least first; equal ones keep their order.
   *
   * @param dense see {@link #dense}
   */
  public static int[] order(int[] dense) {
    int[] next = new int[dense.length + 1];
    for (int rank : dense) {
      next[rank + 1]++;
    }
    for (int rank = 0; rank < dense.length; rank++) {
      next[rank + 1] += next[rank];
    }
    int[] order = new int[dense.length];
    for (int i = 0; i < dense.length; i++) {
      order[next[dense[i]]++] = i;
    }
    return order;
  }

  /**
   * Returns the ranks of numbers from 1, least first; equal ones share the mean of their ranks.
   *
   * @param values none of them NaN
   */
  public static double[] average(double[] values) {
    int[] dense = dense(values);
    int[] order = order(dense);
    double[] ranks = new double[values.length];
    for (int start = 0, end; start < order.length; start = end) {
      end = start + 1;
      while (end < order.length && dense[order[end]] == dense[order[start]]) {
        end++;
      }
      for (int k = start; k < end; k++) {
        ranks[order[k]] = (start + 1 + end) / 2.0;
      }
    }
    return ranks;
  }

  /**
   * Returns Pearson's correlation of average ranks, which is Spearman's rho with ties (Spearman
   * 1904, DOI 10.2307/1412159), in [-1, 1]; NaN if all ranks of one side are equal.
   *
   * @param a ranks from {@link #average}
   * @param b ranks of the same things
   */
  public static double spearman(double[] a, double[] b) {
    double mean = (a.length + 1) / 2.0;
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (a[i] - mean) * (b[i] - mean);
      squaresA += (a[i] - mean) * (a[i] - mean);
      squaresB += (b[i] - mean) * (b[i] - mean);
    }
    return correlation(product, squaresA, squaresB);
  }

  /**
   * Returns Pearson's correlation of its sums, in [-1, 1]; NaN if one side does not vary.
   *
   * @param product sum of the products of deviations from the means
   * @param squaresA sum of the squared deviations on one side
   * @param squaresB sum of those on the other
   */
  public static double correlation(double product, double squaresA, double squaresB) {
    return squaresA == 0 || squaresB == 0
        ? Double.NaN
        : Math.max(-1, Math.min(1, product / Math.sqrt(squaresA * squaresB)));
  }

  /**
   * Returns for each score how many of the others it beats, equal ones counting half.
   *
   * @param scores the higher the better; NaN is beaten by every number, and equals NaN
   */
  public static double[] beaten(double[] scores) {
    int[] numbers = dense(Arrays.stream(scores).filter(score -> !Double.isNaN(score)).toArray());
    double[] keys = new double[scores.length];
    int next = 0;
    for (int i = 0; i < scores.length; i++) {
      keys[i] = Double.isNaN(scores[i]) ? -1 : numbers[next++];
    }
    return Arrays.stream(average(keys)).map(rank -> rank - 1).toArray();
  }

  /**
   * Returns for each score the share of the others that it beats: 0 for the worst, 1 for the best,
   * 1/2 for a score alone.
   *
   * @param scores the higher the better; NaN is worth 0
   */
  public static double[] shares(double[] scores) {
    double[] beaten = beaten(scores);
    return IntStream.range(0, scores.length)
        .mapToDouble(
            i ->
                Double.isNaN(scores[i])
                    ? 0
                    : scores.length == 1 ? 0.5 : beaten[i] / (scores.length - 1))
        .toArray();
  }
}
