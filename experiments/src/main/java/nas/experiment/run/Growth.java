package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import nas.experiment.config.Difference;

/**
 * What may be raised of a run that has begun: it then goes on as if that had been given at first.
 */
public final class Growth {

  private static final String BUDGET = "budget.";
  private static final Set<String> COUNTS = Set.of("repetitions");

  private Growth() {}

  /** Says whether a setting may be raised. */
  static boolean mayGrow(String path) {
    return path.startsWith(BUDGET) || COUNTS.contains(path);
  }

  /** Says whether a difference gives more; a limit that is absent is above all others. */
  static boolean grows(Difference difference) {
    return mayGrow(difference.path()) && value(difference.second()) > value(difference.first());
  }

  private static double value(Optional<String> setting) {
    try {
      return setting.map(Double::parseDouble).orElse(Double.POSITIVE_INFINITY);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Returns which limits are others than before, by their paths. */
  static List<Difference> between(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    List<Difference> changed = new ArrayList<>();
    for (String path : paths) {
      Difference difference =
          new Difference(
              path, Optional.ofNullable(before.get(path)), Optional.ofNullable(after.get(path)));
      if (mayGrow(path) && !difference.first().equals(difference.second())) {
        changed.add(difference);
      }
    }
    return List.copyOf(changed);
  }

  /** Returns what was raised in words, such as {@code budget.trained-models from 5 to 9}. */
  public static String inWords(List<Difference> raised) {
    return String.join(
        ", ",
        raised.stream()
            .map(
                one ->
                    one.path()
                        + " from "
                        + one.first().orElse("unlimited")
                        + " to "
                        + one.second().orElse("unlimited"))
            .toList());
  }
}
