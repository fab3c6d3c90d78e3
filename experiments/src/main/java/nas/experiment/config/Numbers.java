package nas.experiment.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;

/** Reads and writes the numbers of YAML's core schema. */
public final class Numbers {

  private static final int MAX_LENGTH = 400;
  private static final int SIGNIFICANT_DIGITS = 17;

  private Numbers() {}

  /** Says whether a scalar is a number that {@link #exact} may read: neither infinite nor NaN. */
  static boolean isFinite(Scalar scalar) {
    String text = scalar.text().toLowerCase(Locale.ROOT);
    return scalar.type() == ScalarType.INTEGER
        || (scalar.type() == ScalarType.REAL && !text.endsWith("inf") && !text.endsWith("nan"));
  }

  /** Returns the exact value of a finite number, or nothing if it has absurdly many digits. */
  public static Optional<BigDecimal> exact(Scalar scalar) {
    String text = scalar.text();
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      if (text.startsWith("0x")) {
        return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 16)));
      } else if (text.startsWith("0o")) {
        return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 8)));
      }
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException exponentTooLarge) {
      return Optional.empty();
    }
  }

  /**
   * Returns the shortest decimal that reads back as the number. {@link Double#toString} is not
   * used, as its digits differ between Java versions.
   *
   * @param number a finite number
   */
  public static String format(double number) {
    BigDecimal value = new BigDecimal(number);
    for (int digits = 1; digits < SIGNIFICANT_DIGITS; digits++) {
      BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        return format(rounded);
      }
    }
    return format(value.round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_EVEN)));
  }

  private static String format(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal shortest = value.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -5 && exponent <= 18) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return (shortest.signum() < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + exponent;
  }
}
