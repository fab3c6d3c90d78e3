package nas.experiment.config;

import java.util.List;
import java.util.stream.Collectors;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;
import nas.experiment.config.yaml.YamlNode.Sequence;

/**
 * Values that a search may choose from as one word each: {@code 0.05}, {@code
 * horizontal-flip+random-crop}, {@code {label-smoothing:0.1}}; {@code none} is an empty list or no
 * value.
 */
final class OptionWord {

  private static final String NONE = "none";

  private OptionWord() {}

  /** Returns the word of a value; equal values have equal words. */
  static String of(ValueType type, Object value) {
    if (type instanceof ValueType.Settings settings) {
      Mapping all = Encoder.encode((Record) value);
      return mapping(
          settings.type().keys().stream()
              .flatMap(key -> all.find(key.name()).stream().filter(own -> !key.isDefault(own)))
              .toList());
    }
    return of(Encoder.encode(type, value));
  }

  private static String of(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return mapping(mapping.entries());
    } else if (node instanceof Sequence sequence) {
      return sequence.items().isEmpty()
          ? NONE
          : sequence.items().stream().map(OptionWord::of).collect(Collectors.joining("+"));
    }
    Scalar scalar = (Scalar) node;
    return scalar.type() == ScalarType.NULL ? NONE : scalar.text();
  }

  private static String mapping(List<Entry> entries) {
    return entries.stream()
        .map(entry -> entry.key() + ":" + of(entry.value()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
