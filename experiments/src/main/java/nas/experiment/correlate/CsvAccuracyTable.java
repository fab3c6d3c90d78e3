package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;

/**
 * Accuracies in a CSV file, plain or compressed by gzip.
 *
 * @param file the file
 * @param columns its header
 */
record CsvAccuracyTable(Path file, List<String> columns) implements AccuracyTable {

  CsvAccuracyTable {
    columns = List.copyOf(columns);
  }

  static CsvAccuracyTable open(Path file) {
    try (CsvReader csv = CsvReader.open(file)) {
      return new CsvAccuracyTable(file, csv.header());
    }
  }

  @Override
  public Map<String, double[]> read(String key, List<String> accuracies) {
    Map<String, double[]> table = new HashMap<>();
    try (CsvReader csv = CsvReader.open(file)) {
      int keyColumn = csv.header().indexOf(key);
      int[] accuracyColumns = accuracies.stream().mapToInt(csv.header()::indexOf).toArray();
      while (csv.next()) {
        double[] values = new double[accuracyColumns.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = csv.number(accuracyColumns[i]).orElse(Double.NaN);
        }
        if (table.put(requireKey(csv, keyColumn), values) != null) {
          throw new UserException(
              file
                  + ":"
                  + csv.line()
                  + ": "
                  + key
                  + " "
                  + ErrorText.quote(csv.cell(keyColumn))
                  + " stands there for the second time",
              "the file holds several data sets or settings: keep the rows of one");
        }
      }
    }
    return table;
  }

  /** Returns what tells the architecture of the current row from others. */
  static String requireKey(CsvReader csv, int column) {
    String key = csv.cell(column);
    if (key.isEmpty()) {
      throw new UserException(
          csv.file()
              + ":"
              + csv.line()
              + ": the cell of "
              + csv.header().get(column)
              + " is empty, so nobody knows which architecture this is",
          "name another column with --key");
    }
    return key;
  }
}
