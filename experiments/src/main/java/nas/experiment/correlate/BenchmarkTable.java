package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.trial.Better;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Column;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;

/**
 * A benchmark file, whose accuracies are predicted, or whose columns of scores predict.
 *
 * @param file the file
 * @param benchmark the same, open
 */
public record BenchmarkTable(Path file, Benchmark benchmark) implements AccuracyTable {

  /**
   * Opens a file.
   *
   * @throws nas.core.UserException if it is damaged
   */
  public static BenchmarkTable open(Path file) {
    return new BenchmarkTable(file, Benchmark.open(file));
  }

  private String key() {
    return benchmark.description().keys() == Description.Keys.CANONICAL_ID
        ? "canonical-id"
        : "architecture";
  }

  @Override
  public List<String> columns() {
    List<String> names = new ArrayList<>(List.of(key()));
    benchmark.columns().forEach(column -> names.add(column.quantity().toString()));
    return names;
  }

  @Override
  public Map<String, double[]> read(String key, List<String> accuracies) {
    Map<String, double[]> table = new HashMap<>();
    int[] columns = indices(accuracies);
    for (int row = 0; row < benchmark.rows(); row++) {
      double[] values = values(row, columns);
      for (int i = 0; i < columns.length; i++) {
        values[i] = lowerIsBetter(columns[i]) ? -values[i] : values[i];
      }
      table.put(benchmark.key(row), values);
    }
    return table;
  }

  @Override
  public String predicted(String accuracy) {
    return lowerIsBetter(indices(List.of(accuracy))[0]) ? "minus " + accuracy : accuracy;
  }

  private boolean lowerIsBetter(int index) {
    Column column = benchmark.columns().get(index);
    boolean loss = column.quantity() instanceof Query query && query.metric().equals(Query.LOSS);
    return column.better().map(Better.LOWER::equals).orElse(loss);
  }

  /** Returns the column of keys and those of scores, which are properties of the networks. */
  public List<String> scoreColumns() {
    List<String> names = new ArrayList<>(List.of(key()));
    scores().forEach(column -> names.add(column.quantity().toString()));
    return names;
  }

  private List<Column> scores() {
    return benchmark.columns().stream()
        .filter(column -> column.quantity() instanceof Cost)
        .toList();
  }

  /** Returns the scores of all architectures. */
  public ScoredArchitectures scores(List<String> names) {
    List<String> keys = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    int[] columns = indices(names);
    for (int row = 0; row < benchmark.rows(); row++) {
      keys.add(benchmark.key(row));
      scores.add(values(row, columns));
    }
    return new ScoredArchitectures(file, keys, names, scores, 0, 0);
  }

  private int[] indices(List<String> names) {
    List<String> all =
        benchmark.columns().stream().map(column -> column.quantity().toString()).toList();
    return names.stream().mapToInt(all::indexOf).toArray();
  }

  private double[] values(int row, int[] columns) {
    double[] values = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = benchmark.value(row, columns[i]);
    }
    return values;
  }

  /**
   * Adds what the table says of the directions of the columns that are asked for; where nothing is
   * asked for, all are whose direction is known.
   */
  public MetricColumns.Request directed(MetricColumns.Request request) {
    boolean all =
        request.metrics().isEmpty()
            && request.joins().isEmpty()
            && request.higher().isEmpty()
            && request.lower().isEmpty();
    List<String> metrics = new ArrayList<>(request.metrics());
    List<String> higher = new ArrayList<>(request.higher());
    List<String> lower = new ArrayList<>(request.lower());
    for (Column column : scores()) {
      String name = column.quantity().toString();
      Optional<Better> better = column.better();
      if (all && (better.isPresent() || isMetric(name, request))) {
        metrics.add(name);
      }
      boolean asked = metrics.contains(name) || mentioned(name, request.joins());
      if (asked && better.isPresent() && !higher.contains(name) && !lower.contains(name)) {
        (better.get() == Better.HIGHER ? higher : lower).add(name);
      }
    }
    return new MetricColumns.Request(metrics, request.joins(), higher, lower, request.known());
  }

  private static boolean isMetric(String name, MetricColumns.Request request) {
    return request.known().metrics().stream().anyMatch(metric -> metric.name().equals(name));
  }

  private static boolean mentioned(String name, List<String> joins) {
    return joins.stream().anyMatch(join -> List.of(join.split("[^A-Za-z0-9._-]+")).contains(name));
  }
}
