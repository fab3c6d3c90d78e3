package nas.space.declared;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The constants of a declared space: each is computed from those before it.
 *
 * @param declared what they are told, in the order of the file
 * @param values what they are
 */
record Constants(Map<String, Argument> declared, Map<String, Object> values) {

  /** Copies the maps. */
  Constants {
    declared = new LinkedHashMap<>(declared);
    values = Map.copyOf(values);
  }

  static Constants of(Map<String, Argument> declared) {
    return of(declared, Map.of());
  }

  private static Constants of(Map<String, Argument> declared, Map<String, Object> replaced) {
    Map<String, Object> values = new HashMap<>();
    declared.forEach(
        (name, told) -> {
          Object other = replaced.get(name);
          values.put(name, other == null ? told.in(values).only(name) : other);
        });
    return new Constants(declared, values);
  }

  /** Returns the constants of which some have other values, and what follows from these. */
  Constants with(Map<String, Object> replaced) {
    return of(declared, replaced);
  }
}
