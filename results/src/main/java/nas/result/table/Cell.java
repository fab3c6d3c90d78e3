package nas.result.table;

import java.util.function.Supplier;

/**
 * A cell of a table.
 *
 * @param value for programs
 * @param shown returns the text for people, in plain ASCII where it is a figure; it is made only
 *     where people read it, as tables of all trials are made for programs
 * @param note stands smaller beside the text, such as its interval; may be empty
 * @param order by which rows are sorted; NaN where nothing is
 */
public record Cell(Value value, Supplier<String> shown, String note, double order) {

  /** What people read where nothing is known. */
  public static final String NOTHING = "-";

  /** Returns the text for people. */
  public String text() {
    return shown.get();
  }
}
