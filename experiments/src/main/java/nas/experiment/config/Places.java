package nas.experiment.config;

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

  private static final Pattern STEP = Pattern.compile("\\[(\\d{1,9})]|([^.\\[\\]]+)");

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
    Matcher steps = STEP.matcher(path);
    while (steps.find()) {
      if (steps.group(1) == null && node instanceof Mapping mapping) {
        Optional<Entry> entry = mapping.find(steps.group(2));
        if (entry.isEmpty()) {
          return place;
        }
        place = entry.get().place();
        node = entry.get().value();
      } else if (steps.group(1) != null && node instanceof Sequence sequence) {
        int index = Integer.parseInt(steps.group(1));
        if (index >= sequence.items().size()) {
          return place;
        }
        node = sequence.items().get(index);
        place = node.place();
      } else {
        return place;
      }
    }
    return place;
  }
}
