package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import nas.experiment.toy.PluginJars;
import nas.result.PluginJar;
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
        import java.util.Objects;
        import nas.space.Enumeration;
        import nas.space.Space;
        import nas.core.plugin.Setting;
        import nas.strategy.Strategy;
        import nas.strategy.StrategyContext;
        import nas.strategy.StrategyPlugin;
        import nas.core.trial.Trial;

        public final class FirstCells implements StrategyPlugin<FirstCells.Settings> {

          public record Settings(
              @Setting(value = "Cells to leave out", byDefault = "0", min = 0) int skip) {}

          public String name() { return "first-cells"; }

          public String summary() { return "Takes the cells in the order of the space."; }

          public Class<Settings> settings() { return Settings.class; }

          public <A> Strategy<A> create(
              Settings settings, Space<A> space, StrategyContext context) {
            Iterator<A> cells = Enumeration.of(space).orElseThrow().enumerate().skip(settings.skip()).iterator();
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
  @Tag("slow")
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

    assertTrue(
        Nas.say("status", run, "--plugins", jar).done().startsWith("first: 3 of 3 networks"));
  }

  @Test
  @Tag("slow")
  void aRunIsReadWithoutItsJar() throws IOException {
    Path jar = jar();
    Path run = folder.resolve("run");
    Nas.say("run", experiment(), "--out", run, "--plugins", jar).done();
    String status = Nas.say("status", run).done();
    String best = Nas.say("best", run).done();
    String compared = Nas.say("compare", run, copyOf(run)).done();
    assertTrue(compared.contains("holds the same trials"), compared);
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("another-folder --plugins " + jar), "Reproduce names the jar");
    String remembered = PluginJar.at(jar).sha256();
    assertTrue(Files.readString(run.resolve("provenance.json")).contains(remembered));

    String was = PluginJar.at(jar).toString();
    Files.move(jar, folder.resolve("elsewhere.jar"));
    assertEquals(status, Nas.say("status", run).done());
    assertEquals(best, Nas.say("best", run).done());
    assertEquals(compared, Nas.say("compare", run, folder.resolve("copy")).done());
    Nas.say("report", run).done();
    assertEquals(report, Files.readString(run.resolve("report.html")));
    Nas.Said refused = Nas.say("train", run);
    assertEquals(Main.USER_ERROR, refused.exitCode());
    assertEquals(
        "Unknown strategy 'first-cells' in "
            + run
            + "/experiment.yaml:"
            + lineOf("first-cells", run.resolve("experiment.yaml"))
            + ". Maybe use one of aging-evolution, exhaustive, gcn-predictor, hyperband,"
            + " local-search, nsga2, random, regression-predictor, reinforce, successive-halving,"
            + " or give its jar with --plugins: the run was given "
            + was
            + ".\n",
        refused.err());
    assertEquals(refused.err(), Nas.say("run", run).err());
  }

  private Path copyOf(Path run) throws IOException {
    Path copy = folder.resolve("copy");
    for (String file :
        List.of("experiment.yaml", "provenance.json", "journal/01-first-cells/000.jsonl")) {
      Files.createDirectories(Objects.requireNonNull(copy.resolve(file).getParent()));
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  @Test
  @Tag("slow")
  void aRunGoesOnWithTheJarItWasGiven() throws IOException {
    Path jar = jar();
    Path run = folder.resolve("run");
    Nas.say("run", experiment(), "--out", run, "--plugins", jar).done();
    Path journal = run.resolve("journal/01-first-cells/000.jsonl");
    String whole = Nas.digest(run);
    Nas.keepTrials(journal, 1);
    String said = Nas.say("run", run).done();
    assertTrue(said.startsWith("Plug-ins as before: " + jar + "\n"), said);
    assertEquals(whole, Nas.digest(run));

    Nas.keepTrials(journal, 1);
    Path moved = Files.move(jar, folder.resolve("elsewhere.jar"));
    Nas.say("run", run, "--plugins", moved).done();
    assertEquals(whole, Nas.digest(run));
  }

  @Test
  @Tag("slow")
  void aJarWithOtherContentDoesNotGoOn() throws IOException {
    Path jar = jar();
    Path run = folder.resolve("run");
    Nas.say("run", experiment(), "--out", run, "--plugins", jar).done();
    String before = PluginJar.at(jar).toString();
    try (FileSystem content = FileSystems.newFileSystem(jar)) {
      Files.writeString(content.getPath("note.txt"), "changed");
    }
    Nas.Said refused = Nas.say("run", run, "--plugins", jar);
    assertEquals(
        "The run in "
            + run
            + " was given the plug-ins of "
            + before
            + ", and these are others: "
            + PluginJar.at(jar)
            + ". Maybe give it that jar, or run the experiment in another folder with --out.\n",
        refused.err());
    assertEquals(Main.USER_ERROR, refused.exitCode());
    // Not run by itself either, as it is another one now.
    assertTrue(Nas.say("run", run).err().startsWith("Unknown strategy 'first-cells'"));
    assertTrue(Nas.say("status", run).done().startsWith("first: 3 of 3 networks"));
  }

  @Test
  @Tag("slow")
  void aJarInsideTheRunFolderIsNotRunByItself() throws IOException {
    Path jar = jar();
    Path run = folder.resolve("run");
    Path inside = Files.createDirectories(run.resolve("tables")).resolve("inside.jar");
    Nas.say("run", experiment(), "--out", folder.resolve("other"), "--plugins", jar).done();
    Files.copy(jar, inside);
    for (String file : List.of("experiment.yaml", "provenance.json")) {
      String text = Files.readString(folder.resolve("other").resolve(file));
      Files.writeString(run.resolve(file), text.replace(jar.toString(), inside.toString()));
    }
    assertTrue(Nas.say("run", run).err().startsWith("Unknown strategy 'first-cells'"));
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
  @Tag("slow")
  void aBrokenMetricLeavesTheStrategyOfItsJarAlone() throws IOException {
    Path broken =
        PluginJars.compile(
            folder,
            "nas.proxy.Metric",
            "org.example.Aura",
            """
            package org.example;

            import java.util.Optional;
            import java.util.Set;
            import nas.proxy.*;
            import nas.core.plugin.Paper;

            public final class Aura implements Metric {
              record Glow() implements Probe<String> {
                public Class<String> type() { return String.class; }
                public java.util.List<Pass> passes() { return java.util.List.of(); }
                public Observation<String> observe(Place place) { return () -> "pale"; }
              }
              public String name() { return "aura"; }
              public String summary() { return "Measures what nobody can"; }
              public Optional<Paper> paper() { return Optional.empty(); }
              public Direction direction() { return Direction.HIGHER_IS_BETTER; }
              public String unit() { return ""; }
              public int version() { return 1; }
              public Set<Probe<?>> needs() { return Set.of(new Glow()); }
              public Score score(Measurements measurements) { return Score.of(1); }
            }
            """);
    Path jar = PluginJars.joined(folder.resolve("both.jar"), List.of(jar(), broken));
    String fault =
        "org.example.Aura ("
            + jar
            + ") cannot be used: its needs cannot be met: nothing here measures Glow[].\n";
    Nas.Said ran = Nas.say("run", experiment(), "--out", folder.resolve("run"), "--plugins", jar);
    assertEquals("Warning: " + fault, ran.err());
    assertEquals(0, ran.exitCode());
    Nas.Said asked = Nas.say("proxies", "aura", "--plugins", jar);
    assertEquals(Main.USER_ERROR, asked.exitCode());
    assertEquals(
        "Warning: "
            + fault
            + "There is no usable metric \"aura\": "
            + fault.replace("\n", " Maybe mend it, or use another metric.\n"),
        asked.err());
    Nas.Said guided =
        Nas.say(
            "run",
            experiment(),
            "--plugins",
            jar,
            "--set",
            "strategies[0].warmup={proxy: aura, samples: 3}",
            "--out",
            folder.resolve("guided"));
    assertEquals(Main.USER_ERROR, guided.exitCode());
    assertTrue(guided.err().contains("There is no usable metric \"aura\""), guided.err());
    assertFalse(Files.exists(folder.resolve("guided")));
  }

  @Test
  @Tag("slow")
  void aBrokenOperationIsLeftOut() throws IOException {
    Path jar =
        PluginJars.compile(
            folder,
            "nas.engine.kernel.Kernel",
            "org.example.Wobble",
            """
            package org.example;

            import java.util.List;
            import nas.engine.kernel.*;
            import nas.engine.tensor.Tensor;
            import nas.network.*;

            public final class Wobble implements Kernel<Wobble.Wave> {
              public static final class Wave implements Operation {
                public Category category() { return Category.ACTIVATION; }
                public FeatureShape infer(List<FeatureShape> inputs) { return inputs.get(0); }
              }
              public Class<Wave> operation() { return Wave.class; }
              public Tensor forward(Call<Wave> call) { return call.input().view(); }
              public String onnx(OnnxCall<Wave> call) { return call.input(); }
            }
            """);
    Nas.Said ran = Nas.say("proxies", "params", "--plugins", jar);
    assertEquals(
        "Warning: org.example.Wobble ("
            + jar
            + ") cannot be used: operation org.example.Wobble$Wave must be a record.\n",
        ran.err());
    assertEquals(0, ran.exitCode());
  }

  @Test
  @Tag("slow")
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
  @Tag("slow")
  void pluginOfAnotherVersionEndsWithoutAStackTrace() throws IOException {
    Path jar =
        PluginJars.compile(
            folder,
            "nas.strategy.StrategyPlugin",
            "org.example.Outdated",
            """
            package org.example;

            import nas.space.Enumeration;
            import nas.space.Space;
            import nas.strategy.Strategy;
            import nas.strategy.StrategyContext;
            import nas.strategy.StrategyPlugin;

            public final class Outdated implements StrategyPlugin<Outdated.Settings> {
              public record Settings() {}
              public String name() { return "outdated"; }
              public String summary() { return "Calls what is no longer there."; }
              public Class<Settings> settings() { return Settings.class; }
              public <A> Strategy<A> create(
                  Settings settings, Space<A> space, StrategyContext context) {
                throw new NoSuchMethodError("nas.space.Space.gone()");
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
            + " nas.space.Space.gone()",
        lines.get(0));
    Files.delete(
        Path.of(lines.get(1).substring("Details are in ".length(), lines.get(1).length() - 1)));
  }
}
