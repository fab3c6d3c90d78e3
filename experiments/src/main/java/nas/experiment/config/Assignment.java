package nas.experiment.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.text.ErrorText;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;
import nas.experiment.config.yaml.YamlNode.Sequence;
import nas.experiment.config.yaml.YamlReader;

/**
 * A change to an experiment from the command line: {@code --set budget.trained-models=50}.
 *
 * <p>The path joins keys by dots. An item of a list is named by its index from 0 ({@code
 * strategies[1]}) or by its name ({@code strategies.AE.aging-evolution.population}); names may hold
 * dots and spaces, but no equals sign. The value is YAML. Relative paths in it are resolved against
 * the working directory.
 */
public final class Assignment {

  private static final String OPTION = "--";

  private final String path;
  private final YamlNode value;
  private final Place place;

  private Assignment(String path, YamlNode value, Place place) {
    this.path = path;
    this.value = value;
    this.place = place;
  }

  /**
   * Reads the argument of {@code --set}.
   *
   * @throws ExperimentException if it is not of the form {@code key=value}
   */
  public static Assignment parse(String argument) {
    Place place = Place.whole(OPTION + "set " + argument);
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw refused("The equals sign is missing", place, "", "write key=value");
    }
    return of(argument.substring(0, equals).strip(), argument.substring(equals + 1), place);
  }

  /**
   * Returns the change that an option of its own makes.
   *
   * @param option name of the option, such as {@code --workers}
   * @param path key path of the value
   * @param value the value as it was given, as YAML
   * @throws ExperimentException if it is not YAML
   */
  public static Assignment ofOption(String option, String path, String value) {
    return of(path, value, Place.whole(option + " " + value));
  }

  private static Assignment of(String path, String value, Place place) {
    try {
      return new Assignment(path, YamlReader.read(value, place), place);
    } catch (YamlException malformed) {
      throw new ExperimentException(
          List.of(Problem.of(malformed, place, path, malformed.advice())));
    }
  }

  /** Says whether the key is another one or stands below it. */
  public boolean isBelow(String key) {
    return path.equals(key) || path.startsWith(key + ".");
  }

  /** Says whether a value comes from an assignment and not from a file. */
  static boolean isAssigned(Place place) {
    return place.isWhole() && place.source().startsWith(OPTION);
  }

  /**
   * Returns the experiment with the value in place.
   *
   * @throws ExperimentException if the path leads nowhere; unknown keys are left to the decoder
   */
  YamlNode apply(YamlNode root) {
    return put(root, path);
  }

  private YamlNode put(YamlNode node, String rest) {
    if (rest.isEmpty()) {
      return value;
    }
    if (node instanceof Mapping mapping) {
      return putKey(mapping, rest);
    } else if (node instanceof Sequence sequence) {
      return putItem(sequence, rest);
    }
    Scalar scalar = (Scalar) node;
    if (scalar.type() == ScalarType.NULL) {
      return putKey(new Mapping(place, List.of()), rest);
    }
    if (scalar.type() == ScalarType.TEXT && head(List.of(scalar.text()), rest).isPresent()) {
      return putKey(expanded(scalar), rest);
    }
    throw refused(
        "'"
            + (rest.startsWith("[") ? rest : keyOf(rest))
            + "' cannot be set inside the value '"
            + scalar.brief()
            + "'",
        place,
        path,
        "set all of '" + walked(rest) + "'");
  }

  /** A name alone stands for a plug-in with its defaults, as in 'search-space: nasbench201'. */
  private static Mapping expanded(Scalar name) {
    Mapping defaults = new Mapping(name.place(), List.of());
    return new Mapping(name.place(), List.of(new Entry(name.text(), name.place(), defaults)));
  }

  private YamlNode putKey(Mapping mapping, String rest) {
    List<String> keys = mapping.entries().stream().map(Entry::key).toList();
    String key = head(keys, rest).orElseGet(() -> keyOf(rest));
    if (rest.startsWith("[")) {
      throw refused(
          "There is no list for '" + rest + "'", place, path, "set all of '" + walked(rest) + "'");
    }
    if (key.isEmpty()) {
      throw refused("The path has an empty key", place, path, "write keys joined by single dots");
    }
    Optional<Entry> entry = mapping.find(key);
    YamlNode inner = entry.map(Entry::value).orElseGet(() -> new Scalar(place, "", false));
    YamlNode changed = put(inner, tail(rest.substring(key.length())));
    Place keyPlace = entry.isPresent() && changed != value ? entry.get().place() : place;
    return mapping.with(new Entry(key, keyPlace, changed));
  }

  private YamlNode putItem(Sequence sequence, String rest) {
    int index;
    String after;
    int bracket = rest.startsWith("[") ? rest.indexOf(']') : -1;
    if (bracket > 0) {
      String digits = rest.substring(1, bracket);
      index = digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
      after = rest.substring(bracket + 1);
      if (index >= sequence.items().size()) {
        throw refused(
            "There is no item [" + digits + "]",
            place,
            path,
            sequence.items().isEmpty()
                ? "the list is empty"
                : "use [0] to [" + (sequence.items().size() - 1) + "]");
      }
    } else {
      List<String> names = sequence.items().stream().map(Assignment::name).toList();
      Optional<String> name = head(names, rest);
      if (name.isEmpty()) {
        throw refused(
            "There is no item '" + keyOf(rest) + "'",
            place,
            path,
            ErrorText.nearest(keyOf(rest), names)
                .map(nearest -> "you mean '" + nearest + "'")
                .orElse("use one of " + String.join(", ", names)));
      }
      index = names.indexOf(name.get());
      after = rest.substring(name.get().length());
    }
    List<YamlNode> items = new ArrayList<>(sequence.items());
    YamlNode item = items.get(index);
    String inside = tail(after);
    boolean nameAlone = item instanceof Scalar scalar && scalar.type() == ScalarType.TEXT;
    items.set(index, put(nameAlone && !inside.isEmpty() ? expanded((Scalar) item) : item, inside));
    return new Sequence(sequence.place(), items);
  }

  /** Returns what an item is called: its name, or the only key it has, or its text. */
  private static String name(YamlNode item) {
    if (item instanceof Mapping mapping) {
      Optional<Entry> name = mapping.find("name");
      if (name.isPresent() && name.get().value() instanceof Scalar scalar) {
        return scalar.text();
      }
      return mapping.entries().isEmpty() ? "" : mapping.entries().get(0).key();
    }
    return item instanceof Scalar scalar ? scalar.text() : "";
  }

  /** Returns the longest known key that the path begins with. */
  private static Optional<String> head(List<String> known, String rest) {
    return known.stream()
        .filter(key -> !key.isEmpty() && rest.startsWith(key))
        .filter(
            key -> rest.length() == key.length() || ".[".indexOf(rest.charAt(key.length())) >= 0)
        .reduce((first, second) -> second.length() > first.length() ? second : first);
  }

  /** Returns the first key of a path whose keys hold no dots. */
  private static String keyOf(String rest) {
    int end = 0;
    while (end < rest.length() && ".[".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return rest.substring(0, end);
  }

  private String tail(String after) {
    if (after.equals(".")) {
      throw refused("The path ends with a dot", place, path, "remove the dot");
    }
    return after.startsWith(".") ? after.substring(1) : after;
  }

  private String walked(String rest) {
    String walked = path.substring(0, path.length() - rest.length());
    return walked.endsWith(".") ? walked.substring(0, walked.length() - 1) : walked;
  }

  private static ExperimentException refused(
      String message, Place place, String path, String advice) {
    return new ExperimentException(List.of(new Problem(message, place, path, advice)));
  }
}
