package nas.result.table;

/**
 * A column of a table.
 *
 * @param key how programs know it; empty if it is for people alone, as when it says again what
 *     other columns hold
 * @param heading how people know it; empty if it is for programs alone
 * @param unit of its numbers, as people read them; may be empty
 * @param type what its cells hold
 * @param emphasised whether people should look here first
 */
public record Column(String key, String heading, String unit, Type type, boolean emphasised) {

  /** What the cells of a column hold. */
  public enum Type {
    /** Words. */
    TEXT,
    /** Numbers, or for people what is made of numbers. */
    NUMBER,
    /** Yes or no. */
    FLAG,
    /** Why cells of the row are undefined. */
    REASONS
  }

  /** Returns heading and unit. */
  public String title() {
    return unit.isEmpty() ? heading : heading + ", " + unit;
  }

  boolean isForPrograms() {
    return !key.isEmpty();
  }

  boolean isForPeople() {
    return !heading.isEmpty();
  }

  boolean isNamed(String name) {
    return name.equals(isForPrograms() ? key : heading);
  }
}
