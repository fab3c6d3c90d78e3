package nas.result.correlation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import nas.result.statistics.Estimate;
import nas.result.statistics.PickFigures;
import nas.result.statistics.Picking;
import nas.result.statistics.RankFigure;
import nas.result.statistics.RankFigures;
import nas.result.statistics.ScoreRanking;

/**
 * How well metrics predict one kind of accuracy.
 *
 * @param accuracy the accuracies
 * @param undefined what became of architectures without a score
 * @param draws what was drawn at random
 * @param chance what networks reach that are ranked at random
 * @param rows one for each metric, by falling Spearman correlation, undefined ones last
 */
public record Correlations(
    AccuracyColumn accuracy,
    UndefinedScores undefined,
    Draws draws,
    PickFigures chance,
    List<Row> rows) {

  /**
   * What one metric reached.
   *
   * @param column its scores
   * @param architectures how many the figures are about
   * @param undefined how many of those with an accuracy have no score
   * @param figures positive correlations mean that the metric predicts well, whatever its direction
   * @param picks what its best scores reach
   */
  public record Row(
      ScoreColumn column,
      int architectures,
      int undefined,
      RankFigures figures,
      PickFigures picks) {

    double spearman() {
      return figure(RankFigure.SPEARMAN).value().orElse(Double.NaN);
    }

    Estimate figure(RankFigure figure) {
      return figures.get(figure);
    }
  }

  /** Copies the list. */
  public Correlations {
    rows = List.copyOf(rows);
  }

  /** Computes all figures; architectures without an accuracy are left out. */
  public static Correlations of(
      List<ScoreColumn> metrics, AccuracyColumn accuracy, UndefinedScores undefined, Draws draws) {
    List<Row> rows = new ArrayList<>();
    for (ScoreColumn metric : metrics) {
      Compared compared = Compared.of(metric.oriented(undefined), accuracy.values());
      RankFigures figures =
          new ScoreRanking(compared.first(), compared.second())
              .estimates(draws.resamples(), draws.seed());
      if (metric.pairwiseAccuracy().isPresent()) {
        figures =
            figures.with(
                RankFigure.PAIRWISE_ACCURACY,
                Estimate.of(metric.pairwiseAccuracy().getAsDouble(), new double[0]));
      }
      int missing = 0;
      for (int i = 0; i < metric.scores().length; i++) {
        boolean unscored = Double.isNaN(metric.scores()[i]);
        missing += unscored && !Double.isNaN(accuracy.values()[i]) ? 1 : 0;
      }
      rows.add(new Row(metric, compared.first().length, missing, figures, picks(compared, draws)));
    }
    rows.sort(
        Comparator.comparingDouble(
            row -> Double.isNaN(row.spearman()) ? Double.POSITIVE_INFINITY : -row.spearman()));
    double[] known = known(accuracy);
    PickFigures chance = picks(new Compared(new double[known.length], known), draws);
    return new Correlations(accuracy, undefined, draws, chance, rows);
  }

  private static PickFigures picks(Compared compared, Draws draws) {
    return new Picking(compared.first(), compared.second(), draws.pools())
        .estimates(draws.resamples(), draws.seed());
  }

  /** Returns how many architectures have an accuracy. */
  int architectures() {
    return known().length;
  }

  /** Returns the accuracies that are there. */
  double[] known() {
    return known(accuracy);
  }

  private static double[] known(AccuracyColumn accuracy) {
    return Arrays.stream(accuracy.values()).filter(value -> !Double.isNaN(value)).toArray();
  }
}
