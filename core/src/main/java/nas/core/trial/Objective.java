package nas.core.trial;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.text.NumberText;

/**
 * A quantity by which networks are compared: of trained ones such as accuracy in percent or
 * perplexity, or a score of untrained ones.
 *
 * @param name what it is, in lower case, such as {@code accuracy}
 * @param unit its unit as keys of files write it, such as {@code percent}; empty: it has none
 * @param better which values are better
 * @param minimum no value is below it; may be negative infinity
 * @param maximum no value is above it; may be infinity
 * @param score whether it is a score of untrained networks: one number, which a search sees, rather
 *     than one of validation data and one of test data
 */
public record Objective(
    String name, String unit, Better better, double minimum, double maximum, boolean score) {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern SCORE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
  private static final double LARGEST_COUNT = 1e12;
  private static final String PERCENT = "percent";
  private static final String PERCENT_END = "-" + PERCENT;

  /** The share of images that are classified correctly. */
  public static final Objective ACCURACY = percent("accuracy", Better.HIGHER);

  /** The exponential of the mean cross-entropy of a model of sequences, at least 1. */
  public static final Objective PERPLEXITY =
      new Objective("perplexity", "", Better.LOWER, 1, Double.POSITIVE_INFINITY);

  /**
   * Labels that have to be added, taken away or changed until those that a network spells are the
   * right ones, by the number of these: 0 is best, and it can be more than 1.
   */
  public static final Objective LABEL_ERROR_RATE =
      new Objective("label-error-rate", "", Better.LOWER, 0, Double.POSITIVE_INFINITY);

  /** Checks names and range. */
  public Objective {
    if (!WORD.matcher(name).matches() || !(unit.isEmpty() || WORD.matcher(unit).matches())) {
      throw new IllegalArgumentException("an objective cannot be called " + name + " " + unit);
    }
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException(
          name + " cannot have values of " + minimum + " to " + maximum);
    }
  }

  /** Creates a quantity of trained networks. */
  public Objective(String name, String unit, Better better, double minimum, double maximum) {
    this(name, unit, better, minimum, maximum, false);
  }

  /** Returns a share in percent, 0 to 100. */
  public static Objective percent(String name, Better better) {
    return new Objective(name, PERCENT, better, 0, 100);
  }

  /**
   * Returns the objective of a metric as tables name it, its unit at the end: {@code
   * accuracy-percent} is a share of 0 to 100 %; all others have any finite values.
   */
  public static Objective ofMetric(String metric, Better better) {
    return isPercent(metric)
        ? percent(metric.substring(0, metric.length() - PERCENT_END.length()), better)
        : new Objective(metric, "", better, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns what the scores of a zero-cost metric are, {@code zen} for {@code zen(images=32)}: any
   * finite values, without a unit.
   *
   * @param metric its name, with or without settings
   */
  public static Objective ofScores(String metric, Better better) {
    Matcher name = SCORE_NAME.matcher(metric);
    return new Objective(
        name.find() ? name.group() : "score",
        "",
        better,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        true);
  }

  /** Says whether the values of a metric, as tables name it, are percentages, 0 to 100. */
  public static boolean isPercent(String metric) {
    return metric.endsWith(PERCENT_END) && metric.length() > PERCENT_END.length();
  }

  /** Returns what files call it, such as {@code accuracy-percent}. */
  public String key() {
    return unit.isEmpty() ? name : name + "-" + unit;
  }

  /**
   * Returns the name of a column of a table, such as {@code test_accuracy_mean_percent}.
   *
   * @param of whose values they are, such as {@code test}
   * @param statistic what is computed of them; empty: the values themselves
   */
  public String column(String of, String statistic) {
    return (of + "_" + name.replace('-', '_'))
        + (statistic.isEmpty() ? "" : "_" + statistic)
        + (unit.isEmpty() ? "" : "_" + unit.replace('-', '_'));
  }

  /** Returns its name in words, such as {@code error rate}. */
  public String words() {
    return name.replace('-', ' ').replace('_', ' ');
  }

  /**
   * Returns what the value is called that decides a search, such as {@code validation accuracy}.
   */
  public String searched() {
    return score ? words() : "validation " + words();
  }

  /** Returns what the value is called that is reported, such as {@code test accuracy}. */
  public String reported() {
    return score ? words() : "test " + words();
  }

  /** Returns what becomes of networks so that they have a value: they are trained, or scored. */
  public String done() {
    return score ? "scored" : "trained";
  }

  /** Returns what several values of it are called, such as {@code accuracies}. */
  public String plural() {
    if (score) {
      return "scores";
    }
    String words = words();
    if (words.endsWith("y")) {
      return words.substring(0, words.length() - 1) + "ies";
    }
    return words + (words.endsWith("s") ? "es" : "s");
  }

  /** Returns its unit as people write it, such as {@code %}; empty: it has none. */
  public String symbol() {
    return unit.equals(PERCENT) ? "%" : unit;
  }

  /** Returns a value with two decimals and its unit, such as {@code 93.76 %}. */
  public String text(double value) {
    return number(value) + (unit.isEmpty() ? "" : " " + symbol());
  }

  /** Returns a value with two decimals; scores, which can be of any size, with six digits. */
  public String number(double value) {
    if (!score) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    return value == Math.rint(value) && Math.abs(value) < LARGEST_COUNT
        ? NumberText.grouped(value, 0)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  /** Returns how much values deviate, with as many decimals; of scores with three digits. */
  public String deviation(double value) {
    return String.format(Locale.ROOT, score ? "%.3g" : "%.2f", value);
  }

  /** Returns the unit in brackets after a space, such as {@code (%)}; empty: it has none. */
  public String unitInBrackets() {
    return unit.isEmpty() ? "" : " (" + symbol() + ")";
  }

  /** Returns what differences of its values are counted in; empty: it has no unit. */
  public String differenceUnit() {
    return unit.equals(PERCENT) ? "percentage points" : symbol();
  }

  /** Says whether a number can be a value of it. */
  public boolean allows(double value) {
    return Double.isFinite(value) && value >= minimum && value <= maximum;
  }

  /** Says whether both ends of its range are finite. */
  public boolean bounded() {
    return Double.isFinite(minimum) && Double.isFinite(maximum);
  }

  /** Returns a number that is the higher the better the value is: the value or its negative. */
  public double reward(double value) {
    return better == Better.HIGHER ? value : -value;
  }

  /**
   * Returns how good a value is between the worst (0) and the best (1) that is possible.
   *
   * @throws IllegalStateException unless it is {@linkplain #bounded bounded}
   */
  public double share(double value) {
    if (!bounded()) {
      throw new IllegalStateException(name + " has no worst and best value");
    }
    double part = better == Better.HIGHER ? value - minimum : maximum - value;
    return part / (maximum - minimum);
  }
}
