package nas.result.journal;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.trial.Curve;
import nas.core.trial.Result;

/**
 * What was measured of a network epoch by epoch, apart from what was measured once.
 *
 * @param curves learning curves by what they are of, such as {@code validation-accuracy-percent}
 *     and {@code train-loss}
 * @param once all other measurements by name
 */
public record EpochCurves(SortedMap<String, Curve> curves, SortedMap<String, Double> once) {

  private static final Pattern EPOCH = Pattern.compile("(.+)@epoch-(0*[1-9][0-9]{0,8})");

  /** Copies the maps. */
  public EpochCurves {
    curves = Collections.unmodifiableSortedMap(new TreeMap<>(curves));
    once = Collections.unmodifiableSortedMap(new TreeMap<>(once));
  }

  /** Says whether a measurement is one of the network and not of an epoch of its training. */
  public static boolean isOnce(String name) {
    return !EPOCH.matcher(name).matches();
  }

  /** Returns what was measured of a network. */
  public static EpochCurves of(Result.Trained trained) {
    SortedMap<String, SortedMap<Integer, Double>> byEpoch = new TreeMap<>();
    SortedMap<String, Double> once = new TreeMap<>();
    if (!trained.validationCurve().isEmpty()) {
      byEpoch.put(
          "validation-" + trained.objective().key(),
          new TreeMap<>(trained.validationCurve().byEpoch()));
    }
    for (Map.Entry<String, Double> measured : trained.measurements().entrySet()) {
      Matcher name = EPOCH.matcher(measured.getKey());
      if (name.matches()) {
        byEpoch
            .computeIfAbsent(name.group(1), of -> new TreeMap<>())
            .put(Integer.valueOf(name.group(2)), measured.getValue());
      } else {
        once.put(measured.getKey(), measured.getValue());
      }
    }
    SortedMap<String, Curve> curves = new TreeMap<>();
    byEpoch.forEach((name, values) -> curves.put(name, new Curve(values)));
    return new EpochCurves(curves, once);
  }
}
