package nas.result.table;

import java.util.ArrayList;
import java.util.List;

/** Tables in plain text: columns aligned by spaces, a line below the headings. */
public final class ConsoleText {

  private ConsoleText() {}

  /** Returns the table, every line ended by a newline and without spaces before it. */
  public static String of(Table table) {
    Table shown = table.forPeople();
    List<List<String>> lines = new ArrayList<>();
    lines.add(shown.columns().stream().map(column -> plain(column.title())).toList());
    shown.rows().forEach(row -> lines.add(row.stream().map(ConsoleText::text).toList()));
    int[] widths = new int[shown.columns().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(line.get(i)));
      }
    }
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    lines.add(1, rule);
    StringBuilder out = new StringBuilder();
    lines.forEach(line -> append(out, shown.columns(), line, widths));
    return out.toString();
  }

  private static void append(
      StringBuilder out, List<Column> columns, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - length(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(
          columns.get(i).type() == Column.Type.TEXT
              ? cells.get(i) + padding
              : padding + cells.get(i));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String text(Cell cell) {
    return plain(cell.note().isEmpty() ? cell.text() : cell.text() + " (" + cell.note() + ")");
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Control characters could move the cursor of the console. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]", "?");
  }
}
