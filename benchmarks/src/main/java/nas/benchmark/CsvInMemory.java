package nas.benchmark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import nas.core.file.CsvReader;

/** What a program would do that had no benchmark files: tables as maps in memory. */
final class CsvInMemory {

  private CsvInMemory() {}

  /**
   * Returns the numbers of all rows by the first text in each, or by its line. What the first row
   * has no number for counts as text.
   */
  static Map<String, double[]> values(Path file) {
    Map<String, double[]> values = new HashMap<>();
    try (CsvReader reader = CsvReader.open(file)) {
      int columns = reader.header().size();
      boolean[] text = new boolean[columns];
      for (boolean first = true; reader.next(); first = false) {
        String key = "";
        double[] numbers = new double[columns];
        for (int column = 0; column < columns; column++) {
          String cell = reader.cell(column);
          if (!text[column]) {
            numbers[column] = number(cell);
            text[column] = first && Double.isNaN(numbers[column]) && !cell.isEmpty();
          }
          key = text[column] && key.isEmpty() ? cell : key;
        }
        values.put(key.isEmpty() ? Integer.toString(reader.line()) : key, numbers);
      }
    }
    return values;
  }

  private static double number(String cell) {
    try {
      return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
