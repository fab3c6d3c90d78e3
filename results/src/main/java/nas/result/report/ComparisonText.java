package nas.result.report;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import nas.core.text.NumberText;
import nas.core.trial.Objective;
import nas.result.statistics.Bounds;
import nas.result.statistics.Estimate;
import nas.result.statistics.Target;

/** The figures of a comparison as people read them, in plain ASCII. */
public final class ComparisonText {

  /** Stands where nothing is known. */
  private static final String NOTHING = "-";

  /** From here on a difference has no decimals to show. */
  private static final double LARGEST = 1e9;

  private ComparisonText() {}

  /** Returns a number, or the bound it has, such as {@code >= 3.12}; a hyphen if it has none. */
  public static String bounds(Bounds bounds) {
    if (bounds.isUnknown()) {
      return NOTHING;
    } else if (bounds.isExact()) {
      return short3(bounds.lower());
    } else if (Double.isInfinite(bounds.upper())) {
      return ">= " + short3(bounds.lower());
    }
    return bounds.lower() == 0
        ? "<= " + short3(bounds.upper())
        : short3(bounds.lower()) + " to " + short3(bounds.upper());
  }

  /** Returns an interval, such as {@code 2.1 to 4.3} or, where it is open, {@code >= 2.1}. */
  public static String interval(Optional<Bounds> interval) {
    return interval
        .map(
            bounds ->
                bounds.isExact()
                    ? short3(bounds.lower()) + " to " + short3(bounds.upper())
                    : bounds(bounds))
        .orElse(NOTHING);
  }

  /** Returns an interval of a difference. */
  public static String difference(Optional<Estimate.Interval> interval) {
    return interval
        .map(ends -> signed(ends.lower()) + " to " + signed(ends.upper()))
        .orElse(NOTHING);
  }

  /** Returns a difference with its sign. */
  public static String signed(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < LARGEST ? "%+.2f" : "%+.3g", value)
        .replaceFirst("[-+]0[.]00", "0.00");
  }

  /** Returns a p-value. */
  public static String pValue(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** Returns a corrected p-value; a hyphen if nothing was tested. */
  public static String pValue(OptionalDouble value) {
    return value.isPresent() ? pValue(value.getAsDouble()) : NOTHING;
  }

  /** Returns a share in percent. */
  public static String share(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** Returns a target by its value, such as {@code 94.12 % (final)}. */
  public static String target(Target target, double value, Objective objective) {
    String text = objective.text(value);
    return target instanceof Target.BaselineFinal ? text + " (final)" : text;
  }

  /** Returns the cost at which was tested. */
  public static String at(OptionalInt trainedModels) {
    return trainedModels.isPresent() ? NumberText.grouped(trainedModels.getAsInt(), 0) : "end";
  }

  /** Returns how many models were needed, or never sufficed. */
  static String models(Bounds bounds) {
    String number = NumberText.grouped(bounds.lower(), 0);
    return bounds.isExact() ? number : "never in " + number;
  }

  /** Returns a positive number with about three digits. */
  private static String short3(double value) {
    return Double.isInfinite(value)
        ? "infinite"
        : NumberText.grouped(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
  }
}
