package nas.benchmark;

import java.util.Arrays;
import java.util.Locale;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The geometric mean of positive values, and the interval in which it lies with 95 % confidence
 * where their logarithms are normal. So a mean of ratios is the ratio of the means.
 *
 * @param value the mean
 * @param low lower end; NaN of a single value
 * @param high upper end; NaN of a single value
 */
record Estimate(double value, double low, double high) {

  private static final double CONFIDENCE = 0.95;

  /**
   * Estimates.
   *
   * @param values at least one, all positive
   */
  static Estimate of(double... values) {
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow();
    int freedom = logs.length - 1;
    if (freedom == 0) {
      return new Estimate(values[0], Double.NaN, Double.NaN);
    }
    double variance = Arrays.stream(logs).map(x -> (x - mean) * (x - mean)).sum() / freedom;
    double margin =
        new TDistribution(freedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
            * Math.sqrt(variance / logs.length);
    return new Estimate(Math.exp(mean), Math.exp(mean - margin), Math.exp(mean + margin));
  }

  /** Estimates how often one of the other is in it, round by round. */
  static Estimate ratio(double[] one, double[] other) {
    double[] ratios = new double[one.length];
    Arrays.setAll(ratios, round -> one[round] / other[round]);
    return of(ratios);
  }

  /** Returns it in another unit. */
  Estimate times(double factor) {
    return new Estimate(value * factor, low * factor, high * factor);
  }

  /** Returns a number divided by it, such as a rate from seconds. */
  Estimate under(double number) {
    return new Estimate(number / value, number / high, number / low);
  }

  /** Returns how much more than 1 it is, in percent. */
  Estimate percentAboveOne() {
    return new Estimate(100 * (value - 1), 100 * (low - 1), 100 * (high - 1));
  }

  /**
   * Returns value and interval, such as {@code 4.02 (3.95 to 4.10)}.
   *
   * @param format of each number, such as {@code %.2f}
   */
  String text(String format) {
    String mean = String.format(Locale.ROOT, format, value);
    return Double.isNaN(low)
        ? mean
        : mean + " (" + String.format(Locale.ROOT, format + " to " + format, low, high) + ")";
  }
}
