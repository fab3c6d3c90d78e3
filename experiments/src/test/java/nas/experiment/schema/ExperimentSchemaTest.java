package nas.experiment.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentException;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.SettingKey;
import nas.experiment.config.SettingsType;
import nas.experiment.config.ValueType;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlReader;
import nas.experiment.toy.Toys;
import nas.space.constrained.Bound;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema and the decoder must accept and refuse the same experiments. */
final class ExperimentSchemaTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ExperimentReader READER = new ExperimentReader(Toys.plugins());
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ExperimentSchema.of(Toys.plugins()));

  /** Written out, as the validator takes {@code 1e30} for a long. */
  private static final String LARGE = "1" + "0".repeat(30);

  /** What a schema cannot say; a refusal for one of these alone proves nothing about the schema. */
  private static final List<String> INEXPRESSIBLE =
      List.of(
          "The budget has no limit",
          "must be at least tournament",
          "stands twice, in strategies",
          "has the name of strategies[",
          "stands twice, in networks",
          // Of the settings of final-training, which depend on each other.
          "must be at most epochs (",
          "must be increasing numbers of epochs",
          "leave too little to train on",
          "needs a momentum above 0",
          "clip-norm (",
          "cannot stand beside fidelities",
          "is of workers on this machine, but workers are those of",
          "ship-data is for workers of a cluster",
          "must be from 1 to epochs (",
          "must be below 1 for adam",
          // Of swap's mu and sigma.
          "beside it");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  void schemaIsValidByItsMetaSchema() throws IOException {
    Schema metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertEquals(
        List.of(), metaSchema.validate(MAPPER.readTree(ExperimentSchema.of(Toys.plugins()))));
  }

  @Test
  void schemaCarriesDescriptionsDefaultsAndRanges() throws IOException {
    JsonNode schema = MAPPER.readTree(ExperimentSchema.of(Toys.plugins()));
    JsonNode channels = schema.at("/$defs/search-space.toy-space/properties/channels");
    assertEquals(
        MAPPER.readTree(
            """
            {"type": "integer", "minimum": 1, "maximum": 1024,
             "description": "Channels of the first stage", "default": 16}
            """),
        channels);
    assertEquals(
        "A space of toys. (Toy et al. 2020, On toys, arXiv:0000.00000)",
        schema.at("/$defs/search-space.toy-space/description").asText());
    assertEquals(
        MAPPER.readTree("[\"skip-connect\", \"conv-3x3\", \"average-pool\"]"),
        schema.at("/$defs/search-space.toy-cells/properties/operations/items/enum"));
    assertEquals("digits", schema.at("/properties/data/default").asText());
    assertEquals(false, schema.at("/additionalProperties").asBoolean(true));
  }

  @Test
  void autoStandsForNumbersThatFollowFromImages() {
    ObjectNode experiment = (ObjectNode) json(smallest());
    for (String key : List.of("epochs", "batch-size", "learning-rate", "warmup-epochs")) {
      experiment.putObject("final-training").put(key, "auto");
      assertEquals(List.of(), SCHEMA.validate(experiment), key);
      experiment.putObject("final-training").put(key, "automatic");
      assertTrue(!SCHEMA.validate(experiment).isEmpty(), key);
    }
    experiment.putObject("final-training").put("momentum", "auto");
    assertTrue(!SCHEMA.validate(experiment).isEmpty());
  }

  @Test
  void schemaOfAnEmptyCatalogueRefusesEverything() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ExperimentSchema.of(family -> java.util.Collections.emptySortedMap()));
    assertTrue(!schema.validate(json(smallest())).isEmpty());
  }

  @Test
  void goodFileIsAcceptedByBoth() throws IOException, YamlException {
    Path good = Path.of("src/test/resources/nas/experiment/config/good/full.yaml").toAbsolutePath();
    assertEquals(List.of(), SCHEMA.validate(ExperimentSchema.json(YamlReader.read(good))));
    assertEquals("full", READER.read(good, List.of()).experiment().name());
  }

  @Test
  void badFilesAreRefusedByBoth() throws IOException {
    Path bad = Path.of("src/test/resources/nas/experiment/config/bad").toAbsolutePath();
    List<Path> files;
    try (Stream<Path> listed = Files.list(bad)) {
      files = listed.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    int compared = 0;
    for (Path file : files) {
      String golden = Files.readString(Path.of(file.toString().replace(".yaml", ".txt")));
      boolean expressible =
          INEXPRESSIBLE.stream().noneMatch(golden::contains)
              && !golden.contains("--set ")
              && !golden.contains("learning-rate (1e999)");
      Optional<JsonNode> tree = yaml(file);
      if (expressible && tree.isPresent()) {
        compared++;
        assertTrue(!SCHEMA.validate(tree.get()).isEmpty(), () -> "the schema accepts " + file);
      }
    }
    assertTrue(compared > 50, "files compared: " + compared);
  }

  @Test
  @Tag("slow")
  void randomExperimentsAreAcceptedByBoth() {
    long seed = Long.getLong("nas.test.seed", 1);
    for (int round = 0; round < 400; round++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
      JsonNode experiment = generate(new ValueType.Settings(READER.type()), random, "");
      String where = "-Dnas.test.seed=" + seed + ", round " + round + ": " + experiment;
      assertEquals(List.of(), SCHEMA.validate(experiment), where);
      Optional<String> refusal = refusal(experiment);
      assertTrue(
          refusal.isEmpty() || INEXPRESSIBLE.stream().anyMatch(refusal.get()::contains),
          () -> refusal + " " + where);
    }
  }

  @Tag("slow")
  @Test
  void mutatedExperimentsAreJudgedAlike() {
    long seed = Long.getLong("nas.test.seed", 1);
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      SplittableRandom random = new SplittableRandom(seed * 7_000_003 + round);
      JsonNode experiment = generate(new ValueType.Settings(READER.type()), random, "");
      int edits = 1 + random.nextInt(2);
      for (int edit = 0; edit < edits; edit++) {
        mutate(experiment, random);
      }
      List<Error> errors = SCHEMA.validate(experiment);
      Optional<String> refusal = refusal(experiment);
      boolean undecided =
          refusal.isPresent()
              && refusal
                  .get()
                  .lines()
                  .allMatch(line -> INEXPRESSIBLE.stream().anyMatch(line::contains));
      if (!undecided) {
        String where = "-Dnas.test.seed=" + seed + ", round " + round + ": " + experiment;
        assertEquals(
            errors.isEmpty(),
            refusal.isEmpty(),
            () -> "schema: " + errors + "\ndecoder: " + refusal + "\n" + where);
        accepted += refusal.isEmpty() ? 1 : 0;
        refused += refusal.isPresent() ? 1 : 0;
      }
    }
    assertTrue(accepted > 40, "accepted " + accepted);
    assertTrue(refused > 1000, "refused " + refused);
  }

  private static Optional<JsonNode> yaml(Path file) {
    try {
      return Optional.of(ExperimentSchema.json(YamlReader.read(file)));
    } catch (YamlException malformed) {
      return Optional.empty();
    }
  }

  private Optional<String> refusal(JsonNode experiment) {
    Path file = folder.resolve("generated.yaml");
    try {
      Files.writeString(file, experiment.toString());
      READER.read(file, List.<Assignment>of());
      return Optional.empty();
    } catch (ExperimentException refused) {
      return Optional.of(Objects.requireNonNull(refused.getMessage()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Returns a random value that the type allows. */
  private static JsonNode generate(ValueType type, SplittableRandom random, String name) {
    if (type instanceof ValueType.Flag) {
      return JSON.booleanNode(random.nextBoolean());
    } else if (type instanceof ValueType.Whole whole) {
      long value =
          switch (random.nextInt(4)) {
            case 0 -> whole.min();
            case 1 -> whole.max();
            default -> Math.max(whole.min(), Math.min(whole.max(), 20 + random.nextInt(20)));
          };
      return random.nextInt(5) == 0
          ? JSON.numberNode(new BigDecimal(value).setScale(1))
          : JSON.numberNode(value);
    } else if (type instanceof ValueType.Real real) {
      double min = Math.max(real.min(), -1e6);
      double max = Math.min(real.max(), 1e6);
      return JSON.numberNode(
          switch (random.nextInt(3)) {
            case 0 -> min;
            case 1 -> max;
            default -> min + random.nextDouble() * (max - min);
          });
    } else if (type instanceof ValueType.Text text
        && text.form().map(ValueType.TextForm::regex).equals(Optional.of(Bound.FORM))) {
      return JSON.textNode("<= " + random.nextInt(1_000));
    } else if (type instanceof ValueType.Metric metric && random.nextBoolean()) {
      return generate(metric.plugins(), random, name);
    } else if (type instanceof ValueType.Metric && random.nextBoolean()) {
      ObjectNode column = JSON.objectNode().put("column", "t" + random.nextInt(1_000));
      return random.nextBoolean()
          ? column
          : column.put("better", random.nextBoolean() ? "higher" : "lower");
    } else if (type instanceof ValueType.Text
        || type instanceof ValueType.Metric
        || type instanceof ValueType.FilePath) {
      return JSON.textNode("t" + random.nextInt(1_000_000));
    } else if (type instanceof ValueType.Word word) {
      return JSON.textNode(word.words().get(random.nextInt(word.words().size())));
    } else if (type instanceof ValueType.Either either) {
      return generate(random.nextBoolean() ? either.word() : either.real(), random, name);
    } else if (type instanceof ValueType.WordOrTable either) {
      return generate(random.nextBoolean() ? either.word() : either.table(), random, name);
    } else if (type instanceof ValueType.Fitted fitted) {
      // The word needs images that can be read.
      return generate(fitted.number(), random, name);
    } else if (type instanceof ValueType.WholeOrText either) {
      return random.nextInt(4) == 0
          ? JSON.textNode("spark")
          : generate(either.whole(), random, name);
    } else if (type instanceof ValueType.Maybe maybe) {
      return random.nextInt(4) == 0 ? JSON.nullNode() : generate(maybe.value(), random, name);
    } else if (type instanceof ValueType.Many many) {
      ArrayNode array = JSON.arrayNode();
      int items = (many.mayBeEmpty() ? 0 : 1) + random.nextInt(3);
      for (int item = 0; item < items; item++) {
        array.add(generate(many.item(), random, name));
      }
      return array;
    } else if (type instanceof ValueType.Table table) {
      ObjectNode mapping = JSON.objectNode();
      for (int entry = random.nextInt(3); entry > 0; entry--) {
        mapping.set("quantity-" + entry + ".a", generate(table.value(), random, name));
      }
      return mapping;
    } else if (type instanceof ValueType.Settings settings) {
      return settings(settings.type(), random);
    }
    ValueType.OneOf oneOf = (ValueType.OneOf) type;
    ValueType.Option option = pick(oneOf, random);
    if (option.settings().allByDefault() && random.nextInt(3) == 0) {
      return JSON.textNode(option.plugin().name());
    }
    return JSON.objectNode().set(option.plugin().name(), settings(option.settings(), random));
  }

  private static JsonNode settings(SettingsType type, SplittableRandom random) {
    if (type.allByDefault() && random.nextInt(6) == 0) {
      return JSON.nullNode();
    }
    if (type.inlined().isPresent() && random.nextInt(6) == 0) {
      return JSON.textNode("random");
    }
    ObjectNode object = JSON.objectNode();
    for (SettingKey key : type.keys()) {
      if (key.inlined()) {
        ValueType.Option option = pick((ValueType.OneOf) key.type(), random);
        object.set(option.plugin().name(), settings(option.settings(), random));
      } else if (key.required() || random.nextBoolean()) {
        object.set(key.name(), generate(key.type(), random, key.name()));
      }
    }
    return object;
  }

  private static ValueType.Option pick(ValueType.OneOf oneOf, SplittableRandom random) {
    List<ValueType.Option> options = List.copyOf(oneOf.options().values());
    return options.get(random.nextInt(options.size()));
  }

  /** Changes one place at random: drops, adds, renames or replaces. */
  private static void mutate(JsonNode root, SplittableRandom random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode container = containers.get(random.nextInt(containers.size()));
    if (container instanceof ObjectNode object && !object.isEmpty()) {
      List<String> keys = new ArrayList<>();
      object.fieldNames().forEachRemaining(keys::add);
      String key = keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(4)) {
        case 0 -> object.remove(key);
        case 1 -> object.set(key + "x", JSON.numberNode(1));
        case 2 ->
            object.set(
                List.of("random", "toy-space", "name", "seed").get(random.nextInt(4)),
                value(random));
        default -> object.set(key, value(random));
      }
    } else if (container instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
      array.set(random.nextInt(array.size()), value(random));
    } else if (container instanceof ArrayNode array) {
      array.add(value(random));
    } else if (container instanceof ObjectNode object) {
      object.set("x", value(random));
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private static JsonNode value(SplittableRandom random) {
    List<String> values =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "3",
            "2.5",
            "3.0",
            "1e2",
            "1e-3",
            "5000",
            "11",
            "4294967296",
            LARGE,
            "-" + LARGE,
            "\"\"",
            "\"text\"",
            "\"random\"",
            "\"toy-space\"",
            "\"digits\"",
            "\"baseline-final\"",
            "[\"baseline-final\", 73.5]",
            "\"add\"",
            "\"3\"",
            "\"true\"",
            "\"a b\"",
            "\"../x\"",
            "[]",
            "[1]",
            "[\"add\"]",
            "[\"random\"]",
            "{}",
            "{\"x\": 1}",
            "{\"random\": {}}",
            "{\"random\": null}",
            "{\"toy-space\": {\"channels\": 4}}",
            "{\"toy-space\": {}, \"toy-cells\": {}}",
            "{\"trained-models\": 3}",
            "\"" + "n".repeat(61) + "\"");
    return json(values.get(random.nextInt(values.size())));
  }

  private static String smallest() {
    return """
        {"name": "a", "search-space": "toy-space", "evaluator": "toy-training",
         "budget": {"trained-models": 1}, "strategies": ["random"]}
        """;
  }

  private static JsonNode json(String text) {
    try {
      return ExperimentSchema.json(YamlReader.read(text, Place.whole("test")));
    } catch (YamlException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}
