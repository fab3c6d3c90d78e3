package nas.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.core.plugin.Plugin;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What a program has said of an experiment so far; it is immutable.
 *
 * @param tree keys and values as in experiment files, plain values only
 * @param plugins what the program brings itself
 */
record Draft(Map<String, Object> tree, List<Plugin<?>> plugins) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SOURCE = "the experiment of the Java program";

  /** Copies both. */
  Draft {
    tree = Collections.unmodifiableMap(new LinkedHashMap<>(tree));
    plugins = List.copyOf(plugins);
  }

  /** Returns what a file says, which must be right and of plain values. */
  static Draft of(String yaml) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Map<?, ?> read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    read.forEach((key, value) -> tree.put(String.valueOf(key), value));
    return new Draft(tree, List.of());
  }

  /** Returns the same with a value at a key, in the place of another one. */
  Draft with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(tree);
    changed.put(key, Part.plain(value));
    return new Draft(changed, plugins);
  }

  /** Returns the same with a value at a key in the map at another key. */
  Draft within(String key, String inner, Object value) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (tree.get(key) instanceof Map<?, ?> before) {
      before.forEach((name, one) -> values.put(String.valueOf(name), one));
    }
    values.put(inner, Part.plain(value));
    Map<String, Object> changed = new LinkedHashMap<>(tree);
    changed.put(key, values);
    return new Draft(changed, plugins);
  }

  /** Returns the same with further plug-ins. */
  Draft using(List<Plugin<?>> more) {
    List<Plugin<?>> all = new ArrayList<>(plugins);
    all.addAll(more);
    return new Draft(tree, all);
  }

  /** Returns the plug-ins that may be named: those of the class path and of the program. */
  Plugins catalogue() {
    return Plugins.load(Draft.class.getClassLoader()).with(plugins);
  }

  /**
   * Returns the experiment.
   *
   * @throws nas.core.UserException if something is wrong with it
   */
  LoadedExperiment loaded(Plugins catalogue) {
    try {
      return catalogue.reader().read(MAPPER.writeValueAsString(tree), SOURCE, List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }
}
