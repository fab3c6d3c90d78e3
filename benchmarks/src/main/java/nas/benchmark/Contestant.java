package nas.benchmark;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JMH benchmark that takes turns with others.
 *
 * @param type the class that holds it
 * @param method its method
 * @param parameters values of the fields that are parameters, by their names; others have their
 *     defaults
 */
record Contestant(Class<?> type, String method, SortedMap<String, String> parameters) {

  /** Takes parameters in any order. */
  static Contestant of(Class<?> type, String method, Map<String, ?> parameters) {
    SortedMap<String, String> texts = new TreeMap<>();
    parameters.forEach((name, value) -> texts.put(name, value.toString()));
    return new Contestant(type, method, texts);
  }

  /** Returns the name that JMH knows it by. */
  String name() {
    return type.getName().replace('$', '.') + "." + method;
  }
}
