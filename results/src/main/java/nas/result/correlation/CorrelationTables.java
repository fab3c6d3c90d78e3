package nas.result.correlation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import nas.result.statistics.Estimate;
import nas.result.statistics.RankFigure;
import nas.result.text.Csv;
import nas.result.text.TextTable;

/** Correlations as text for people and as CSV (RFC 4180) for programs. */
public final class CorrelationTables {

  private static final int WIDTH = 100;
  private static final int LONGEST_NAME = 33;

  private CorrelationTables() {}

  /** Returns the table for a console, at most 100 characters wide, best metric first. */
  public static String text(Correlations correlations) {
    List<List<String>> rows = new ArrayList<>();
    for (Correlations.Row row : correlations.rows()) {
      Estimate spearman = row.figure(RankFigure.SPEARMAN);
      String name = row.column().name();
      rows.add(
          List.of(
              name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 3) + "..." : name,
              decimals(spearman, 1, 3),
              spearman
                  .interval()
                  .map(
                      interval ->
                          String.format(
                              Locale.ROOT, "%.3f..%.3f", interval.lower(), interval.upper()))
                  .orElse("-"),
              decimals(row.figure(RankFigure.KENDALL), 1, 3),
              decimals(row.figure(RankFigure.PAIRWISE_ACCURACY), 100, 1),
              decimals(row.figure(RankFigure.TOP_TENTH_OVERLAP), 100, 1),
              decimals(row.figure(RankFigure.TOP_TENTH_SPEARMAN), 1, 3),
              decimals(row.figure(RankFigure.BEST_AMONG_64), 1, 1)));
    }
    StringBuilder text =
        new StringBuilder(
            new TextTable(
                    List.of(
                        TextTable.left("Metric"),
                        TextTable.right("Spearman"),
                        TextTable.right("95 %"),
                        TextTable.right("Kendall"),
                        TextTable.right("Pairs %"),
                        TextTable.right("Top %"),
                        TextTable.right("In top"),
                        TextTable.right("Of 64")),
                    rows)
                .format());
    Map<Integer, List<String>> unscored = new TreeMap<>();
    for (Correlations.Row row : correlations.rows()) {
      if (row.undefined() > 0) {
        unscored.computeIfAbsent(row.undefined(), n -> new ArrayList<>()).add(row.column().name());
      }
    }
    unscored.forEach(
        (count, names) ->
            wrap(
                text,
                String.format(
                    Locale.ROOT,
                    "%,d of %,d architectures have no score by %s and %s.",
                    count,
                    correlations.architectures(),
                    names.size() == correlations.rows().size()
                        ? "any metric"
                        : String.join(", ", names),
                    correlations.undefined() == UndefinedScores.OMIT
                        ? "were left out"
                        : "were ranked last")));
    return text.toString();
  }

  /**
   * Returns the meaning of the columns of {@link #text}.
   *
   * @param resamples how often the bootstrap drew
   * @param seed what decided the draws
   */
  public static String legend(int resamples, long seed) {
    return String.format(
        Locale.ROOT,
        """
        Spearman  how the ranking by the metric agrees with that by accuracy: 1 is the same ranking,
                  0 is chance, below 0 the metric misleads; the direction of each metric is applied
        95 %%      interval of Spearman by bootstrap: %s
        Kendall   the same by Kendall's tau-b
        Pairs %%   of two architectures, how often the more accurate one has the better score; 50 is
                  chance, equal scores count one half
        Top %%     how much of the most accurate tenth is in the tenth with the best scores; 10 is
                  chance
        In top    Spearman within the most accurate tenth
        Of 64     how many of the most accurate 5 %% are among the 64 best scores; 3.2 is chance
        A top that ends amid equal values takes the same part of each, which makes fractions. A
        hyphen stands where nothing can be said: all scores are equal, or the architectures too few.
        """,
        resamples == 0
            ? "none (no resamples)"
            : String.format(
                Locale.ROOT,
                "%,d %s, seed %d",
                resamples,
                resamples == 1 ? "resample" : "resamples",
                seed));
  }

  /** Appends a sentence in lines that are not too long. */
  private static void wrap(StringBuilder text, String sentence) {
    int length = 0;
    for (String word : sentence.split(" ", -1)) {
      if (length > 0 && length + 1 + word.length() > WIDTH) {
        text.append('\n');
        length = 0;
      }
      text.append(length == 0 ? "" : " ").append(word);
      length += (length == 0 ? 0 : 1) + word.length();
    }
    text.append('\n');
  }

  private static String decimals(Estimate estimate, double factor, int decimals) {
    return estimate.value().isEmpty()
        ? "-"
        : String.format(
            Locale.ROOT, "%." + decimals + "f", factor * estimate.value().getAsDouble());
  }

  /** Returns all figures with their intervals, a row for each accuracy and metric. */
  public static String csv(List<Correlations> all) {
    List<String> head =
        new ArrayList<>(
            List.of(
                "accuracy",
                "metric",
                "direction",
                "architectures",
                "without_score",
                "without_score_are",
                "resamples",
                "seed"));
    for (RankFigure figure : RankFigure.values()) {
      head.addAll(List.of(figure.key(), figure.key() + "_lower95", figure.key() + "_upper95"));
    }
    StringBuilder out = new StringBuilder(Csv.line(head));
    for (Correlations correlations : all) {
      for (Correlations.Row row : correlations.rows()) {
        List<String> cells =
            new ArrayList<>(
                List.of(
                    correlations.accuracy().name(),
                    row.column().name(),
                    row.column().higherIsBetter() ? "higher-is-better" : "lower-is-better",
                    Integer.toString(row.architectures()),
                    Integer.toString(row.undefined()),
                    correlations.undefined() == UndefinedScores.OMIT ? "omitted" : "worst",
                    Integer.toString(correlations.resamples()),
                    Long.toString(correlations.seed())));
        for (RankFigure figure : RankFigure.values()) {
          Estimate estimate = row.figure(figure);
          cells.add(number(estimate.value()));
          cells.add(estimate.interval().map(i -> Csv.number(i.lower())).orElse(""));
          cells.add(estimate.interval().map(i -> Csv.number(i.upper())).orElse(""));
        }
        out.append(Csv.line(cells));
      }
    }
    return out.toString();
  }

  /** Returns the table of metrics against metrics; cells are empty where a side is constant. */
  public static String csv(CorrelationMatrix matrix) {
    List<String> head = new ArrayList<>(List.of("spearman"));
    head.addAll(matrix.names());
    StringBuilder out = new StringBuilder(Csv.line(head));
    for (int i = 0; i < matrix.names().size(); i++) {
      List<String> cells = new ArrayList<>(List.of(matrix.names().get(i)));
      for (double value : matrix.values()[i]) {
        cells.add(Double.isNaN(value) ? "" : Csv.number(value));
      }
      out.append(Csv.line(cells));
    }
    return out.toString();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Csv.number(value.getAsDouble()) : "";
  }
}
