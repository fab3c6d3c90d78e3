package nas.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of an experiment by its name, with settings by their keys: a search space, a strategy, an
 * evaluator, a source of images, of the program or of a plug-in. Names, keys and values are those
 * of experiment files; what is wrong with them is said when the experiment is made.
 *
 * @param name the name of the plug-in, such as {@code aging-evolution}
 * @param settings numbers, booleans, texts, paths, parts, lists and maps of these
 */
public record Part(String name, Map<String, Object> settings) {

  /** Copies the map. */
  public Part {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Returns a part with the default settings. */
  public static Part of(String name) {
    return new Part(name, Map.of());
  }

  /** Returns this part with a further setting, or with another value of one. */
  public Part with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(settings);
    changed.put(key, value);
    return new Part(name, changed);
  }

  /** Returns maps, lists, texts, numbers and booleans only. */
  Map<String, Object> tree() {
    return Map.of(name, plain(settings));
  }

  static Object plain(Object value) {
    if (value instanceof Part part) {
      return part.tree();
    } else if (value instanceof Map<?, ?> map) {
      // Sorted, as maps of callers may have no order.
      Map<String, Object> plain = new TreeMap<>();
      map.forEach((key, inner) -> plain.put(String.valueOf(key), plain(inner)));
      return plain;
    } else if (value instanceof Collection<?> items) {
      List<Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(plain(item)));
      return plain;
    } else if (value instanceof Path path) {
      return path.toAbsolutePath().toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }
}
