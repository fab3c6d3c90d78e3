package nas.experiment.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.plugin.Choice;
import nas.core.text.ErrorText;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Sequence;
import nas.experiment.config.yaml.YamlReader;
import nas.experiment.config.yaml.YamlWriter;
import nas.proxy.MetricPlugin;
import nas.proxy.metric.Terms;

/** Metrics as one word: {@code zen}, {@code zen-code}, {@code zen(formula=code, images=32)}. */
final class MetricText {

  private static final String MEANINGFUL = "()[]{},+='\"";

  private MetricText() {}

  /** Returns the word that names a metric everywhere; equal metrics have equal words. */
  static String of(Choice<?> choice) {
    return presets(choice)
        .filter(preset -> preset.getValue().equals(choice.settings()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> inFull(choice));
  }

  private static Stream<? extends Map.Entry<String, ? extends Record>> presets(Choice<?> choice) {
    return choice.plugin() instanceof MetricPlugin<?> metric
        ? metric.presets().entrySet().stream()
        : Stream.empty();
  }

  /** Returns the plug-in's name and the settings that do not have their default. */
  static String inFull(Choice<?> choice) {
    SettingsType type = SettingsType.of(choice.plugin().settings());
    Mapping given = Encoder.encode(choice.settings());
    return word(
        choice.name(),
        type.keys().stream()
            .flatMap(key -> given.find(key.name()).stream().filter(entry -> !key.isDefault(entry)))
            .toList());
  }

  /** Returns a name with settings in brackets. */
  static String word(String name, List<Entry> settings) {
    return settings.isEmpty()
        ? name
        : settings.stream()
            .map(entry -> entry.key() + "=" + value(entry.value()))
            .collect(Collectors.joining(", ", name + "(", ")"));
  }

  /** Returns a value on one line. */
  private static String value(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return mapping.entries().stream()
          .map(entry -> entry.key() + ": " + value(entry.value()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (node instanceof Sequence sequence) {
      return sequence.items().stream()
          .map(MetricText::value)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = YamlWriter.write(node).strip();
    boolean misread = text.chars().anyMatch(c -> MEANINGFUL.indexOf(c) >= 0);
    return misread && !text.startsWith("\"") ? "\"" + text + "\"" : text;
  }

  /**
   * Reads a word, or the mapping that stands for it in YAML.
   *
   * @throws UserException if it is neither
   */
  static Entry read(String word) {
    Place place = Place.whole(word);
    try {
      if (word.startsWith("{")) {
        return ofMapping(word, YamlReader.read(word, place));
      }
      int open = word.indexOf('(');
      if (open < 0) {
        return new Entry(word, place, new Mapping(place, List.of()));
      }
      if (!word.endsWith(")")) {
        throw malformed(word);
      }
      List<Entry> settings = new ArrayList<>();
      String inside = word.substring(open + 1, word.length() - 1).strip();
      for (String part : inside.isEmpty() ? List.<String>of() : Terms.split(inside, ",")) {
        settings.add(setting(word, part, settings));
      }
      return new Entry(word.substring(0, open).strip(), place, new Mapping(place, settings));
    } catch (YamlException malformed) {
      throw new UserException(
          "%s in the metric %s".formatted(malformed.getMessage(), ErrorText.quote(word)),
          malformed.advice());
    }
  }

  private static Entry ofMapping(String word, YamlNode node) {
    if (node instanceof Mapping mapping && mapping.entries().size() == 1) {
      return mapping.entries().get(0);
    }
    throw malformed(word);
  }

  private static Entry setting(String word, String part, List<Entry> before) throws YamlException {
    int equals = part.indexOf('=');
    String key = equals < 0 ? "" : part.substring(0, equals).strip();
    if (key.isEmpty()) {
      throw malformed(word);
    }
    if (before.stream().anyMatch(entry -> entry.key().equals(key))) {
      throw new UserException(
          "%s stands twice in the metric %s".formatted(key, ErrorText.quote(word)), "remove one");
    }
    Place place = Place.whole(word);
    YamlNode value = YamlReader.read(part.substring(equals + 1).strip(), place);
    return new Entry(key, place, value);
  }

  private static UserException malformed(String word) {
    return new UserException(
        ErrorText.quote(word) + " is no metric with settings",
        "write it as zen(images=32) or '{zen: {images: 32}}'");
  }

  /** Returns what is wrong with a word, in one sentence. */
  static UserException refusal(String word, List<Problem> problems) {
    String messages = problems.stream().map(Problem::message).collect(Collectors.joining("; "));
    Optional<String> advice =
        problems.stream().map(Problem::advice).filter(text -> !text.isEmpty()).findFirst();
    return new UserException(
        "%s in the metric %s".formatted(messages, ErrorText.quote(word)), advice.orElse(""));
  }
}
