package nas.experiment.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Sequence;

/** Finds where a key stands. */
final class Places {

  private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,9})].*");

  private Places() {}

  /**
   * Returns the place of the key at a path such as {@code strategies[1].name}; where the file ends
   * before the path does, as for defaults, the place of the last key found.
   *
   * @param fallback place of the root
   */
  static Place find(YamlNode root, Place fallback, String path) {
    Place place = fallback;
    YamlNode node = root;
    String rest = path;
    while (!rest.isEmpty()) {
      Matcher index = INDEX.matcher(rest);
      if (rest.startsWith(".")) {
        rest = rest.substring(1);
      } else if (index.matches() && node instanceof Sequence sequence) {
        int item = Integer.parseInt(index.group(1));
        if (item >= sequence.items().size()) {
          return place;
        }
        node = sequence.items().get(item);
        place = node.place();
        rest = rest.substring(rest.indexOf(']') + 1);
      } else if (node instanceof Mapping mapping) {
        Optional<Entry> entry = first(mapping, rest);
        if (entry.isEmpty()) {
          return place;
        }
        place = entry.get().place();
        node = entry.get().value();
        rest = rest.substring(entry.get().key().length());
      } else {
        return place;
      }
    }
    return place;
  }

  /** Returns the entry whose key begins a path; as keys may hold dots, the longest such key. */
  private static Optional<Entry> first(Mapping mapping, String path) {
    return mapping.entries().stream()
        .filter(
            entry ->
                path.equals(entry.key())
                    || path.startsWith(entry.key() + ".")
                    || path.startsWith(entry.key() + "["))
        .max(Comparator.comparingInt(entry -> entry.key().length()));
  }
}
