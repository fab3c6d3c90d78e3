package nas.result.table;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.List;
import java.util.stream.Collectors;
import nas.core.file.SpreadsheetText;

/**
 * Tables as comma-separated values (RFC 4180) that no spreadsheet runs, see {@link
 * SpreadsheetText}: keys in the first line, dots before decimals, undefined cells empty.
 */
public final class CsvText {

  private CsvText() {}

  /** Returns the table. */
  public static String of(Table table) {
    Table shown = table.forPrograms();
    StringBuilder out = new StringBuilder(line(shown.columns().stream().map(Column::key).toList()));
    for (List<Cell> row : shown.rows()) {
      append(row.stream().map(cell -> text(cell.value())).toList(), out);
    }
    return out.toString();
  }

  /** Returns a line with its end. */
  public static String line(List<String> fields) {
    StringBuilder out = new StringBuilder();
    append(fields, out);
    return out.toString();
  }

  private static void append(List<String> fields, StringBuilder out) {
    for (int i = 0; i < fields.size(); i++) {
      out.append(i == 0 ? "" : ",").append(field(fields.get(i)));
    }
    out.append("\r\n");
  }

  private static String text(Value value) {
    if (value instanceof Value.Text text) {
      return text.text();
    } else if (value instanceof Value.Whole whole) {
      return Long.toString(whole.number());
    } else if (value instanceof Value.Real real) {
      // The shortest text that reads as the same number, on every Java version.
      return NumberOutput.toString(real.number(), true);
    } else if (value instanceof Value.Flag flag) {
      return Boolean.toString(flag.holds());
    } else if (value instanceof Value.Reasons reasons) {
      return reasons.byKey().entrySet().stream()
          .map(reason -> reason.getKey() + ": " + reason.getValue())
          .collect(Collectors.joining("; "));
    }
    return "";
  }

  private static String field(String plain) {
    String text = SpreadsheetText.cell(plain);
    return isQuoted(text) ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
  }

  private static boolean isQuoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '"' || c == '\r' || c == '\n') {
        return true;
      }
    }
    return false;
  }
}
