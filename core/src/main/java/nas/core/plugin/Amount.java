package nas.core.plugin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting that says how many of something to take: a number, such as {@code 8}, or a share of all
 * there are, such as {@code 1/4} or {@code 0.25}. What has neither a stroke nor a point is a
 * number, so {@code 1} is one and {@code 1.0} all.
 *
 * @param text the amount as it was written
 */
public record Amount(String text) {

  /** What an amount must look like, as a regular expression for its text. */
  public static final String FORM = "[0-9]{1,9}|[0-9]{1,9}/[0-9]{1,9}|[0-9]?\\.[0-9]{1,9}";

  /** The same in words. */
  public static final String WORDS = "a whole number, or a share such as 1/4 or 0.25";

  private static final Pattern SHARE = Pattern.compile("([0-9]+)/([0-9]+)");

  /** Checks the form: a number of at least 1, or a share above 0 and at most 1. */
  public Amount {
    if (!text.matches(FORM) || !inRange(text)) {
      throw new IllegalArgumentException("(" + text + ") must be " + WORDS);
    }
  }

  private static boolean isShare(String text) {
    return text.contains("/") || text.contains(".");
  }

  private static boolean inRange(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      BigInteger part = new BigInteger(share.group(1));
      return part.signum() > 0 && part.compareTo(new BigInteger(share.group(2))) <= 0;
    }
    BigDecimal number = new BigDecimal(text);
    return number.signum() > 0 && (!isShare(text) || number.compareTo(BigDecimal.ONE) <= 0);
  }

  /** Returns whether it is a share, not a number. */
  public boolean isShare() {
    return isShare(text);
  }

  /** Returns the number, or the share from 0 to 1. */
  public double value() {
    Matcher share = SHARE.matcher(text);
    return share.matches()
        ? Double.parseDouble(share.group(1)) / Double.parseDouble(share.group(2))
        : Double.parseDouble(text);
  }

  private BigDecimal of(int all, RoundingMode rounding) {
    BigDecimal whole = BigDecimal.valueOf(all);
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return whole
          .multiply(new BigDecimal(share.group(1)))
          .divide(new BigDecimal(share.group(2)), 0, rounding);
    }
    return (isShare() ? whole.multiply(new BigDecimal(text)) : new BigDecimal(text))
        .setScale(0, rounding);
  }

  /**
   * Returns the number that this amount is of a whole, rounded half up.
   *
   * @param key the setting, for the message
   * @param all the whole, at least 1
   * @param noun what is counted, such as {@code channels}
   * @throws InvalidSettingException if that is none, or more than all
   */
  public int roughly(String key, int all, String noun) {
    return checked(key, of(all, RoundingMode.HALF_UP), all, noun);
  }

  /**
   * Returns the number that this amount is of a whole.
   *
   * @param key the setting, for the message
   * @param all the whole, at least 1
   * @param noun what is counted, such as {@code channels}
   * @throws InvalidSettingException if that is none, no whole number, or more than all
   */
  public int exactly(String key, int all, String noun) {
    try {
      return checked(key, of(all, RoundingMode.UNNECESSARY), all, noun);
    } catch (ArithmeticException e) {
      throw new InvalidSettingException(
          key,
          key + " (" + text + ") of " + all + " " + noun + " is no whole number",
          "use a share that divides " + all + ", or a number");
    }
  }

  private int checked(String key, BigDecimal number, int all, String noun) {
    if (number.signum() == 0) {
      throw new InvalidSettingException(
          key, key + " (" + text + ") of " + all + " " + noun + " leaves none", "raise " + key);
    }
    if (number.compareTo(BigDecimal.valueOf(all)) > 0) {
      throw new InvalidSettingException(
          key,
          key + " (" + text + ") is more than the full task's " + all + " " + noun,
          "use at most " + all + ", or leave " + key + " out");
    }
    return number.intValueExact();
  }

  @Override
  public String toString() {
    return text;
  }
}
