package nas.result.correlation;

import java.util.OptionalDouble;

/**
 * The scores that a metric gives to all architectures.
 *
 * @param name the metric
 * @param higherIsBetter whether the higher score promises the more accurate network
 * @param scores one for each architecture, finite, or NaN where there is none
 * @param pairwiseAccuracy replaces the share of pairs that the scores order rightly, for a metric
 *     that compares pairs and whose scores are only its summary
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record ScoreColumn(
    String name, boolean higherIsBetter, double[] scores, OptionalDouble pairwiseAccuracy) {

  /** Creates the column of an ordinary metric. */
  public ScoreColumn(String name, boolean higherIsBetter, double[] scores) {
    this(name, higherIsBetter, scores, OptionalDouble.empty());
  }

  /** Returns the scores, all of them the higher the better; NaN where there is none to rank by. */
  double[] oriented(UndefinedScores undefined) {
    double[] oriented = scores.clone();
    for (int i = 0; i < oriented.length; i++) {
      if (!higherIsBetter) {
        oriented[i] = -oriented[i];
      }
      if (Double.isNaN(oriented[i]) && undefined == UndefinedScores.WORST) {
        oriented[i] = Double.NEGATIVE_INFINITY;
      }
    }
    return oriented;
  }

  int undefined() {
    int count = 0;
    for (double score : scores) {
      count += Double.isNaN(score) ? 1 : 0;
    }
    return count;
  }
}
