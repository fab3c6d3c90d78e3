package nas.result.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a cell holds, for programs. */
public sealed interface Value {

  /** Nothing: there is no such value, or nobody knows it. */
  record Undefined() implements Value {}

  /** A text. */
  record Text(String text) implements Value {}

  /** A whole number. */
  record Whole(long number) implements Value {}

  /** A finite number. */
  record Real(double number) implements Value {}

  /** A yes or a no. */
  record Flag(boolean holds) implements Value {}

  /**
   * Why values of the same row are undefined.
   *
   * @param byKey typed reasons, by the keys of their columns, in the order of these
   */
  record Reasons(Map<String, String> byKey) implements Value {
    /** Copies the map. */
    public Reasons {
      byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }
  }

  /** Returns a number; undefined unless it is finite. */
  static Value of(double number) {
    return Double.isFinite(number) ? new Real(number) : new Undefined();
  }

  /** Returns a number that is written without decimals if it is whole. */
  static Value amount(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? new Whole((long) number)
        : of(number);
  }

  /** Returns the number; NaN if the value is none. */
  default double asNumber() {
    return this instanceof Whole whole
        ? whole.number()
        : this instanceof Real real ? real.number() : Double.NaN;
  }
}
