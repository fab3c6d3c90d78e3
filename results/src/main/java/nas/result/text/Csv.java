package nas.result.text;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.List;
import java.util.stream.Collectors;
import nas.core.file.SpreadsheetText;

/**
 * Writes comma-separated values (RFC 4180) that no spreadsheet runs, see {@link SpreadsheetText}.
 */
public final class Csv {

  private Csv() {}

  /** Returns a line with its end. */
  public static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",")) + "\r\n";
  }

  /** Returns the shortest text that reads as the same number, on every Java version. */
  public static String number(double value) {
    return NumberOutput.toString(value, true);
  }

  private static String field(String plain) {
    String text = SpreadsheetText.cell(plain);
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
  }
}
