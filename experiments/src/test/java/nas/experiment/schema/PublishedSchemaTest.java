package nas.experiment.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.data.DataPlugin;
import nas.experiment.plugin.Plugins;
import nas.space.plugin.Plugin;
import nas.space.plugin.SearchSpacePlugin;
import nas.strategy.StrategyPlugin;
import org.junit.jupiter.api.Test;

class PublishedSchemaTest {

  /** Editors read the file, so it must be what the program would print. */
  @Test
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
