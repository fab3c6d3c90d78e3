package nas.result.report;

import nas.core.text.NumberText;

/** Units for spans of training time. */
enum TimeUnit {
  SECONDS("s", 1, 300),
  MINUTES("min", 60, 300 * 60),
  HOURS("h", 3600, 200 * 3600),
  DAYS("days", 86_400, Double.POSITIVE_INFINITY);

  private final String symbol;
  private final double seconds;
  private final double greatestSeconds;

  TimeUnit(String symbol, double seconds, double greatestSeconds) {
    this.symbol = symbol;
    this.seconds = seconds;
    this.greatestSeconds = greatestSeconds;
  }

  String symbol() {
    return symbol;
  }

  double seconds() {
    return seconds;
  }

  /** Returns the unit in which a span reads best. */
  static TimeUnit of(double seconds) {
    for (TimeUnit unit : values()) {
      if (seconds <= unit.greatestSeconds) {
        return unit;
      }
    }
    return DAYS;
  }

  /** Returns a span in words, such as {@code 12.5 min}. */
  static String format(double seconds) {
    TimeUnit unit = of(seconds);
    return NumberText.grouped(seconds / unit.seconds, seconds == 0 ? 0 : 1) + " " + unit.symbol;
  }
}
