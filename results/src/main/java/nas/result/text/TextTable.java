package nas.result.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in plain text: columns aligned by spaces, a line below the head.
 *
 * @param columns the columns
 * @param rows the cells of each row, as many as there are columns
 */
public record TextTable(List<Column> columns, List<List<String>> rows) {

  /**
   * A column.
   *
   * @param head its title
   * @param alignRight whether its cells stand at the right, as numbers do
   */
  public record Column(String head, boolean alignRight) {}

  /** Copies the lists and checks the rows. */
  public TextTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " does not fit " + columns);
      }
    }
  }

  /** Returns a column for texts. */
  public static Column left(String head) {
    return new Column(head, false);
  }

  /** Returns a column for numbers. */
  public static Column right(String head) {
    return new Column(head, true);
  }

  /** Returns the table, every line ended by a newline and without spaces before it. */
  public String format() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(column -> plain(column.head())).toList());
    rows.forEach(row -> lines.add(row.stream().map(TextTable::plain).toList()));
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(line.get(i)));
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      append(out, lines.get(i), widths);
      if (i == 0) {
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
          rule.add("-".repeat(width));
        }
        append(out, rule, widths);
      }
    }
    return out.toString();
  }

  private void append(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - length(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(columns.get(i).alignRight() ? padding + cells.get(i) : cells.get(i) + padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Control characters could move the cursor of the console. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]", "?");
  }
}
