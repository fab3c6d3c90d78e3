package nas.core.file;

import java.util.regex.Pattern;

/**
 * Cells of CSV files that no spreadsheet runs.
 *
 * <p>A spreadsheet runs a cell that begins like a formula, even a name that came with somebody's
 * data. Such a text gets an apostrophe in front, which spreadsheets take for the mark of a text.
 * Numbers stay as they are.
 */
public final class SpreadsheetText {

  /** How cells begin that a spreadsheet runs, after apostrophes that are there already. */
  private static final Pattern FORMULA =
      Pattern.compile("'*[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20].*", Pattern.DOTALL);

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Infinity");

  private SpreadsheetText() {}

  /** Returns the cell that stands for a text. */
  public static String cell(String text) {
    return FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }

  /** Returns the text that a cell stands for. */
  public static String text(String cell) {
    return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
  }
}
