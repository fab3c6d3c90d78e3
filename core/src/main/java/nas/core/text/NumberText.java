package nas.core.text;

import java.util.Locale;

/** Numbers as people read them. */
public final class NumberText {

  private NumberText() {}

  /** Returns a number with fixed decimals and commas between thousands, without a negative zero. */
  public static String grouped(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.matches("-[0.,]+") ? text.substring(1) : text;
  }
}
