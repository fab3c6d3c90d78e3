package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.experiment.toy.PluginJars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strategy that somebody else wrote and put into a jar. */
final class PluginJarTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path jar() throws IOException {
    return PluginJars.compile(
        folder,
        "nas.strategy.StrategyPlugin",
        "org.example.FirstCells",
        """
        package org.example;

        import java.util.ArrayList;
        import java.util.Iterator;
        import java.util.List;
        import nas.space.SearchSpace;
        import nas.space.plugin.Setting;
        import nas.strategy.Strategy;
        import nas.strategy.StrategyContext;
        import nas.strategy.StrategyPlugin;
        import nas.strategy.Trial;

        public final class FirstCells implements StrategyPlugin<FirstCells.Settings> {

          public record Settings(
              @Setting(value = "Cells to leave out", byDefault = "0", min = 0) int skip) {}

          public String name() { return "first-cells"; }

          public String summary() { return "Takes the cells in the order of the space."; }

          public Class<Settings> settings() { return Settings.class; }

          public <A> Strategy<A> create(
              Settings settings, SearchSpace<A> space, StrategyContext context) {
            Iterator<A> cells = space.enumerate().skip(settings.skip()).iterator();
            return new Strategy<>() {
              public List<A> ask(int n) {
                List<A> asked = new ArrayList<>();
                while (asked.size() < n && cells.hasNext()) {
                  asked.add(cells.next());
                }
                return asked;
              }

              public void tell(Trial<A> trial) {}
            };
          }
        }
        """);
  }

  private Path experiment() {
    return Nas.write(
        folder.resolve("first.yaml"),
        """
        name: first
        search-space: nasbench201
        evaluator: noisy
        budget: {trained-models: 3}
        strategies:
          - first-cells: {skip: 100}
        """);
  }

  @Test
  void strategyOfAJarIsFoundByItsName() throws IOException {
    Path jar = jar();
    Path run = folder.resolve("run");
    String listing = Nas.say("strategies", "first-cells", "--plugins", jar).done();
    assertEquals(
        """
        first-cells
          Takes the cells in the order of the space.
            skip: whole number, at least 0; default 0
                Cells to leave out.
        """,
        listing);
    Nas.say("run", experiment(), "--out", run, "--plugins", jar).done();
    List<String> journal = Files.readAllLines(run.resolve("journal/01-first-cells/000.jsonl"));
    assertTrue(journal.size() >= 3, journal::toString);

    String without = Nas.say("status", run).err();
    assertEquals(
        "Unknown strategy 'first-cells' in "
            + run
            + "/experiment.yaml:"
            + lineOf("first-cells", run.resolve("experiment.yaml"))
            + ". Maybe use one of aging-evolution, random, reinforce, or give its jar with --plugins.\n",
        without);
    assertTrue(
        Nas.say("status", run, "--plugins", jar).done().startsWith("first: 3 of 3 networks"));
  }

  private static int lineOf(String text, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int line = 0; line < lines.size(); line++) {
      if (lines.get(line).contains(text + ":")) {
        return line + 1;
      }
    }
    throw new AssertionError(text + " is not in " + lines);
  }

  @Test
  void settingsOfAPluginAreCheckedToo() throws IOException {
    assertEquals(
        "skip (-1) must be at least 0 in --set strategies[0].first-cells.skip=-1.\n",
        Nas.say(
                "run",
                experiment(),
                "--plugins",
                jar(),
                "--set",
                "strategies[0].first-cells.skip=-1")
            .err());
  }

  @Test
  @Tag("slow")
  void jarOnTheClassPathNeedsNoOption() throws Exception {
    Path run = folder.resolve("run");
    String classPath = System.getProperty("java.class.path") + File.pathSeparator + jar();
    try (NasProcess process =
        NasProcess.startWithClassPath(classPath, "run", experiment(), "--out", run)) {
      assertEquals(0, process.waitFor(), process::said);
    }
    assertTrue(Files.exists(run.resolve("report.html")));
  }

  @Test
  void pluginOfAnotherVersionEndsWithoutAStackTrace() throws IOException {
    Path jar =
        PluginJars.compile(
            folder,
            "nas.strategy.StrategyPlugin",
            "org.example.Outdated",
            """
            package org.example;

            import nas.space.SearchSpace;
            import nas.strategy.Strategy;
            import nas.strategy.StrategyContext;
            import nas.strategy.StrategyPlugin;

            public final class Outdated implements StrategyPlugin<Outdated.Settings> {
              public record Settings() {}
              public String name() { return "outdated"; }
              public String summary() { return "Calls what is no longer there."; }
              public Class<Settings> settings() { return Settings.class; }
              public <A> Strategy<A> create(
                  Settings settings, SearchSpace<A> space, StrategyContext context) {
                throw new NoSuchMethodError("nas.space.SearchSpace.gone()");
              }
            }
            """);
    Nas.Said said =
        Nas.say(
            "run",
            experiment(),
            "--plugins",
            jar,
            "--set",
            "strategies=[outdated]",
            "--out",
            folder.resolve("run"));
    assertEquals(Main.DEFECT, said.exitCode());
    List<String> lines = said.err().lines().toList();
    assertEquals(
        "This is a defect of the program or of a plug-in. java.lang.NoSuchMethodError:"
            + " nas.space.SearchSpace.gone()",
        lines.get(0));
    Files.delete(
        Path.of(lines.get(1).substring("Details are in ".length(), lines.get(1).length() - 1)));
  }
}
