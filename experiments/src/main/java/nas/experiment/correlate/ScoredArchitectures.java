package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;

/**
 * Scores from a CSV file, plain or compressed by gzip.
 *
 * @param file the file
 * @param keys what tells the architectures apart, in the order of the file, each once
 * @param columns names of metrics
 * @param scores finite, or NaN where there is no score: (keys, columns)
 * @param repeated rows that were left out, since they repeat an architecture with the same scores
 * @param withoutNumber cells that say {@code nan}, {@code -inf} or the like, which is no score
 */
public record ScoredArchitectures(
    Path file,
    List<String> keys,
    List<String> columns,
    List<double[]> scores,
    int repeated,
    int withoutNumber) {

  /** Copies the lists. */
  public ScoredArchitectures {
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    scores = List.copyOf(scores);
  }

  /**
   * Reads scores.
   *
   * @param key the column that tells architectures apart
   * @param columns columns with scores
   * @throws UserException if a cell is something else than a number, or an architecture has two
   *     scores
   */
  public static ScoredArchitectures read(Path file, String key, List<String> columns) {
    List<String> keys = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    Map<String, Integer> rows = new HashMap<>();
    int repeated = 0;
    int withoutNumber = 0;
    try (CsvReader csv = CsvReader.open(file)) {
      int keyColumn = csv.header().indexOf(key);
      int[] scoreColumns = columns.stream().mapToInt(csv.header()::indexOf).toArray();
      while (csv.next()) {
        double[] values = new double[scoreColumns.length];
        for (int i = 0; i < values.length; i++) {
          boolean none = csv.saysNoNumber(scoreColumns[i]);
          withoutNumber += none ? 1 : 0;
          values[i] = none ? Double.NaN : csv.number(scoreColumns[i]).orElse(Double.NaN);
        }
        String id = CsvAccuracyTable.requireKey(csv, keyColumn);
        Integer before = rows.putIfAbsent(id, keys.size());
        if (before == null) {
          keys.add(id);
          scores.add(values);
        } else if (Arrays.equals(values, scores.get(before))) {
          // Different spellings of one network share a canonical id and its scores.
          repeated++;
        } else {
          throw new UserException(
              file
                  + ":"
                  + csv.line()
                  + ": "
                  + key
                  + " "
                  + ErrorText.quote(id)
                  + " stands there for the second time, with other scores",
              "the file mixes two settings: keep the rows of one");
        }
      }
    }
    return new ScoredArchitectures(file, keys, columns, scores, repeated, withoutNumber);
  }

  /**
   * Returns the architectures that several sources know, with the columns of all, in the order of
   * the first.
   *
   * @throws UserException if there is no such architecture
   */
  public static ScoredArchitectures common(List<ScoredArchitectures> sources) {
    ScoredArchitectures joined = sources.get(0);
    for (ScoredArchitectures other : sources.subList(1, sources.size())) {
      joined = joined.with(other);
    }
    return joined;
  }

  private ScoredArchitectures with(ScoredArchitectures other) {
    Map<String, double[]> others = new HashMap<>();
    for (int row = 0; row < other.keys().size(); row++) {
      others.put(other.keys().get(row), other.scores().get(row));
    }
    List<String> common = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < keys.size(); row++) {
      double[] more = others.get(keys.get(row));
      if (more != null) {
        double[] values = Arrays.copyOf(scores.get(row), columns.size() + more.length);
        System.arraycopy(more, 0, values, columns.size(), more.length);
        common.add(keys.get(row));
        rows.add(values);
      }
    }
    if (common.isEmpty() && !keys.isEmpty() && !others.isEmpty()) {
      throw new UserException(
          file
              + " and "
              + other.file()
              + " have no architecture in common: one has "
              + ErrorText.quote(keys.get(0))
              + ", the other "
              + ErrorText.quote(other.keys().get(0)),
          "score the architectures that were trained, or name another run");
    }
    List<String> all = new ArrayList<>(columns);
    all.addAll(other.columns());
    return new ScoredArchitectures(
        file,
        common,
        all,
        rows,
        repeated + other.repeated(),
        withoutNumber + other.withoutNumber());
  }
}
