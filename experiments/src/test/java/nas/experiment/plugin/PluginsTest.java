package nas.experiment.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.plugin.Setting;
import nas.experiment.config.ExperimentException;
import nas.experiment.config.Family;
import nas.experiment.config.SettingDescription;
import nas.experiment.toy.PluginJars;
import nas.experiment.toy.Toys;
import nas.proxy.metric.Metrics;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginsTest {

  private static final String SPACES = "nas.space.SearchSpacePlugin";
  private static final String MODULES = "com.google.inject.Module";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** A space whose parts can be broken one by one. */
  public static class Fragile implements SearchSpacePlugin<Fragile.Nothing> {

    /** No settings. */
    public record Nothing() {}

    @Override
    public String name() {
      return "fragile";
    }

    @Override
    public String summary() {
      return "May break.";
    }

    @Override
    public Class<Nothing> settings() {
      return Nothing.class;
    }

    @Override
    public Space<?> create(Nothing settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** Has nothing wrong with it. */
  public static final class Sound extends Fragile {
    @Override
    public String name() {
      return "sound";
    }
  }

  /** Has the name of another. */
  public static final class Twin extends Fragile {}

  /** Cannot be created. */
  public static final class Exploding extends Fragile {
    /** Explodes. */
    public Exploding() {
      throw new IllegalStateException("no fuse");
    }
  }

  /** Has no public constructor. */
  public static final class Hidden extends Fragile {
    private Hidden() {}
  }

  /** Has a bad name. */
  public static final class Shouting extends Fragile {
    @Override
    public String name() {
      return "Shouting Space";
    }
  }

  /** Throws when asked. */
  public static final class Moody extends Fragile {
    @Override
    public String summary() {
      throw new IllegalStateException("not today\nnor tomorrow");
    }
  }

  /** Has settings that cannot be read. */
  public static final class Misconfigured implements SearchSpacePlugin<Misconfigured.Wrong> {

    /** A default out of range. */
    public record Wrong(@Setting(value = "Cells", byDefault = "0", min = 1) int cells) {}

    @Override
    public String name() {
      return "misconfigured";
    }

    @Override
    public String summary() {
      return "Has a wrong default.";
    }

    @Override
    public Class<Wrong> settings() {
      return Wrong.class;
    }

    @Override
    public Space<?> create(Wrong settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** A module that adds a plug-in which needs another object. */
  public static final class Offering extends AbstractModule {
    @Override
    protected void configure() {
      bind(String.class).toInstance("injected");
      Multibinder.newSetBinder(binder(), new TypeLiteral<SearchSpacePlugin<?>>() {})
          .addBinding()
          .to(Injected.class);
    }
  }

  /** A plug-in that cannot be made by ServiceLoader. */
  static final class Injected extends Fragile {
    private final String name;

    @Inject
    Injected(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }
  }

  /** A module that asks for what nobody binds. */
  public static final class Dangling extends AbstractModule {
    @Override
    protected void configure() {
      bind(Runnable.class);
    }
  }

  private static ClassLoader withoutServices() {
    return new ClassLoader(PluginsTest.class.getClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/")
            ? Collections.emptyEnumeration()
            : super.getResources(name);
      }
    };
  }

  /** Returns a loader of a folder that names the classes as services. */
  private ClassLoader offering(String service, String... classes) throws IOException {
    Path list = folder.resolve("META-INF/services/" + service);
    Files.createDirectories(Objects.requireNonNull(list.getParent()));
    Files.writeString(list, String.join("\n", classes) + "\n");
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, withoutServices());
  }

  private ClassLoader offering(String service, Class<?> type) throws IOException {
    return offering(service, type.getName());
  }

  private static String faults(ClassLoader loader) {
    return faults(Plugins.load(loader));
  }

  private static String faults(Plugins plugins) {
    return plugins.faults().stream()
        .map(PluginFault::problem)
        // The folder of the compiled test classes is not the same everywhere.
        .map(problem -> problem.replaceAll("\\(/[^)]*test-classes/\\)", "(test-classes)"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void noServicesGiveACatalogueOfTheProgramsMetricsAlone() {
    Plugins plugins = Plugins.load(withoutServices());
    for (Family family : Family.values()) {
      assertEquals(
          family == Family.METRIC ? Metrics.plugins().size() : 0,
          plugins.plugins(family).size(),
          family.noun());
    }
  }

  @Test
  @Tag("slow")
  void pluginInAJarIsFoundByName() throws IOException {
    Path jar = jarOfGeneratedSpace();
    ClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, withoutServices());
    Plugins plugins = Plugins.load(loader);
    assertEquals(List.of("from-a-jar"), List.copyOf(plugins.plugins(Family.SEARCH_SPACE).keySet()));
    PluginDescription description = plugins.describe(Family.SEARCH_SPACE).get(0);
    assertEquals(
        new SettingDescription(
            "cells", "whole number", Optional.of("5"), false, "at least 1", "Number of cells"),
        description.settings().get(0));
  }

  @Test
  void brokenPluginInAJarNamesTheJar() throws IOException {
    Path jar = folder.resolve("broken.jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      PluginJars.put(
          entries,
          "META-INF/services/" + SPACES,
          "org.example.Missing\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        "A search space (" + jar + ") cannot be loaded: Provider org.example.Missing not found",
        faults(new URLClassLoader(new URL[] {jar.toUri().toURL()}, withoutServices())));
  }

  @Test
  void moduleOfAJarMayBindPlugins() throws IOException {
    Plugins plugins = Plugins.load(offering(MODULES, Offering.class));
    assertEquals(List.of("injected"), List.copyOf(plugins.plugins(Family.SEARCH_SPACE).keySet()));
  }

  @Test
  void moduleWithAMissingBindingIsExplained() throws IOException {
    Plugins plugins =
        Plugins.load(offering(MODULES, Dangling.class.getName(), Offering.class.getName()));
    String fault = faults(plugins);
    assertTrue(
        fault.startsWith(
            "The plug-in module nas.experiment.plugin.PluginsTest$Dangling (test-classes) cannot be"
                + " used: No implementation for java.lang.Runnable was bound ("),
        fault);
    // The other module of the jar goes on working.
    assertEquals(List.of("injected"), List.copyOf(plugins.plugins(Family.SEARCH_SPACE).keySet()));
  }

  @Test
  void aNameThatTwoHaveIsNeithers() throws IOException {
    Plugins plugins = Plugins.load(offering(SPACES, Fragile.class.getName(), Twin.class.getName()));
    String both =
        "2 plug-ins of the kind 'search space' have the name 'fragile': "
            + "nas.experiment.plugin.PluginsTest$Fragile (test-classes) and "
            + "nas.experiment.plugin.PluginsTest$Twin (test-classes)";
    assertEquals(both, faults(plugins));
    assertEquals(List.of(), List.copyOf(plugins.plugins(Family.SEARCH_SPACE).keySet()));
    assertEquals(List.of("fragile"), List.copyOf(plugins.unusable(Family.SEARCH_SPACE).keySet()));
  }

  @Test
  void oneFaultyPluginLeavesTheOthersAlone() throws IOException {
    Plugins plugins =
        Plugins.load(
            offering(
                SPACES, Exploding.class.getName(), Moody.class.getName(), Sound.class.getName()));
    assertEquals(List.of("sound"), List.copyOf(plugins.plugins(Family.SEARCH_SPACE).keySet()));
    ExperimentException refused =
        assertThrows(
            ExperimentException.class,
            () ->
                plugins
                    .reader()
                    .read(
                        """
                        name: a
                        search-space: fragile
                        evaluator: b
                        budget: {trained-models: 1}
                        strategies: [c]
                        """,
                        "a.yaml",
                        List.of()));
    assertEquals(
        "There is no usable search space \"fragile\": nas.experiment.plugin.PluginsTest$Moody"
            + " cannot be used: it throws IllegalStateException (not today) in a.yaml. Maybe mend"
            + " it, or use one of sound.",
        refused.problems().get(0).toString().replaceAll(" \\(/[^)]*test-classes/\\)", ""));
  }

  @Test
  void pluginThatCannotBeCreatedIsExplained() throws IOException {
    assertEquals(
        "A search space ("
            + folder
            + ") cannot be loaded: Provider nas.experiment.plugin.PluginsTest$Exploding could not"
            + " be instantiated, because of IllegalStateException (no fuse)",
        faults(offering(SPACES, Exploding.class)));
  }

  @Test
  void pluginWithoutPublicConstructorIsExplained() throws IOException {
    String refusal = faults(offering(SPACES, Hidden.class));
    assertTrue(
        refusal.contains("PluginsTest$Hidden Unable to get public no-arg constructor"), refusal);
  }

  @Test
  void classThatIsNoPluginIsExplained() throws IOException {
    assertTrue(
        faults(offering(SPACES, PluginsTest.class))
            .endsWith("cannot be loaded: nas.experiment.plugin.PluginsTest not a subtype"));
  }

  @Test
  void malformedListOfServicesIsExplained() throws IOException {
    String refusal = faults(offering(SPACES, "not a class name"));
    assertTrue(refusal.contains("Illegal"), refusal);
    assertTrue(refusal.contains(folder.toString()), refusal);
  }

  @Test
  void damagedClassIsExplained() throws IOException {
    Path damaged = folder.resolve("org/example/Damaged.class");
    Files.createDirectories(Objects.requireNonNull(damaged.getParent()));
    Files.write(damaged, new byte[] {1, 2, 3});
    String refusal = faults(offering(SPACES, "org.example.Damaged"));
    assertTrue(refusal.contains(" cannot be loaded: ClassFormatError"), refusal);
  }

  @Test
  void pluginsThatDescribeThemselvesBadlyAreAllExplained() throws IOException {
    assertEquals(
        "nas.experiment.plugin.PluginsTest$Shouting (test-classes) cannot be used: its name"
            + " (Shouting Space) must be lower-case words joined by hyphens\n"
            + "nas.experiment.plugin.PluginsTest$Moody (test-classes) cannot be used: it throws"
            + " IllegalStateException (not today)\n"
            + "nas.experiment.plugin.PluginsTest$Misconfigured (test-classes) cannot be used: cells"
            + " (0) must be at least 1 in the defaults of Wrong",
        faults(
            offering(
                SPACES,
                Shouting.class.getName(),
                Moody.class.getName(),
                Misconfigured.class.getName())));
  }

  @Test
  void strategyWithTheNameOfAKeyIsRefused() {
    assertEquals(
        "nas.experiment.plugin.PluginsTest$NamedName (test-classes) cannot be used:"
            + " nas.experiment.plugin.PluginsTest$NamedName has the name of a key: name",
        faults(Plugins.of(List.of(new NamedName()))));
  }

  /** Would be mistaken for the key of a strategy's name. */
  static final class NamedName implements nas.strategy.StrategyPlugin<Fragile.Nothing> {
    @Override
    public String name() {
      return "name";
    }

    @Override
    public String summary() {
      return "Has the name of a key.";
    }

    @Override
    public Class<Fragile.Nothing> settings() {
      return Fragile.Nothing.class;
    }

    @Override
    public <A> nas.strategy.Strategy<A> create(
        Fragile.Nothing settings, Space<A> space, nas.strategy.StrategyContext context) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void descriptionsListEverySetting() {
    List<PluginDescription> evaluators = Toys.plugins().describe(Family.EVALUATOR);
    assertEquals(
        List.of("toy-table", "toy-training"),
        evaluators.stream().map(PluginDescription::name).toList());
    assertEquals(
        List.of(
            "epochs whole number 3 at least 1",
            "learning-rate number 0.1 0 to 10",
            "device text cpu",
            "augmentation mapping {}",
            "augmentation.mirror true or false false",
            "augmentation.shift whole number 2 0 to 8",
            "clip number at least 0",
            "samples whole number 5000000000"),
        evaluators.get(1).settings().stream().map(PluginsTest::words).toList());
    assertEquals(
        List.of(
            "operations list of word required skip-connect, conv-3x3, average-pool",
            "cells list of whole number a list at least 1",
            "last mapping",
            "last.channels whole number required at least 1",
            "last.join word add add, concatenate"),
        Toys.plugins().describe(Family.SEARCH_SPACE).get(0).settings().stream()
            .map(PluginsTest::words)
            .toList());
  }

  private static String words(SettingDescription setting) {
    return Stream.of(
            setting.key(),
            setting.type(),
            setting.required() ? "required" : setting.byDefault().orElse(""),
            setting.range())
        .filter(word -> !word.isEmpty())
        .reduce((left, right) -> left + " " + right)
        .orElse("");
  }

  @Test
  void realClassPathLoads() {
    Plugins plugins = Plugins.load(PluginsTest.class.getClassLoader());
    assertTrue(plugins.reader().type().keys().size() > 5);
  }

  private Path jarOfGeneratedSpace() throws IOException {
    return PluginJars.compile(
        folder,
        SPACES,
        "org.example.GeneratedSpace",
        """
        package org.example;

        import nas.space.SearchSpacePlugin;
        import nas.space.Space;
        import nas.core.plugin.*;

        public class GeneratedSpace implements SearchSpacePlugin<GeneratedSpace.Settings> {
          public record Settings(
              @Setting(value = "Number of cells", byDefault = "5", min = 1) int cells) {}
          public String name() { return "from-a-jar"; }
          public String summary() { return "Comes from a jar."; }
          public Class<Settings> settings() { return Settings.class; }
          public Space<?> create(Settings settings) { return null; }
        }
        """);
  }
}
