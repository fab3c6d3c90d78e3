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
  private static final String FORMULA_BEGINNINGS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Infinity");

  private SpreadsheetText() {}

  /** Returns the cell that stands for a text. */
  public static String cell(String text) {
    return isFormula(text) && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }

  /** Returns the text that a cell stands for. */
  public static String text(String cell) {
    return cell.startsWith("'") && isFormula(cell) ? cell.substring(1) : cell;
  }

  /** Looks at characters alone: tables have millions of cells. */
  private static boolean isFormula(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) == '\'') {
      at++;
    }
    return at < text.length() && FORMULA_BEGINNINGS.indexOf(text.charAt(at)) >= 0;
  }
}
