package nas.result.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of committed CSV files.
 *
 * @param root of the repository
 */
record Rows(Path root, Map<String, List<Map<String, String>>> known) {

  Rows(Path root) {
    this(root, new HashMap<>());
  }

  /**
   * Returns all rows of a file that have these values.
   *
   * @throws IllegalArgumentException if the file is not there or lacks a column
   */
  List<Map<String, String>> where(String file, Map<String, String> values) {
    List<Map<String, String>> rows = known.computeIfAbsent(file, this::read);
    for (String column : values.keySet()) {
      if (!rows.isEmpty() && !rows.get(0).containsKey(column)) {
        throw new IllegalArgumentException(file + " has no column " + column);
      }
    }
    return rows.stream().filter(row -> row.entrySet().containsAll(values.entrySet())).toList();
  }

  private List<Map<String, String>> read(String file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    List<String> header = cells(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  /** Splits a line at its commas, but not within quotation marks. */
  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
