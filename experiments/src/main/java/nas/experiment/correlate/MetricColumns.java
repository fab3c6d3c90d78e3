package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.proxy.probe.ProbePlan;
import nas.result.ResultException;
import nas.result.correlation.ColumnCost;
import nas.space.ErrorText;

/**
 * Which columns of a file of scores are evaluated.
 *
 * @param columns in the order of the file
 * @param vote whether the majority of the published voters is evaluated too
 */
public record MetricColumns(List<Column> columns, boolean vote) {

  private static final Set<String> NO_METRICS = Set.of("architecture", "canonical-id", "undefined");

  /**
   * A column.
   *
   * @param name its head
   * @param higherIsBetter which scores promise the more accurate network
   */
  public record Column(String name, boolean higherIsBetter) {}

  /**
   * What the user says of columns.
   *
   * @param metrics columns to evaluate; if empty, all
   * @param higher columns of which the higher score is the better
   * @param lower columns of which the lower score is the better
   */
  public record Request(List<String> metrics, List<String> higher, List<String> lower) {
    /** Copies the lists. */
    public Request {
      metrics = List.copyOf(metrics);
      higher = List.copyOf(higher);
      lower = List.copyOf(lower);
    }
  }

  /** Copies the list. */
  public MetricColumns {
    columns = List.copyOf(columns);
  }

  /**
   * Chooses columns.
   *
   * @param key the column that tells architectures apart
   * @throws ResultException if a column is not there or its direction is unknown
   */
  public static MetricColumns choose(Request request, Path file, List<String> header, String key) {
    Set<String> asked = new LinkedHashSet<>(request.metrics());
    boolean canVote = header.containsAll(Vote.PUBLISHED);
    boolean vote = canVote && (asked.isEmpty() || asked.contains(Vote.NAME));
    if (vote) {
      asked.remove(Vote.NAME);
    }
    boolean all = request.metrics().isEmpty();
    asked.addAll(request.higher());
    asked.addAll(request.lower());
    asked.forEach(name -> KeyColumns.requireColumn(file, header, name));
    for (String name : request.higher()) {
      if (request.lower().contains(name)) {
        throw new ResultException(
            "--higher and --lower both name the column " + ErrorText.quote(name),
            "name it only once");
      }
    }
    List<Column> columns = new ArrayList<>();
    for (String name : header) {
      boolean chosen =
          all
              ? !NO_METRICS.contains(name) && !name.equals(key) && !(vote && name.equals(Vote.NAME))
              : asked.contains(name);
      if (chosen) {
        columns.add(new Column(name, higherIsBetter(name, request, file)));
      }
    }
    if (columns.isEmpty() && !vote) {
      throw new ResultException(
          file + " has no column with scores: only " + KeyColumns.shortened(header),
          "you meant another file");
    }
    return new MetricColumns(columns, vote);
  }

  /**
   * Returns what each column costs: a closed form nothing, every other metric a minibatch, or as
   * many as it reads; the vote the sum of its voters.
   */
  public List<ColumnCost> costs() {
    List<ColumnCost> costs = new ArrayList<>();
    for (Column column : columns) {
      costs.add(cost(column.name(), minibatches(column.name())));
    }
    if (vote) {
      costs.add(cost(Vote.NAME, minibatches(Vote.NAME)));
    }
    return costs;
  }

  private static ColumnCost cost(String name, OptionalLong minibatches) {
    return new ColumnCost(name, name, OptionalInt.empty(), minibatches);
  }

  private static OptionalLong minibatches(String name) {
    if (name.equals(Vote.NAME)) {
      return OptionalLong.of(
          Vote.PUBLISHED.stream().mapToLong(voter -> minibatches(voter).orElse(0)).sum());
    }
    return Metrics.find(name)
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
    Optional<Metric> metric = Metrics.find(name);
    if (metric.isEmpty()) {
      throw new ResultException(
          file
              + ": "
              + ErrorText.quote(name)
              + " is no metric of this program, so nobody knows whether high scores are good"
              + ErrorText.nearest(name, Metrics.names())
                  .map(nearest -> " (the nearest is " + nearest + ")")
                  .orElse(""),
          "say so with --higher "
              + name
              + " or --lower "
              + name
              + ", or choose columns with"
              + " --metrics");
    }
    return metric.get().direction() == Direction.HIGHER_IS_BETTER;
  }
}
