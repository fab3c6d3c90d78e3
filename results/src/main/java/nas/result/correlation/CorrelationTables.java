package nas.result.correlation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import nas.result.statistics.Estimate;
import nas.result.statistics.PickFigures;
import nas.result.statistics.Picking;
import nas.result.statistics.RankFigure;
import nas.result.table.Cell;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;

/** Correlations as tables, and as text for people. */
public final class CorrelationTables {

  private static final int WIDTH = 100;
  private static final int LONGEST_NAME = 33;
  private static final int LONGEST_PICKING_NAME = 28;

  private CorrelationTables() {}

  /** Returns the tables for a console, at most 100 characters wide, best metrics first. */
  public static String text(Correlations correlations) {
    StringBuilder text = new StringBuilder(ConsoleText.of(table(List.of(correlations))));
    text.append("\n").append(poolText(correlations)).append("\n\n");
    text.append(ConsoleText.of(picks(correlations)));
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
   * @param draws what was drawn at random
   */
  public static String legend(Draws draws) {
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

        nDCG      gain of the %,d best scores as a share of that of as many best accuracies, a percent
                  more counting twice as much and later places less; - where they are no percentages
        Regret 1, of 5, of 20   by how much the best among the first 1, 5 and 20 of a random pool, in
                  the order of the scores, is worse than the best of the pool: means over the pools,
                  with the 95 %% interval of that of 5
        Best 1, of 5, of 20     how accurate the best among these is, on average
        """,
        draws.resamples() == 0
            ? "none (no resamples)"
            : String.format(
                Locale.ROOT,
                "%,d %s, seed %d",
                draws.resamples(),
                draws.resamples() == 1 ? "resample" : "resamples",
                draws.seed()),
        Picking.GAIN_AT);
  }

  private static String poolText(Correlations correlations) {
    Picking.Pools pools = correlations.draws().pools();
    return String.format(
        Locale.ROOT,
        "What the best scores reach in random pools: %,d of %,d architectures",
        pools.count(),
        pools.size(correlations.architectures()));
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
                Field.count("resamples", one -> one.of().draws().resamples()),
                Field.count("seed", one -> one.of().draws().seed())));
    for (RankFigure figure : RankFigure.values()) {
      estimate(figure.key()).stream()
          .map(field -> shown(figure, field))
          .forEach(field -> fields.add(field.of(one -> one.row().figure(figure))));
      if (figure == RankFigure.SPEARMAN) {
        fields.add(Field.figure("95 %", one -> interval(one.row().figure(figure))));
      }
    }
    fields.addAll(picks());
    return Table.of(
        fields,
        all.stream()
            .flatMap(one -> one.rows().stream().map(row -> new Predicted(one, row)))
            .toList());
  }

  /** Returns for programs what the best scores reach. */
  private static List<Field<Predicted>> picks() {
    List<Field<Predicted>> fields =
        new ArrayList<>(
            List.of(
                Field.count("pools", one -> one.of().draws().pools().count()),
                Field.count(
                    "pool_size", one -> one.of().draws().pools().size(one.row().architectures()))));
    estimate("ndcg").forEach(field -> fields.add(field.of(one -> one.row().picks().gain())));
    for (int place = 0; place < PickFigures.FIRST.size(); place++) {
      int at = place;
      int first = PickFigures.FIRST.get(at);
      estimate("regret_of_" + first)
          .forEach(
              field -> fields.add(field.of(one -> one.row().picks().picks().get(at).regret())));
      estimate("best_of_" + first)
          .forEach(field -> fields.add(field.of(one -> one.row().picks().picks().get(at).best())));
    }
    return fields;
  }

  /** A ranking and what its best reach. */
  private record Picked(String name, PickFigures figures) {

    Estimate regret(int place) {
      return figures.picks().get(place).regret();
    }

    Estimate best(int place) {
      return figures.picks().get(place).best();
    }

    double order(int place) {
      return regret(place).value().orElse(Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Returns what the best scores reach, the least regret of 5 first (and then of 1), and what
   * chance does.
   */
  private static Table picks(Correlations correlations) {
    List<Picked> rows =
        new ArrayList<>(
            correlations.rows().stream()
                .map(row -> new Picked(row.column().name(), row.picks()))
                .sorted(
                    Comparator.<Picked>comparingDouble(row -> row.order(1))
                        .thenComparingDouble(row -> row.order(0)))
                .toList());
    rows.add(new Picked("(at random)", correlations.chance()));
    int decimals = Picking.areShares(correlations.known()) ? 4 : 2;
    return Table.of(
        List.of(
            Field.<Picked>text("", one -> cut(one.name(), LONGEST_PICKING_NAME)).headed("Metric"),
            figure("nDCG", 3, one -> one.figures().gain()),
            figure("Regret 1", decimals, one -> one.regret(0)),
            figure("of 5", decimals, one -> one.regret(1)),
            Field.figure("95 %", one -> interval(one.regret(1), decimals)),
            figure("of 20", decimals, one -> one.regret(2)),
            figure("Best 1", decimals, one -> one.best(0)),
            figure("of 5", decimals, one -> one.best(1)),
            figure("of 20", decimals, one -> one.best(2))),
        rows);
  }

  private static Field<Picked> figure(
      String heading, int decimals, Function<Picked, Estimate> figure) {
    return Field.<Picked>number("", one -> figure.apply(one).value().orElse(Double.NaN))
        .decimals(decimals)
        .headed(heading);
  }

  private static String cut(String name) {
    return cut(name, LONGEST_NAME);
  }

  /** Cuts the middle out of a long name, as metrics with settings differ at the end. */
  private static String cut(String name, int longest) {
    int half = (longest - 3) / 2;
    return name.length() > longest
        ? name.substring(0, half) + "..." + name.substring(name.length() - half)
        : name;
  }

  private static List<Field<Estimate>> estimate(String key) {
    return estimate(key, "_lower95", "_upper95");
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
    return interval(estimate, 3);
  }

  private static String interval(Estimate estimate, int decimals) {
    String end = "%." + decimals + "f";
    return estimate
        .interval()
        .map(ends -> String.format(Locale.ROOT, end + ".." + end, ends.lower(), ends.upper()))
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
