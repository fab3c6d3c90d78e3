package nas.result.table;

/**
 * A cell of a table.
 *
 * @param value for programs
 * @param text for people, in plain ASCII where it is a figure
 * @param note stands smaller beside the text, such as its interval; may be empty
 * @param order by which rows are sorted; NaN where nothing is
 */
public record Cell(Value value, String text, String note, double order) {

  /** What people read where nothing is known. */
  public static final String NOTHING = "-";
}
