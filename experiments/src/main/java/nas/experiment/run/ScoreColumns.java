package nas.experiment.run;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
import nas.evaluator.Evaluator;
import nas.experiment.score.ColumnMetric;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The scores that an evaluator knows of architectures without a network, such as columns of a
 * table.
 *
 * @param <A> the architecture
 */
final class ScoreColumns<A> {

  private static final String PREFIX = "column:";

  private final Supplier<Evaluator<A>> evaluator;
  private @Nullable Evaluator<A> made;
  private @Nullable SortedMap<String, ToDoubleFunction<A>> columns;

  /**
   * Prepares them.
   *
   * @param evaluator asked once, when a column is first named
   */
  ScoreColumns(Supplier<Evaluator<A>> evaluator) {
    this.evaluator = evaluator;
  }

  private synchronized Evaluator<A> evaluator() {
    Evaluator<A> known = made;
    if (known == null) {
      known = evaluator.get();
      made = known;
    }
    return known;
  }

  private synchronized SortedMap<String, ToDoubleFunction<A>> columns() {
    SortedMap<String, ToDoubleFunction<A>> known = columns;
    if (known == null) {
      known = evaluator().costs();
      columns = known;
    }
    return known;
  }

  /** Returns the names of all columns. */
  List<String> names() {
    return List.copyOf(columns().keySet());
  }

  /**
   * Returns the metric of a term of a preference: {@code column:NAME}, {@code column:NAME:higher},
   * {@code column:NAME:lower}, or whatever else finds it.
   *
   * @param setting the key it stands under, for the refusal
   * @throws InvalidSettingException if there is no such column, or nobody knows its direction
   */
  Metric find(String setting, String term, Function<String, Metric> others) {
    if (!term.startsWith(PREFIX)) {
      return others.apply(term);
    }
    String[] words = term.substring(PREFIX.length()).split(":", -1);
    String name = words[0].strip();
    if (!columns().containsKey(name)) {
      throw new InvalidSettingException(
          setting,
          "The evaluator knows no score " + ErrorText.quote(name) + " of architectures",
          names().isEmpty()
              ? "use an evaluator with a table that has the score, or name a metric"
              : ErrorText.nearest(name, names())
                  .map(nearest -> "you mean " + PREFIX + nearest)
                  .orElse("use one of " + String.join(", ", names())));
    }
    return new ColumnMetric(
        PREFIX + name,
        name,
        "the evaluator's table",
        words.length == 1
            ? known(setting, name)
            : said(setting, term, words.length == 2 ? words[1].strip() : ""));
  }

  private static Direction said(String setting, String term, String word) {
    return switch (word) {
      case "higher" -> Direction.HIGHER_IS_BETTER;
      case "lower" -> Direction.LOWER_IS_BETTER;
      default ->
          throw new InvalidSettingException(
              setting,
              setting + " (" + ErrorText.quote(term) + ") must end in :higher or :lower",
              "write column:NAME:lower if lower scores are better");
    };
  }

  private Direction known(String setting, String name) {
    Optional<Direction> ofTable =
        evaluator()
            .better(name)
            .map(
                better ->
                    better == Better.HIGHER
                        ? Direction.HIGHER_IS_BETTER
                        : Direction.LOWER_IS_BETTER);
    return ofTable
        .or(() -> Metrics.find(name).map(Metric::direction))
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    setting,
                    "Nobody says whether high or low values of the column " + name + " are good",
                    "write {column: "
                        + name
                        + ", better: higher} or column:"
                        + name
                        + ":higher, or 'better: higher' in the mapping that the table is imported"
                        + " with"));
  }

  /** Returns what a column says of an architecture. */
  Score score(ColumnMetric metric, A architecture) {
    ToDoubleFunction<A> column = columns().get(metric.column());
    double value = column == null ? Double.NaN : column.applyAsDouble(architecture);
    return Double.isFinite(value)
        ? new Score.Value(value)
        : new Score.Undefined(Score.Reason.UNSUITABLE, "the table has no number there");
  }
}
