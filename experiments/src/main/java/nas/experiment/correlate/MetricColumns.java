package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.experiment.config.MetricNames;
import nas.experiment.score.ColumnMetric;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.metric.Preference;
import nas.proxy.metric.Vote;
import nas.proxy.probe.ProbePlan;
import nas.result.correlation.ColumnCost;

/**
 * Which columns of a file of scores are evaluated.
 *
 * @param columns in the order of the file
 * @param joins what is evaluated beside the columns: several of them as one
 * @param vote whether the majority of the published voters is evaluated too
 * @param known the metrics that say what a score costs
 * @param leftOut columns that are no scores as far as anybody knows
 */
public record MetricColumns(
    List<Column> columns, List<Join> joins, boolean vote, MetricNames known, List<String> leftOut) {

  /** No column at all. */
  public static final MetricColumns NONE =
      new MetricColumns(List.of(), List.of(), false, MetricNames.BUILT_IN, List.of());

  private static final Set<String> NO_METRICS = Set.of("architecture", "canonical-id", "undefined");

  /** The baseline that every score must beat: both count, and neither needs weights or images. */
  private static final List<String> COUNTS = List.of("layers", "params");

  /**
   * A column.
   *
   * @param name its head
   * @param higherIsBetter which scores promise the more accurate network
   */
  public record Column(String name, boolean higherIsBetter) {}

  /**
   * Columns that rank together.
   *
   * @param name as the user wrote it, such as {@code log-ranks(layers, params)}
   * @param preference about columns of the file, by their heads
   */
  public record Join(String name, Preference preference) {

    Stream<String> columns() {
      return preference.metrics().stream().map(Metric::name);
    }
  }

  /**
   * What the user says of columns.
   *
   * @param metrics columns to evaluate; if empty, all
   * @param joins columns that rank together, in the words of {@link Preference#parse}
   * @param higher columns of which the higher score is the better
   * @param lower columns of which the lower score is the better
   * @param known the metrics that say which of their scores are better
   */
  public record Request(
      List<String> metrics,
      List<String> joins,
      List<String> higher,
      List<String> lower,
      MetricNames known) {
    /** Copies the lists. */
    public Request {
      metrics = List.copyOf(metrics);
      joins = List.copyOf(joins);
      higher = List.copyOf(higher);
      lower = List.copyOf(lower);
    }
  }

  /** Copies the lists. */
  public MetricColumns {
    columns = List.copyOf(columns);
    joins = List.copyOf(joins);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Chooses columns.
   *
   * <p>Columns that nobody asked for and that are no metrics are left out where it is clear that
   * they are no scores: texts, an index without a name, and all if others were named with a
   * direction.
   *
   * @param key the column that tells architectures apart
   * @param texts columns that hold something else than numbers
   * @throws UserException if a column is not there or its direction is unknown
   */
  public static MetricColumns choose(
      Request request, Path file, List<String> header, String key, Set<String> texts) {
    Set<String> asked = new LinkedHashSet<>(request.metrics());
    boolean canVote = header.containsAll(Vote.PUBLISHED);
    boolean vote = canVote && (asksForAll(request) || asked.contains(Vote.NAME));
    if (vote) {
      asked.remove(Vote.NAME);
    }
    boolean all = asksForAll(request);
    List<Join> joins = joins(request, file, header);
    asked.addAll(request.higher());
    asked.addAll(request.lower());
    asked.forEach(name -> KeyColumns.requireColumn(file, header, name));
    for (String name : request.higher()) {
      if (request.lower().contains(name)) {
        throw new UserException(
            "--higher and --lower both name the column " + ErrorText.quote(name),
            "name it only once");
      }
    }
    boolean directed = !request.higher().isEmpty() || !request.lower().isEmpty();
    List<Column> columns = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String name : header) {
      boolean unasked =
          all && !asked.contains(name) && !isKnown(name, request) && !name.equals(key);
      if (unasked
          && !NO_METRICS.contains(name)
          && (directed || name.isEmpty() || texts.contains(name))) {
        leftOut.add(name.isEmpty() ? "the column without a name" : name);
        continue;
      }
      boolean chosen =
          all
              ? !NO_METRICS.contains(name) && !name.equals(key) && !(vote && name.equals(Vote.NAME))
              : asked.contains(name);
      if (chosen) {
        columns.add(new Column(name, higherIsBetter(name, request, file)));
      }
    }
    if (columns.isEmpty() && joins.isEmpty() && !vote) {
      throw new UserException(
          file + " has no column with scores: only " + KeyColumns.shortened(header),
          "you meant another file");
    }
    return new MetricColumns(columns, joins, vote, request.known(), leftOut);
  }

  private static boolean asksForAll(Request request) {
    return request.metrics().isEmpty() && request.joins().isEmpty();
  }

  /** Returns the joins asked for; where nothing is asked for, the counts where they are there. */
  private static List<Join> joins(Request request, Path file, List<String> header) {
    Stream<String> texts =
        asksForAll(request) && header.containsAll(COUNTS)
            ? Stream.of(Preference.LOG_RANKS + "(" + String.join(", ", COUNTS) + ")")
            : request.joins().stream();
    return texts.distinct().map(text -> join(text.strip(), request, file, header)).toList();
  }

  private static Join join(String text, Request request, Path file, List<String> header) {
    Preference preference =
        Preference.parse(
            text,
            name -> {
              KeyColumns.requireColumn(file, header, name);
              return new ColumnMetric(
                  name, name, "a file of scores", direction(name, request, file));
            });
    if (preference.rule() == Preference.Rule.SCORE || preference.rule() == Preference.Rule.VOTE) {
      throw new UserException(
          "--join " + ErrorText.quote(text) + " does not join the ranks of several columns",
          "write them as 'layers + params' or '" + Preference.LOG_RANKS + "(layers, params)'");
    }
    return new Join(text, preference);
  }

  private static Direction direction(String name, Request request, Path file) {
    return higherIsBetter(name, request, file)
        ? Direction.HIGHER_IS_BETTER
        : Direction.LOWER_IS_BETTER;
  }

  /** Returns the heads of all columns that must be read, each once. */
  public List<String> heads() {
    return Stream.of(
            columns.stream().map(Column::name),
            joins.stream().flatMap(Join::columns),
            vote ? Vote.PUBLISHED.stream() : Stream.<String>of())
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  private static boolean isKnown(String name, Request request) {
    return name.equals(Vote.NAME) || request.known().known(name).isPresent();
  }

  /**
   * Returns what each column costs: a closed form nothing, every other metric a minibatch, or as
   * many as it reads; joins and the vote the sum of theirs.
   */
  public List<ColumnCost> costs() {
    List<ColumnCost> costs = new ArrayList<>();
    for (Column column : columns) {
      costs.add(cost(column.name(), minibatches(column.name())));
    }
    for (Join join : joins) {
      costs.add(cost(join.name(), minibatches(join.columns().toList())));
    }
    if (vote) {
      costs.add(cost(Vote.NAME, minibatches(Vote.PUBLISHED)));
    }
    return costs;
  }

  private static ColumnCost cost(String name, OptionalLong minibatches) {
    return new ColumnCost(name, name, OptionalInt.empty(), minibatches);
  }

  /** Empty if the cost of one is unknown. */
  private OptionalLong minibatches(Collection<String> names) {
    List<OptionalLong> each = names.stream().map(this::minibatches).toList();
    return each.stream().allMatch(OptionalLong::isPresent)
        ? OptionalLong.of(each.stream().mapToLong(OptionalLong::getAsLong).sum())
        : OptionalLong.empty();
  }

  private OptionalLong minibatches(String name) {
    if (name.equals(Vote.NAME)) {
      return minibatches(Vote.PUBLISHED);
    }
    return known
        .known(name)
        .map(metric -> ProbePlan.forMetrics(List.of(metric)))
        .map(plan -> plan.forwardPasses() == 0 ? 0 : Math.max(1, plan.batches()))
        .map(minibatches -> OptionalLong.of(minibatches))
        .orElse(OptionalLong.empty());
  }

  private static boolean higherIsBetter(String name, Request request, Path file) {
    if (request.higher().contains(name) || request.lower().contains(name)) {
      return request.higher().contains(name);
    }
    if (name.equals(Vote.NAME)) {
      return true;
    }
    return request.known().known(name).orElseThrow(() -> unknown(name, request, file)).direction()
        == Direction.HIGHER_IS_BETTER;
  }

  private static UserException unknown(String name, Request request, Path file) {
    String why =
        request
            .known()
            .fault(name)
            .orElseGet(
                () ->
                    ErrorText.quote(name)
                        + " is no metric of this program, so nobody knows whether high scores are"
                        + " good"
                        + ErrorText.nearest(name, request.known().all())
                            .map(nearest -> " (the nearest is " + nearest + ")")
                            .orElse(""));
    return new UserException(
        file + ": " + why,
        "say so with --higher "
            + name
            + " or --lower "
            + name
            + ", give the jar of the metric with --plugins, or choose columns with --metrics");
  }
}
