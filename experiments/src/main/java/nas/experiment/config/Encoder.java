package nas.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import nas.core.plugin.Alternatives;
import nas.core.plugin.Choice;
import nas.core.plugin.Tree;
import nas.core.plugin.WordOrTable;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.Sequence;

/** Turns records back into YAML, every default written out: the inverse of {@link Decoder}. */
final class Encoder {

  private static final Place NOWHERE = Place.whole("");

  private Encoder() {}

  /** Returns the mapping that decodes to an equal record. */
  static Mapping encode(Record settings) {
    return encode(
        SettingsType.of(settings.getClass(), family -> Collections.emptySortedMap()), settings);
  }

  private static Mapping encode(SettingsType type, Record settings) {
    List<Entry> entries = new ArrayList<>();
    List<Object> values = type.values(settings);
    for (int index = 0; index < values.size(); index++) {
      SettingKey key = type.keys().get(index);
      Object value = values.get(index);
      if (value.equals(Optional.empty()) && key.byDefault().isEmpty()) {
        continue;
      }
      YamlNode node = encode(key.type(), value);
      if (key.inlined()) {
        entries.addAll(((Mapping) node).entries());
      } else {
        entries.add(new Entry(key.name(), NOWHERE, node));
      }
    }
    return new Mapping(NOWHERE, entries);
  }

  static YamlNode encode(ValueType type, Object value) {
    if (type instanceof ValueType.Settings settings) {
      return encode(settings.type(), (Record) value);
    } else if (type instanceof ValueType.Fitted fitted) {
      return encode(fitted.number(), value);
    } else if (type instanceof ValueType.OneOf) {
      Choice<?> choice = (Choice<?>) value;
      YamlNode settings =
          choice.settings() instanceof AbsentPlugin.Settings kept
              ? kept.node()
              : encode(choice.settings());
      return new Mapping(NOWHERE, List.of(new Entry(choice.name(), NOWHERE, settings)));
    } else if (type instanceof ValueType.Maybe maybe) {
      Optional<?> optional = (Optional<?>) value;
      return optional.isPresent() ? encode(maybe.value(), optional.get()) : plain("null");
    } else if (type instanceof ValueType.Many many) {
      List<YamlNode> items = new ArrayList<>();
      for (Object item : (List<?>) value) {
        items.add(encode(many.item(), item));
      }
      return new Sequence(NOWHERE, items);
    } else if (type instanceof ValueType.Table table) {
      List<Entry> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : ((SortedMap<?, ?>) value).entrySet()) {
        entries.add(
            new Entry((String) entry.getKey(), NOWHERE, encode(table.value(), entry.getValue())));
      }
      return new Mapping(NOWHERE, entries);
    } else if (type instanceof ValueType.Alternatives alternatives) {
      return encode(alternatives.type(), (Alternatives<?>) value);
    } else if (type instanceof ValueType.WordOrTable either) {
      WordOrTable<?> given = (WordOrTable<?>) value;
      return given.word().isPresent()
          ? encode(either.word(), given.word().get())
          : encode(either.table(), given.table());
    } else if (type instanceof ValueType.Structure) {
      return Trees.node((Tree) value);
    } else if (type instanceof ValueType.Real) {
      return plain(Numbers.format((Double) value));
    } else if (type instanceof ValueType.Word) {
      return text(ValueType.Word.of((Enum<?>) value));
    } else if (type instanceof ValueType.Either either) {
      WordOrNumber<?> given = (WordOrNumber<?>) value;
      return given.word().isPresent()
          ? encode(either.word(), given.word().get())
          : encode(either.real(), given.number().orElseThrow());
    } else if (type instanceof ValueType.WholeOrText) {
      WholeOrText given = (WholeOrText) value;
      return given
          .text()
          .map(Encoder::text)
          .orElseGet(() -> plain(Integer.toString(given.number().orElseThrow())));
    } else if (type instanceof ValueType.FilePath) {
      return text(((Path) value).toString());
    } else if (type instanceof ValueType.Text || type instanceof ValueType.Metric) {
      return text((String) value);
    }
    return plain(value.toString());
  }

  private static Mapping encode(SettingsType type, Alternatives<?> alternatives) {
    return new Mapping(
        NOWHERE,
        alternatives.options().stream()
            .map(
                setting ->
                    new Entry(
                        setting.key(),
                        NOWHERE,
                        encode(
                            ValueType.Alternatives.values(type.key(setting.key())),
                            setting.values())))
            .toList());
  }

  /** Returns all files and folders that settings name. */
  static List<Path> files(Record settings) {
    List<Path> files = new ArrayList<>();
    SettingsType type =
        SettingsType.of(settings.getClass(), family -> Collections.emptySortedMap());
    List<Object> values = type.values(settings);
    for (int index = 0; index < values.size(); index++) {
      collect(type.keys().get(index).type(), values.get(index), files);
    }
    return files;
  }

  private static void collect(ValueType type, Object value, List<Path> files) {
    if (type instanceof ValueType.FilePath) {
      files.add((Path) value);
    } else if (type instanceof ValueType.Settings) {
      files.addAll(files((Record) value));
    } else if (type instanceof ValueType.Maybe maybe) {
      ((Optional<?>) value).ifPresent(inner -> collect(maybe.value(), inner, files));
    } else if (type instanceof ValueType.Many many) {
      ((List<?>) value).forEach(item -> collect(many.item(), item, files));
    }
  }

  /** Returns the same without the places in a file. */
  static YamlNode placeless(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return new Mapping(
          NOWHERE,
          mapping.entries().stream()
              .map(entry -> new Entry(entry.key(), NOWHERE, placeless(entry.value())))
              .toList());
    } else if (node instanceof Sequence sequence) {
      return new Sequence(NOWHERE, sequence.items().stream().map(Encoder::placeless).toList());
    }
    Scalar scalar = (Scalar) node;
    // Texts are quoted only where they must be, which is not a difference.
    return new Scalar(
        NOWHERE, scalar.text(), scalar.quoted() || scalar.type() == YamlNode.ScalarType.TEXT);
  }

  private static Scalar plain(String text) {
    return new Scalar(NOWHERE, text, false);
  }

  private static Scalar text(String text) {
    return new Scalar(NOWHERE, text, true);
  }
}
