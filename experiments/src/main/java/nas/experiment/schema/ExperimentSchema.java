package nas.experiment.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.Amount;
import nas.core.plugin.Plugin;
import nas.experiment.config.Catalogue;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.Numbers;
import nas.experiment.config.SettingKey;
import nas.experiment.config.SettingsType;
import nas.experiment.config.ValueType;
import nas.experiment.config.ValueType.OneOf;
import nas.experiment.config.yaml.YamlNode;

/**
 * Writes the JSON Schema (draft 2020-12) of experiment files.
 *
 * <p>It accepts what {@link ExperimentReader} accepts, but for what a schema cannot say: two
 * settings that must fit together, unique strategy names, and numbers too large for a double.
 */
public final class ExperimentSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String METRIC = "metric";

  private final ObjectNode definitions = JSON.objectNode();

  /** What plug-ins take, by the names of their definitions. */
  private final Map<String, SettingsType> defined = new HashMap<>();

  private ExperimentSchema() {}

  /**
   * Returns the schema as indented JSON, ending in a line feed.
   *
   * @param catalogue the plug-ins that experiments may name
   */
  public static String of(Catalogue catalogue) {
    ExperimentSchema schema = new ExperimentSchema();
    ObjectNode root = JSON.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Experiment in neural architecture search");
    root.setAll(schema.settings(new ExperimentReader(catalogue).type(), false));
    root.putObject("patternProperties").put("^" + YamlNode.HOLDER, true);
    root.set("$defs", schema.definitions);
    return root.toPrettyString().replace("\r\n", "\n") + "\n";
  }

  private ObjectNode type(ValueType type) {
    ObjectNode schema = JSON.objectNode();
    if (type instanceof ValueType.Flag) {
      schema.put("type", "boolean");
    } else if (type instanceof ValueType.Whole whole) {
      schema.put("type", "integer");
      schema.put("minimum", whole.min());
      schema.put("maximum", whole.max());
    } else if (type instanceof ValueType.Real real) {
      schema.put("type", "number");
      if (!Double.isInfinite(real.min())) {
        schema.set("minimum", JSON.numberNode(new BigDecimal(Numbers.format(real.min()))));
      }
      if (!Double.isInfinite(real.max())) {
        schema.set("maximum", JSON.numberNode(new BigDecimal(Numbers.format(real.max()))));
      }
    } else if (type instanceof ValueType.Text text) {
      schema.put("type", "string");
      text.form().ifPresent(form -> schema.put("pattern", "^(?:" + form.regex() + ")$"));
    } else if (type instanceof ValueType.Metric metric) {
      return metric(metric.plugins());
    } else if (type instanceof ValueType.Share) {
      ArrayNode either = schema.putArray("anyOf");
      either.addObject().put("type", "integer").put("minimum", 1);
      either.addObject().put("type", "number").put("exclusiveMinimum", 0).put("maximum", 1);
      either.addObject().put("type", "string").put("pattern", "^(?:" + Amount.FORM + ")$");
    } else if (type instanceof ValueType.FilePath) {
      schema.put("type", "string");
      schema.put("minLength", 1);
    } else if (type instanceof ValueType.Word word) {
      ArrayNode words = schema.putArray("enum");
      word.words().forEach(words::add);
    } else if (type instanceof ValueType.Either given) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(type(given.word()));
      either.add(type(given.real()));
    } else if (type instanceof ValueType.Fitted fitted) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(type(fitted.number()));
      either.addObject().put("const", ValueType.Fitted.WORD);
    } else if (type instanceof ValueType.WholeOrText given) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(type(given.whole()));
      either.add(type(new ValueType.Text(Optional.of(given.form()))));
    } else if (type instanceof ValueType.WordOrTable given) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(type(given.word()));
      either.add(type(given.table()));
    } else if (type instanceof ValueType.Maybe maybe) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(type(maybe.value()));
      either.addObject().put("type", "null");
    } else if (type instanceof ValueType.Many many) {
      ObjectNode list = schema;
      if (many.mayBeBare()) {
        ArrayNode either = schema.putArray("anyOf");
        either.add(type(many.item()));
        list = either.addObject();
      }
      list.put("type", "array");
      list.set("items", type(many.item()));
      if (!many.mayBeEmpty()) {
        list.put("minItems", 1);
      }
    } else if (type instanceof ValueType.Table table) {
      schema.put("type", "object");
      schema.set("additionalProperties", type(table.value()));
    } else if (type instanceof ValueType.Alternatives alternatives) {
      return alternatives(alternatives.type());
    } else if (type instanceof ValueType.Structure structure) {
      structure.schema().ifPresent(definition -> define(definition, schema));
    } else if (type instanceof ValueType.Settings settings) {
      return settings(settings.type(), true);
    } else if (type instanceof OneOf oneOf) {
      return oneOf(oneOf);
    }
    return schema;
  }

  /** Returns the schema of lists of values of a record's keys. */
  private ObjectNode alternatives(SettingsType type) {
    ObjectNode schema = JSON.objectNode().put("type", "object").put("additionalProperties", false);
    schema.put("minProperties", 1);
    ObjectNode properties = schema.putObject("properties");
    for (SettingKey key : type.keys()) {
      ObjectNode values = type(ValueType.Alternatives.values(key));
      values.put("uniqueItems", true).put("description", key.description());
      properties.set(key.name(), values);
    }
    return schema;
  }

  /** Returns the schema of a metric: its word, its name with settings, or a column of a table. */
  private ObjectNode metric(OneOf plugins) {
    if (!definitions.has(METRIC)) {
      ObjectNode schema = JSON.objectNode();
      // So that a metric that is made of another finds it.
      definitions.set(METRIC, schema);
      ArrayNode either = schema.putArray("anyOf");
      either.addObject().put("type", "string");
      either.add(column());
      plugins.options().values().forEach(option -> either.add(withSettings(plugins, option)));
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + METRIC);
  }

  private static ObjectNode column() {
    ObjectNode column = JSON.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = column.putObject("properties");
    properties
        .putObject("column")
        .put("type", "string")
        .put("pattern", "^(?:" + ValueType.Metric.COLUMN_FORM + ")$");
    properties.putObject("better").putArray("enum").add("higher").add("lower");
    column.putArray("required").add("column");
    return column;
  }

  /** Returns the schema of a mapping whose only key is a plug-in. */
  private ObjectNode withSettings(OneOf oneOf, ValueType.Option option) {
    String name = option.plugin().name();
    ObjectNode mapping = JSON.objectNode().put("type", "object").put("additionalProperties", false);
    mapping.putArray("required").add(name);
    mapping.putObject("properties").set(name, reference(oneOf, option));
    return mapping;
  }

  /** Returns the schema of a plug-in reference: the name alone, or a mapping with that one key. */
  private ObjectNode oneOf(OneOf oneOf) {
    ObjectNode schema = JSON.objectNode();
    ArrayNode alternatives = schema.putArray("oneOf");
    for (Map.Entry<String, ValueType.Option> option : oneOf.options().entrySet()) {
      if (option.getValue().settings().allByDefault()) {
        ObjectNode alone = alternatives.addObject();
        alone.put("const", option.getKey());
        alone.put("description", description(option.getValue().plugin()));
      }
      alternatives.add(withSettings(oneOf, option.getValue()));
    }
    if (alternatives.isEmpty()) {
      schema.removeAll().putObject("not");
    }
    return schema;
  }

  private JsonNode reference(OneOf oneOf, ValueType.Option option) {
    String name = definition(oneOf.family().noun().replace(' ', '-'), option);
    if (!definitions.has(name)) {
      defined.put(name, option.settings());
      ObjectNode settings = settings(option.settings(), true);
      if (option.settings().mayBeInFile()) {
        ObjectNode inFile = JSON.objectNode();
        inFile.putArray("anyOf").add(settings).addObject().put("type", "string");
        settings = inFile;
      }
      settings.put("description", description(option.plugin()));
      definitions.set(name, settings);
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + name);
  }

  /**
   * Returns the name of the definition of a plug-in. Where it is a part of another plug-in, it may
   * take less than elsewhere, so that there are several.
   */
  private String definition(String family, ValueType.Option option) {
    String first = family + "." + option.plugin().name();
    String name = first;
    for (int number = 2; isOfOther(name, option.settings()); number++) {
      name = first + "." + number;
    }
    return name;
  }

  private boolean isOfOther(String name, SettingsType settings) {
    SettingsType known = defined.get(name);
    return known != null && !known.equals(settings);
  }

  /** Refers to a definition of a plug-in's own, and takes it in with all that stands beside it. */
  private void define(ValueType.Definition definition, ObjectNode schema) {
    try (InputStream in = definition.resource().openStream()) {
      definitions.setAll((ObjectNode) new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema.put("$ref", "#/$defs/" + definition.name());
  }

  private static String description(Plugin<?> plugin) {
    String paper = plugin.paper().map(found -> " (" + found + ")").orElse("");
    return plugin.summary() + paper;
  }

  /**
   * Returns the schema of a record.
   *
   * @param mayBeNull whether a key without a value stands for all defaults, where there are such
   */
  private ObjectNode settings(SettingsType type, boolean mayBeNull) {
    ObjectNode schema = JSON.objectNode();
    if (mayBeNull && type.allByDefault()) {
      schema.putArray("type").add("object").add("null");
    } else {
      schema.put("type", "object");
    }
    schema.put("additionalProperties", false);
    ArrayNode required = JSON.arrayNode();
    ObjectNode properties = schema.putObject("properties");
    for (SettingKey key : type.keys()) {
      if (key.inlined()) {
        ArrayNode alternatives = schema.putArray("oneOf");
        for (ValueType.Option option : ((OneOf) key.type()).options().values()) {
          properties.set(option.plugin().name(), reference((OneOf) key.type(), option));
          alternatives.addObject().putArray("required").add(option.plugin().name());
        }
        if (alternatives.isEmpty()) {
          alternatives.add(false);
        }
        continue;
      }
      ObjectNode property = type(key.type());
      property.put("description", key.description());
      key.byDefault().ifPresent(value -> property.set("default", json(value)));
      properties.set(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return nameAlone(type, required.isEmpty())
        .map(
            names -> {
              ObjectNode either = JSON.objectNode();
              either.putArray("anyOf").add(schema).addObject().set("enum", names);
              return either;
            })
        .orElse(schema);
  }

  /** Returns the plug-ins whose name alone may stand for the record. */
  private static Optional<ArrayNode> nameAlone(SettingsType type, boolean othersMayBeAbsent) {
    ArrayNode names = JSON.arrayNode();
    if (othersMayBeAbsent && type.inlined().isPresent()) {
      ((OneOf) type.inlined().get().type())
          .options().values().stream()
              .filter(option -> option.settings().allByDefault())
              .forEach(option -> names.add(option.plugin().name()));
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /** Returns a node as JSON; infinities and NaN, which JSON lacks, become texts. */
  static JsonNode json(YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      ObjectNode object = JSON.objectNode();
      mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
      return object;
    } else if (node instanceof YamlNode.Sequence sequence) {
      ArrayNode array = JSON.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    YamlNode.Scalar scalar = (YamlNode.Scalar) node;
    return switch (scalar.type()) {
      case NULL -> JSON.nullNode();
      case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
      case INTEGER ->
          Numbers.exact(scalar)
              .<JsonNode>map(number -> JSON.numberNode(number.toBigInteger()))
              .orElseGet(() -> JSON.textNode(scalar.text()));
      case REAL ->
          Numbers.exact(scalar)
              .<JsonNode>map(JSON::numberNode)
              .orElseGet(() -> JSON.textNode(scalar.text()));
      case TEXT -> JSON.textNode(scalar.text());
    };
  }
}
