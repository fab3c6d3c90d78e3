package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nas.evaluator.tabular.Benchmark;

/** A benchmark: what networks reached when they were trained. */
public interface AccuracyTable {

  /** Returns the table in a file, whose format is recognised by its content. */
  static AccuracyTable open(Path file) {
    return Benchmark.isOne(file) ? BenchmarkTable.open(file) : CsvAccuracyTable.open(file);
  }

  /** Returns the file. */
  Path file();

  /** Returns the names of all columns, keys and accuracies alike. */
  List<String> columns();

  /**
   * Returns what is read of a column: its values, or their negatives, where the table says that
   * lower ones are better.
   */
  default String predicted(String accuracy) {
    return accuracy;
  }

  /**
   * Returns accuracies by key, the higher the better.
   *
   * @param key the column that tells architectures apart
   * @param accuracies columns with the accuracies
   * @return by key one accuracy for each column asked for, finite, or NaN where there is none; not
   *     meant to be iterated, since its order is of no meaning
   * @throws nas.core.UserException if a cell is no number or two rows have the same key
   */
  Map<String, double[]> read(String key, List<String> accuracies);
}
