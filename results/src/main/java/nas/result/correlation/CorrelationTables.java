package nas.result.correlation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import nas.result.statistics.Estimate;
import nas.result.statistics.RankFigure;
import nas.result.table.Cell;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;

/** Correlations as tables, and as text for people. */
public final class CorrelationTables {

  private static final int WIDTH = 100;
  private static final int LONGEST_NAME = 33;

  private CorrelationTables() {}

  /** Returns the table for a console, at most 100 characters wide, best metric first. */
  public static String text(Correlations correlations) {
    StringBuilder text = new StringBuilder(ConsoleText.of(table(List.of(correlations))));
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

  /** A row of the table: what a metric reached for a kind of accuracy. */
  private record Predicted(Correlations of, Correlations.Row row) {}

  /** Returns all figures with their intervals, a row for each accuracy and metric. */
  public static Table table(List<Correlations> all) {
    List<Field<Predicted>> fields =
        new ArrayList<>(
            List.of(
                Field.text("accuracy", one -> one.of().accuracy().name()),
                Field.<Predicted>text("metric", one -> one.row().column().name())
                    .shown(one -> cut(one.row().column().name()))
                    .headed("Metric"),
                Field.text(
                    "direction",
                    one ->
                        one.row().column().higherIsBetter()
                            ? "higher-is-better"
                            : "lower-is-better"),
                Field.count("architectures", one -> one.row().architectures()),
                Field.count("without_score", one -> one.row().undefined()),
                Field.text(
                    "without_score_are",
                    one -> one.of().undefined() == UndefinedScores.OMIT ? "omitted" : "worst"),
                Field.count("resamples", one -> one.of().resamples()),
                Field.count("seed", one -> one.of().seed())));
    for (RankFigure figure : RankFigure.values()) {
      estimate(figure.key(), "_lower95", "_upper95").stream()
          .map(field -> shown(figure, field))
          .forEach(field -> fields.add(field.of(one -> one.row().figure(figure))));
      if (figure == RankFigure.SPEARMAN) {
        fields.add(Field.figure("95 %", one -> interval(one.row().figure(figure))));
      }
    }
    return Table.of(
        fields,
        all.stream()
            .flatMap(one -> one.rows().stream().map(row -> new Predicted(one, row)))
            .toList());
  }

  /** Cuts the middle out of a long name, as metrics with settings differ at the end. */
  private static String cut(String name) {
    int half = (LONGEST_NAME - 3) / 2;
    return name.length() > LONGEST_NAME
        ? name.substring(0, half) + "..." + name.substring(name.length() - half)
        : name;
  }

  /** Returns the fields of a figure and the ends of its interval. */
  static List<Field<Estimate>> estimate(String key, String lower, String upper) {
    return List.of(
        Field.number(key, one -> one.value().orElse(Double.NaN)),
        Field.number(key + lower, one -> end(one, Estimate.Interval::lower)),
        Field.number(key + upper, one -> end(one, Estimate.Interval::upper)));
  }

  private static double end(Estimate one, ToDoubleFunction<Estimate.Interval> end) {
    return one.interval().map(end::applyAsDouble).orElse(Double.NaN);
  }

  /** Returns how people read a figure; the ends of intervals are for programs. */
  private static Field<Estimate> shown(RankFigure figure, Field<Estimate> field) {
    if (!field.column().key().equals(figure.key())) {
      return field;
    }
    return switch (figure) {
      case SPEARMAN -> field.decimals(3).headed("Spearman");
      case KENDALL -> field.decimals(3).headed("Kendall");
      case PAIRWISE_ACCURACY -> field.shown(CorrelationTables::percent).headed("Pairs %");
      case TOP_TENTH_OVERLAP -> field.shown(CorrelationTables::percent).headed("Top %");
      case TOP_TENTH_SPEARMAN -> field.decimals(3).headed("In top");
      case BEST_AMONG_64 -> field.decimals(1).headed("Of 64");
    };
  }

  private static String percent(Estimate share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share.value().orElse(Double.NaN));
  }

  private static String interval(Estimate estimate) {
    return estimate
        .interval()
        .map(ends -> String.format(Locale.ROOT, "%.3f..%.3f", ends.lower(), ends.upper()))
        .orElse(Cell.NOTHING);
  }

  /** Returns metrics against metrics; undefined where a side is constant. */
  public static Table table(CorrelationMatrix matrix) {
    List<Field<Integer>> fields = new ArrayList<>();
    fields.add(Field.text("spearman", matrix.names()::get));
    for (int i = 0; i < matrix.names().size(); i++) {
      int column = i;
      fields.add(Field.number(matrix.names().get(i), row -> matrix.values()[row][column]));
    }
    return Table.of(fields, IntStream.range(0, matrix.names().size()).boxed().toList());
  }
}
