package nas.result.correlation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.statistics.Ranks;
import nas.result.plot.BarChart;
import nas.result.plot.HeatMap;
import nas.result.plot.ScatterChart;
import nas.result.plot.ScatterChart.Extent;
import nas.result.plot.ScatterChart.Panel;
import nas.result.plot.ScatterChart.Points;
import nas.result.statistics.Estimate;
import nas.result.statistics.RankFigure;

/** Correlations as charts. */
final class CorrelationPlots {

  private CorrelationPlots() {}

  /** Returns the scores of one metric against the accuracies, as numbers and as ranks. */
  static ScatterChart scatter(Correlations correlations, Correlations.Row row) {
    AccuracyColumn accuracy = correlations.accuracy();
    Compared plain = Compared.of(row.column().scores(), accuracy.values());
    Panel values =
        new Panel(
            "",
            scoreExtent(row.column(), plain.first()),
            Extent.linear(accuracy.name(), plain.second()),
            new Points(plain.first(), plain.second()));
    return new ScatterChart(
        row.column().name() + " and " + accuracy.name(),
        String.format(
            Locale.ROOT,
            "Spearman %s over %,d architectures; left the scores themselves, right their ranks%s",
            withInterval(row.figure(RankFigure.SPEARMAN)),
            row.architectures(),
            shades(row.architectures(), ScatterChart.MOST_DOTS)),
        List.of(values, ranks(correlations, row, "")));
  }

  private static String shades(int points, int mostDots) {
    return points > mostDots ? "; the darker, the more" : "";
  }

  private static Extent scoreExtent(ScoreColumn column, double[] scores) {
    String direction = column.higherIsBetter() ? "" : ", lower is better";
    Extent extent = Extent.of("", scores);
    int outside = 0;
    for (double score : scores) {
      outside += score < extent.least() || score > extent.greatest() ? 1 : 0;
    }
    String notShown =
        outside == 0 ? "" : String.format(Locale.ROOT, " (%,d scores lie outside)", outside);
    return new Extent(
        "Score by " + column.name() + direction + notShown,
        extent.logarithmic(),
        extent.least(),
        extent.greatest());
  }

  private static Panel ranks(Correlations correlations, Correlations.Row row, String title) {
    Compared oriented =
        Compared.of(
            row.column().oriented(correlations.undefined()), correlations.accuracy().values());
    double most = Math.max(2, oriented.first().length);
    return new Panel(
        title,
        new Extent("Rank by score, the best at the right", false, 0, most),
        new Extent("Rank by accuracy, the best on top", false, 0, most),
        new Points(Ranks.average(oriented.first()), Ranks.average(oriented.second())));
  }

  private static String withInterval(Estimate estimate) {
    if (estimate.value().isEmpty()) {
      return "undefined";
    }
    return String.format(Locale.ROOT, "%.3f", estimate.value().getAsDouble())
        + estimate
            .interval()
            .map(i -> String.format(Locale.ROOT, " (%.3f to %.3f)", i.lower(), i.upper()))
            .orElse("");
  }

  /** Returns the rank plots of all metrics in one chart. */
  static ScatterChart allRanks(Correlations correlations) {
    List<Panel> panels = new ArrayList<>();
    for (Correlations.Row row : correlations.rows()) {
      String spearman =
          row.figure(RankFigure.SPEARMAN).value().isEmpty()
              ? "-"
              : String.format(Locale.ROOT, "%.2f", row.spearman());
      panels.add(ranks(correlations, row, spearman + " " + row.column().name()));
    }
    return new ScatterChart(
        "Ranks by metrics against the rank by " + correlations.accuracy().name(),
        "Spearman and metric; the best score at the right, the best accuracy on top"
            + shades(correlations.architectures(), ScatterChart.MOST_SMALL_DOTS),
        panels);
  }

  /** Returns Spearman's correlation of each metric as bars; undefined ones are left out. */
  static BarChart bars(Correlations correlations) {
    return new BarChart(
        "How well metrics predict " + correlations.accuracy().name(),
        "Spearman's rank correlation; the lines are 95 % bootstrap intervals",
        correlations.rows().stream()
            .filter(row -> row.figure(RankFigure.SPEARMAN).value().isPresent())
            .map(CorrelationPlots::bar)
            .toList());
  }

  private static BarChart.Bar bar(Correlations.Row row) {
    double value = row.spearman();
    Optional<Estimate.Interval> interval = row.figure(RankFigure.SPEARMAN).interval();
    return new BarChart.Bar(
        row.column().name(),
        value,
        interval.map(Estimate.Interval::lower).orElse(value),
        interval.map(Estimate.Interval::upper).orElse(value));
  }

  /** Returns the matrix as a heat map. */
  static HeatMap heatMap(CorrelationMatrix matrix) {
    return new HeatMap(
        "Which metrics say the same",
        "Spearman's rank correlation, every metric taken the higher the better",
        matrix.names(),
        Arrays.copyOf(matrix.values(), matrix.values().length));
  }
}
