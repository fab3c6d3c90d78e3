package nas.result.plot;

import java.util.ArrayList;
import java.util.List;
import nas.core.text.NumberText;

/**
 * Round numbers along an axis.
 *
 * @param least start of the axis
 * @param greatest end of the axis, greater than the start
 * @param values where the ticks stand, increasing
 * @param labels their labels
 */
record Ticks(double least, double greatest, List<Double> values, List<String> labels) {

  /** Returns ticks on an axis that is a little wider than its values, or much if they are equal. */
  static Ticks around(double least, double greatest, int about) {
    double low = least;
    double high = greatest;
    if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
      double half = Math.max(Math.abs(high) * 0.01, 0.5);
      low -= half;
      high += half;
    }
    double step = step((high - low) / Math.max(1, about));
    Ticks ticks = within(margin(low, -step), margin(high, step), step);
    // A single number would not tell how much a length is.
    return ticks.values().size() >= 2 ? ticks : around(least, greatest, about + 1);
  }

  /** Returns the next round number if it is near, else a place a little beyond the value. */
  private static double margin(double value, double step) {
    double round = Math.ceil(value / step - 1e-9) * step;
    return Math.abs(round - value) <= 0.35 * Math.abs(step) ? round : value + 0.2 * step;
  }

  /** Returns ticks on an axis with fixed ends. */
  static Ticks between(double least, double greatest, int about) {
    return within(least, greatest, step((greatest - least) / Math.max(1, about)));
  }

  private static Ticks within(double least, double greatest, double step) {
    int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step) + 1e-9));
    List<Double> values = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    long first = (long) Math.ceil(least / step - 1e-6);
    long last = (long) Math.floor(greatest / step + 1e-6);
    for (long i = first; i <= last; i++) {
      values.add(i * step);
      labels.add(NumberText.grouped(i * step, decimals));
    }
    return new Ticks(least, greatest, values, labels);
  }

  /** Returns the least of 1, 2 or 5 times a power of ten that is not below the value. */
  private static double step(double value) {
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(value)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= value * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** Returns ticks on a logarithmic axis with fixed ends, at least 0 excluded. */
  static Ticks logarithmic(double least, double greatest) {
    double decades = StrictMath.log10(greatest / least);
    List<Double> values = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int power = (int) Math.floor(StrictMath.log10(least)); ; power++) {
      for (int factor : new int[] {1, 2, 5}) {
        double value = factor * StrictMath.pow(10, power);
        if (value > greatest * (1 + 1e-9)) {
          return new Ticks(least, greatest, values, labels);
        }
        if (value >= least * (1 - 1e-9) && (factor == 1 || decades <= 3)) {
          values.add(value);
          labels.add(NumberText.grouped(value, Math.max(0, -power)));
        }
      }
    }
  }
}
