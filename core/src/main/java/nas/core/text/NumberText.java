package nas.core.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
public final class NumberText {

  private static final int GROUP = 3;

  private NumberText() {}

  /** Returns a whole number with commas between thousands, of very large ones the first digits. */
  public static String count(BigInteger number) {
    return number.bitLength() < Long.SIZE
        ? String.format(Locale.ROOT, "%,d", number)
        : "about " + new BigDecimal(number, new MathContext(3)).toString().toLowerCase(Locale.ROOT);
  }

  /** Returns a number with fixed decimals and commas between thousands, without a negative zero. */
  public static String grouped(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return String.format(Locale.ROOT, "%f", value);
    }
    // As %,.2f does it, but without its formatter, which tables of 100,000 trials would wait for.
    String digits =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    int first = digits.startsWith("-") ? 1 : 0;
    StringBuilder text = new StringBuilder(digits);
    int whole = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    for (int place = whole - GROUP; place > first; place -= GROUP) {
      text.insert(place, ',');
    }
    return text.toString();
  }
}
