package nas.space.constrained;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit that a quantity must keep.
 *
 * @param relation how the quantity compares with the limit
 * @param limit finite
 */
public record Bound(Relation relation, double limit) {

  /** How a quantity compares with a limit. */
  public enum Relation {
    /** Less than. */
    BELOW("<"),
    /** At most. */
    AT_MOST("<="),
    /** Greater than. */
    ABOVE(">"),
    /** At least. */
    AT_LEAST(">=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }

  /** What {@link #parse} reads, as a regular expression. */
  public static final String FORM =
      "(<=|>=|<|>) *([+-]?[0-9]{1,18}([.][0-9]{0,18})?([eE][+-]?[0-9]{1,2})?)";

  /** The same in words. */
  public static final String WORDS = "<, <=, > or >= and a number, such as '<= 1.0e6'";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  /** Checks the limit. */
  public Bound {
    if (!Double.isFinite(limit)) {
      throw new IllegalArgumentException("limit (" + limit + ") must be finite");
    }
  }

  /**
   * Reads a limit such as {@code <= 1.0e6}.
   *
   * @throws IllegalArgumentException if the text is not of this form
   */
  public static Bound parse(String text) {
    Matcher parts = PATTERN.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' must be " + WORDS);
    }
    for (Relation relation : Relation.values()) {
      if (relation.sign.equals(parts.group(1))) {
        return new Bound(relation, Double.parseDouble(parts.group(2)));
      }
    }
    throw new IllegalStateException(text);
  }

  /** Says whether a value keeps the limit; NaN, an unknown value, does not. */
  public boolean admits(double value) {
    return switch (relation) {
      case BELOW -> value < limit;
      case AT_MOST -> value <= limit;
      case ABOVE -> value > limit;
      case AT_LEAST -> value >= limit;
    };
  }

  /** Says whether the first of two values is nearer to keeping the limit. */
  boolean nearer(double value, double other) {
    boolean upper = relation == Relation.BELOW || relation == Relation.AT_MOST;
    return !Double.isNaN(value) && (Double.isNaN(other) || (upper ? value < other : value > other));
  }

  /** Returns a number as messages write it: whole ones with separators. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  /** Returns the limit as messages write it: {@code <= 1,000,000}. */
  @Override
  public String toString() {
    return relation.sign + " " + number(limit);
  }
}
