package nas.result.journal;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Curve;
import nas.core.trial.Objective;
import nas.core.trial.Result;

/**
 * The measurements of a network as journals and tables write them: the values of its learning curve
 * stand among them, as {@code validation-accuracy-percent@epoch-07}, with as many digits as the
 * schedule's number of epochs has.
 */
public final class WrittenMeasurements {

  /** Names whose value is the number of epochs of the schedule, the first that is there. */
  private static final String[] SCHEDULE = {"schedule-epochs", "epochs"};

  private static final int MOST_DIGITS = 9;

  private WrittenMeasurements() {}

  /** Returns all measurements by name. */
  public static SortedMap<String, Double> of(Result.Trained trained) {
    return joined(trained.objective(), trained.validationCurve(), trained.measurements());
  }

  /** Returns the result that has such measurements. */
  static Result.Trained trained(
      Objective objective,
      double validation,
      double test,
      OptionalDouble seconds,
      SortedMap<String, Double> written) {
    SortedMap<Integer, Double> byEpoch = new TreeMap<>();
    SortedMap<String, Double> others = new TreeMap<>();
    for (Map.Entry<String, Double> measured : written.entrySet()) {
      OptionalInt epoch = epoch(objective, measured.getKey());
      if (epoch.isPresent()) {
        byEpoch.put(epoch.getAsInt(), measured.getValue());
      } else {
        others.put(measured.getKey(), measured.getValue());
      }
    }
    if (byEpoch.isEmpty()) {
      return new Result.Trained(objective, validation, test, seconds, written);
    }
    Curve curve = new Curve(byEpoch);
    // An evaluator of a plug-in may name its own measurements otherwise: they stay as they are.
    return joined(objective, curve, others).equals(written)
        ? new Result.Trained(objective, validation, OptionalDouble.of(test), seconds, curve, others)
        : new Result.Trained(objective, validation, test, seconds, written);
  }

  /** Returns how the names of the values of a learning curve begin. */
  private static String curveName(Objective objective) {
    return "validation-" + objective.key() + "@epoch-";
  }

  private static SortedMap<String, Double> joined(
      Objective objective, Curve curve, SortedMap<String, Double> others) {
    if (curve.isEmpty()) {
      return others;
    }
    String format = "%0" + digits(curve, others) + "d";
    String name = curveName(objective);
    SortedMap<String, Double> all = new TreeMap<>(others);
    curve
        .byEpoch()
        .forEach(
            (epoch, value) -> all.put(name + String.format(Locale.ROOT, format, epoch), value));
    return all;
  }

  private static int digits(Curve curve, SortedMap<String, Double> others) {
    for (String name : SCHEDULE) {
      Double epochs = others.get(name);
      if (epochs != null) {
        return Long.toString(epochs.longValue()).length();
      }
    }
    return Integer.toString(curve.byEpoch().lastKey()).length();
  }

  private static OptionalInt epoch(Objective objective, String name) {
    String curve = curveName(objective);
    String digits = name.startsWith(curve) ? name.substring(curve.length()) : "";
    if (digits.isEmpty()
        || digits.length() > MOST_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        || Integer.parseInt(digits) < 1) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }
}
