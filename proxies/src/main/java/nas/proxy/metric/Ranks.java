package nas.proxy.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Replaces scores by their ranks, which outliers and odd scales do not spoil. */
public final class Ranks {

  private Ranks() {}

  /**
   * Returns for each score how many of the others it beats, equal ones counting half.
   *
   * @param scores the higher the better; NaN is beaten by every number, and equals NaN
   */
  public static double[] beaten(double[] scores) {
    Comparator<Integer> byScore =
        Comparator.<Integer, Boolean>comparing(index -> !Double.isNaN(scores[index]))
            .thenComparingDouble(index -> scores[index] + 0.0);
    int[] order =
        IntStream.range(0, scores.length).boxed().sorted(byScore).mapToInt(i -> i).toArray();
    double[] beaten = new double[scores.length];
    for (int first = 0; first < order.length; ) {
      int end = first + 1;
      while (end < order.length && byScore.compare(order[end], order[first]) == 0) {
        end++;
      }
      for (int place = first; place < end; place++) {
        beaten[order[place]] = (first + end - 1) / 2.0;
      }
      first = end;
    }
    return beaten;
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
