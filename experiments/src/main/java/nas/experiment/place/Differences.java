package nas.experiment.place;

import java.util.SortedMap;
import java.util.TreeSet;
import nas.core.UserException;

/** Compares what results depend on where they are asked for and where they come from. */
final class Differences {

  private Differences() {}

  /**
   * Refuses any difference.
   *
   * @param verb what workers do
   * @param here values by their keys, where it is asked for
   * @param there likewise, where workers are
   * @throws UserException if there is one
   */
  static void refuse(String verb, SortedMap<String, String> here, SortedMap<String, String> there) {
    TreeSet<String> keys = new TreeSet<>(here.keySet());
    keys.addAll(there.keySet());
    for (String key : keys) {
      String own = here.getOrDefault(key, "");
      String other = there.getOrDefault(key, "");
      if (!own.equals(other)) {
        throw new UserException(
            "Workers would %s with another %s: '%s', here it is '%s'"
                .formatted(verb, key, other, own),
            "see that program, data and settings of Java are the same there");
      }
    }
  }
}
