package nas.experiment.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlWriter;

/**
 * A setting for people to read.
 *
 * @param key the key; keys of nested records are joined by dots
 * @param type such as {@code whole number} or {@code list of paths}
 * @param byDefault the default as it stands in a file; empty if the setting must be given or may be
 *     absent
 * @param required whether the setting must be given
 * @param range such as {@code at least 1} or {@code adam, sgd}; may be empty
 * @param description one sentence
 */
public record SettingDescription(
    String key,
    String type,
    Optional<String> byDefault,
    boolean required,
    String range,
    String description) {

  /** Returns the settings of a record in order; a nested record is followed by its own settings. */
  public static List<SettingDescription> describe(SettingsType type) {
    List<SettingDescription> into = new ArrayList<>();
    describe("", type, into);
    return List.copyOf(into);
  }

  private static void describe(String prefix, SettingsType type, List<SettingDescription> into) {
    for (SettingKey key : type.keys()) {
      into.add(
          new SettingDescription(
              prefix + key.name(),
              noun(key.type()),
              key.byDefault().map(SettingDescription::brief),
              key.required(),
              range(key.type()),
              key.description()));
      nested(prefix + key.name(), key.type(), into);
    }
  }

  private static void nested(String prefix, ValueType type, List<SettingDescription> into) {
    if (type instanceof ValueType.Settings settings) {
      describe(prefix + ".", settings.type(), into);
    } else if (type instanceof ValueType.Maybe maybe) {
      nested(prefix, maybe.value(), into);
    } else if (type instanceof ValueType.Many many) {
      nested(prefix + "[]", many.item(), into);
    } else if (type instanceof ValueType.Table table) {
      nested(prefix + ".*", table.value(), into);
    } else if (type instanceof ValueType.Alternatives alternatives) {
      for (SettingKey key : alternatives.type().keys()) {
        into.add(alternatives(prefix, key));
      }
    }
  }

  private static SettingDescription alternatives(String prefix, SettingKey key) {
    ValueType values = ValueType.Alternatives.values(key);
    return new SettingDescription(
        prefix + "." + key.name(),
        noun(values),
        Optional.empty(),
        false,
        range(values),
        key.description());
  }

  private static String brief(YamlNode node) {
    boolean oneLine =
        node instanceof YamlNode.Scalar
            || (node instanceof YamlNode.Mapping mapping && mapping.entries().isEmpty())
            || (node instanceof YamlNode.Sequence sequence && sequence.items().isEmpty());
    return oneLine ? YamlWriter.write(node).strip() : node.brief();
  }

  private static String noun(ValueType type) {
    if (type instanceof ValueType.Flag) {
      return "true or false";
    } else if (type instanceof ValueType.Whole) {
      return "whole number";
    } else if (type instanceof ValueType.Real) {
      return "number";
    } else if (type instanceof ValueType.Text) {
      return "text";
    } else if (type instanceof ValueType.Metric) {
      return "metric";
    } else if (type instanceof ValueType.Share) {
      return "number or share";
    } else if (type instanceof ValueType.Structure) {
      return "structure";
    } else if (type instanceof ValueType.FilePath) {
      return "path";
    } else if (type instanceof ValueType.Word) {
      return "word";
    } else if (type instanceof ValueType.WordOrTable) {
      return "word or mapping";
    } else if (type instanceof ValueType.Either) {
      return "word or number";
    } else if (type instanceof ValueType.WholeOrText) {
      return "whole number or text";
    } else if (type instanceof ValueType.Fitted fitted) {
      return noun(fitted.number()) + " or " + ValueType.Fitted.WORD;
    } else if (type instanceof ValueType.Maybe maybe) {
      return noun(maybe.value());
    } else if (type instanceof ValueType.Many many) {
      String item = noun(many.item());
      return many.mayBeBare() ? item + " or list of them" : "list of " + item;
    } else if (type instanceof ValueType.OneOf oneOf) {
      return oneOf.family().noun();
    }
    return "mapping";
  }

  private static String range(ValueType type) {
    if (type instanceof ValueType.Whole whole) {
      return Decoder.range(whole);
    } else if (type instanceof ValueType.Real real) {
      return Decoder.range(real);
    } else if (type instanceof ValueType.Word word) {
      return String.join(", ", word.words());
    } else if (type instanceof ValueType.Either either) {
      String numbers = Decoder.range(either.real());
      return range(either.word()) + (numbers.isEmpty() ? "" : "; " + numbers);
    } else if (type instanceof ValueType.WholeOrText either) {
      return range(either.whole()) + "; or " + either.form().words();
    } else if (type instanceof ValueType.WordOrTable either) {
      return range(either.word());
    } else if (type instanceof ValueType.Fitted fitted) {
      return range(fitted.number());
    } else if (type instanceof ValueType.Maybe maybe) {
      return range(maybe.value());
    } else if (type instanceof ValueType.Many many) {
      return range(many.item());
    } else if (type instanceof ValueType.Table table) {
      return range(table.value());
    }
    return "";
  }
}
