package nas.strategy.predictor;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Replaces numbers by their ranks, which outliers and odd scales do not spoil. */
public final class Ranks {

  private Ranks() {}

  /**
   * Returns for each number the share of the others that are less, equal ones counting half: 0 for
   * the least, 1 for the greatest.
   *
   * @param values numbers, none of them NaN
   */
  public static double[] of(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(index -> values[index]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    for (int first = 0; first < order.length; ) {
      int end = first + 1;
      while (end < order.length && values[order[end]] == values[order[first]]) {
        end++;
      }
      for (int place = first; place < end; place++) {
        ranks[order[place]] = (first + end - 1) / 2.0 / Math.max(1, values.length - 1);
      }
      first = end;
    }
    return ranks;
  }
}
