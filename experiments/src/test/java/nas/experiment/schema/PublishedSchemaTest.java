package nas.experiment.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import nas.core.plugin.Plugin;
import nas.engine.data.DataPlugin;
import nas.evaluator.EvaluatorPlugin;
import nas.experiment.cli.TakeHome;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentException;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlReader;
import nas.experiment.plugin.Plugins;
import nas.space.SearchSpacePlugin;
import nas.strategy.StrategyPlugin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedSchemaTest {

  /** Editors read the file, so it must be what the program would print. */
  @Test
  @Tag("slow")
  void theFileForEditorsIsUpToDate() throws IOException {
    List<Plugin<?>> published = new ArrayList<>();
    for (Class<? extends Plugin<?>> family : families()) {
      ServiceLoader.load(family).stream()
          // Other tests bring plug-ins of their own.
          .filter(
              provider ->
                  !provider
                      .type()
                      .getProtectionDomain()
                      .getCodeSource()
                      .getLocation()
                      .getPath()
                      .contains("test-classes"))
          .map(ServiceLoader.Provider::get)
          .forEach(published::add);
    }
    assertEquals(
        ExperimentSchema.of(Plugins.of(published)),
        Files.readString(Path.of("experiment-schema.json")),
        "run: java -jar nas.jar schema > experiments/experiment-schema.json");
  }

  /** Plug-ins that are made of others of their family can take less there. */
  @Test
  void settingsThatAreChosenWithArchitecturesAreAcceptedByBoth() throws IOException {
    ExperimentReader reader = Plugins.load(PublishedSchemaTest.class.getClassLoader()).reader();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("experiment-schema.json")));
    String cells = "architecture: nasbench201, training: ";
    String listed = "{listed: {architectures: [a], space: ";
    List<String> good =
        List.of(
            "{joint: {" + cells + "{batch-size: [16]}}}",
            "{joint: {" + cells + "{augmentation: [[], [cutout]], ema: [null, 0.5]}}}",
            listed + "{joint: {" + cells + "{batch-size: [16]}}}}}",
            "{joint: {architecture: " + listed + "nasbench201}}, training: {nesterov: [true]}}}");
    List<String> bad =
        List.of(
            "joint",
            "{joint: {architecture: nasbench201}}",
            "{joint: {" + cells + "{}}}",
            "{joint: {" + cells + "{batch-size: []}}}",
            "{joint: {" + cells + "{batch-size: 16}}}",
            "{joint: {" + cells + "{batch-size: [16, 16]}}}",
            "{joint: {" + cells + "{epochs: [1]}}}",
            "{joint: {architecture: {joint: {"
                + cells
                + "{batch-size: [16]}}}, training: {ema: [1]}}}",
            listed + listed + "nasbench201}}}}");
    for (String space : good) {
      assertTrue(accepts(schema, space) && reads(reader, space), space);
    }
    for (String space : bad) {
      assertTrue(!accepts(schema, space) && !reads(reader, space), space);
    }
  }

  private static String experiment(String space) {
    return """
        name: a
        search-space: %s
        evaluator: {training: {epochs: 1}}
        budget: {trained-models: 1}
        strategies: [random]
        """
        .formatted(space);
  }

  private static boolean accepts(Schema schema, String space) {
    try {
      YamlNode tree = YamlReader.read(experiment(space), Place.whole("test"));
      return schema.validate(ExperimentSchema.json(tree)).isEmpty();
    } catch (YamlException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  private static boolean reads(ExperimentReader reader, String space) {
    try {
      reader.read(experiment(space), "test", List.of());
      return true;
    } catch (ExperimentException refused) {
      return false;
    }
  }

  /** The experiments that come with the program must be ones that it accepts. */
  @Test
  @Tag("slow")
  void publishedExperimentsAreRead(@TempDir Path images) throws IOException {
    TakeHome.digits(images, 2, 5);
    ExperimentReader reader = Plugins.load(PublishedSchemaTest.class.getClassLoader()).reader();
    try (Stream<Path> files = Files.list(Path.of(""))) {
      List<Path> experiments =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertTrue(experiments.size() >= 4, experiments::toString);
      for (Path file : experiments) {
        // They compare searches, but for the one that lets scores choose a single network.
        int least = isOfOwnImages(file) ? 1 : 2;
        assertTrue(
            reader.read(file, instead(file, images)).experiment().strategies().size() >= least,
            file.toString());
      }
    }
  }

  private static boolean isOfOwnImages(Path file) {
    return file.toString().equals("own-images.yaml");
  }

  /** Names a folder that is there, where a person's own images are counted to read the file. */
  private static List<Assignment> instead(Path file, Path images) {
    return isOfOwnImages(file)
        ? List.of(Assignment.parse("data.image-folder.folder=" + images))
        : List.of();
  }

  /** Those that search by validation name columns of what 'benchmarks fetch' makes. */
  @Test
  @Tag("slow")
  void experimentsThatSearchByValidationAreRead() throws IOException {
    ExperimentReader reader = Plugins.load(PublishedSchemaTest.class.getClassLoader()).reader();
    try (Stream<Path> files = Files.list(Path.of("paper"))) {
      List<Path> experiments =
          files.filter(file -> file.toString().endsWith("-validated.yaml")).sorted().toList();
      assertEquals(18, experiments.size());
      for (Path file : experiments) {
        String text = Files.readString(file);
        assertTrue(text.contains("benchmark: ../../data/fetched/nasbench201.bench"), text);
        assertTrue(
            text.contains("search-on: validation@200 seed 1\n    report: test@200 mean\n"), text);
        assertTrue(
            reader.read(file, List.of()).experiment().strategies().size() > 1, file.toString());
      }
    }
  }

  /** Those on the complete table name columns of what 'benchmarks fetch --full' makes. */
  @Test
  @Tag("slow")
  void experimentsOnTheCompleteTableAreRead() throws IOException {
    ExperimentReader reader = Plugins.load(PublishedSchemaTest.class.getClassLoader()).reader();
    try (Stream<Path> files = Files.list(Path.of("paper"))) {
      List<Path> experiments =
          files.filter(file -> file.toString().contains("nasbench101-full-")).sorted().toList();
      assertEquals(3, experiments.size());
      for (Path file : experiments) {
        String text = Files.readString(file);
        assertTrue(text.contains("benchmark: ../../data/fetched/nasbench101-full.bench"), text);
        assertTrue(
            text.contains("search-on: validation@108 per-trial\n    report: test@108 per-trial\n"),
            text);
        assertTrue(
            reader.read(file, List.of()).experiment().strategies().size() > 1, file.toString());
      }
    }
  }

  /** Editors say of spaces in YAML what the program says of their form. */
  @Test
  void spacesInYamlFitTheSchema() throws IOException, YamlException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("experiment-schema.json")));
    Path examples = Path.of("../examples");
    ObjectNode experiment =
        (ObjectNode) ExperimentSchema.json(YamlReader.read(examples.resolve("mobile.yaml")));
    assertEquals(List.of(), schema.validate(experiment));
    for (String file : List.of("mobile-space.yaml", "squared-relu-space.yaml")) {
      ObjectNode space =
          (ObjectNode) ExperimentSchema.json(YamlReader.read(examples.resolve(file)));
      experiment.putObject("search-space").set("grammar", space);
      assertEquals(List.of(), schema.validate(experiment), file);
    }
    ObjectNode space = (ObjectNode) experiment.at("/search-space/grammar");
    for (String body : List.of("{'choose': []}", "{'repeat': 'relu'}", "[]", "3", "{'a': 1}")) {
      space.set("body", new ObjectMapper().readTree(body.replace('\'', '"')));
      assertTrue(!schema.validate(experiment).isEmpty(), body);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Class<? extends Plugin<?>>> families() {
    List<Class<? extends Plugin<?>>> families = new ArrayList<>();
    for (Class<?> family :
        List.of(
            SearchSpacePlugin.class,
            DataPlugin.class,
            EvaluatorPlugin.class,
            StrategyPlugin.class)) {
      families.add((Class<? extends Plugin<?>>) family);
    }
    return families;
  }
}
