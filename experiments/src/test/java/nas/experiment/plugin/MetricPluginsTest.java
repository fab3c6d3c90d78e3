package nas.experiment.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.engine.Mode;
import nas.experiment.config.Family;
import nas.experiment.config.MetricNames;
import nas.proxy.Activation;
import nas.proxy.Direction;
import nas.proxy.Formula;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.ProbePlan;
import org.junit.jupiter.api.Test;

/** Metrics that somebody else wrote. */
final class MetricPluginsTest {

  private record Toy(
      String name, String summary, Direction direction, int version, Set<Probe<?>> needs)
      implements Metric {

    static Toy named(String name) {
      return new Toy(name, "A toy", Direction.HIGHER_IS_BETTER, 1, Set.of(new LossGradients(1)));
    }

    @Override
    public Optional<Paper> paper() {
      return Optional.empty();
    }

    @Override
    public String unit() {
      return "";
    }

    @Override
    public Score score(Measurements measurements) {
      return Score.of(1);
    }
  }

  /** States no pass, so that nothing measures it. */
  private record Aura() implements Probe<String> {
    @Override
    public Class<String> type() {
      return String.class;
    }

    @Override
    public List<Pass> passes() {
      return List.of();
    }

    @Override
    public Observation<String> observe(Place place) {
      return () -> "pale";
    }
  }

  /** Counts the nodes that are executed. */
  private record Nodes() implements Probe<Integer> {
    @Override
    public Class<Integer> type() {
      return Integer.class;
    }

    @Override
    public List<Pass> passes() {
      return List.of(Pass.forward(Mode.TRAINING, 0));
    }

    @Override
    public Observation<Integer> observe(Place place) {
      return new Observation<>() {
        private int nodes;

        @Override
        public void onOutput(Pass.Shared pass, Activation output) {
          nodes++;
        }

        @Override
        public Integer result() {
          return nodes;
        }
      };
    }
  }

  private static Plugins plugins(Metric... metrics) {
    return Plugins.of(List.of(metrics));
  }

  private static String faults(Plugins plugins) {
    return plugins.faults().stream()
        .map(PluginFault::problem)
        .map(MetricPluginsTest::portable)
        .collect(Collectors.joining("\n"));
  }

  /** The folder of the compiled test classes is not the same everywhere. */
  private static String portable(String message) {
    return message
        .replaceAll(" \\(/[^)]*\\)", "")
        .replace(MetricPluginsTest.class.getName(), "Test");
  }

  private static String refusal(MetricNames names, String name) {
    return portable(
        String.valueOf(assertThrows(UserException.class, () -> names.find(name)).getMessage()));
  }

  @Test
  void standAmongThoseOfTheProgramByTheirNames() {
    Metric mine = Toy.named("mine");
    MetricNames names = plugins(mine).metrics();
    assertSame(mine, names.find("mine"));
    assertSame(Metrics.named("snip"), names.find("snip"));
    List<String> all = new ArrayList<>(Metrics.names());
    all.add("mine");
    assertEquals(
        all.stream().sorted().toList(), names.metrics().stream().map(Metric::name).toList());
    assertEquals(4, names.metrics(List.of("vote", "mine", "snip")).size());
    assertTrue(names.all().containsAll(List.of("mine", "vote")));
  }

  @Test
  void aProbeOfTheirOwnSharesThePassesOfThePlan() {
    Metric mine = new Toy("mine", "Mine", Direction.HIGHER_IS_BETTER, 1, Set.of(new Nodes()));
    MetricNames names = plugins(mine).metrics();
    assertEquals(
        """
        1. forward in training mode, batch 1: Nodes[], ReluKernels[]
        """,
        ProbePlan.forMetrics(names.metrics(List.of("mine", "nwot"))).toString());
  }

  @Test
  void theNameOfOneOfTheProgramStaysTheProgramsOwn() {
    Plugins plugins = plugins(Toy.named("snip"), Toy.named("mine"));
    assertEquals(
        "Test$Toy cannot be used: the program has a metric 'snip' of its own", faults(plugins));
    assertSame(Metrics.named("snip"), plugins.metrics().find("snip"));
    assertEquals(Toy.named("mine"), plugins.metrics().find("mine"));
  }

  @Test
  void aNameThatTwoHaveIsNeithers() {
    Plugins plugins =
        plugins(
            Toy.named("mine"),
            new Toy("mine", "Another", Direction.LOWER_IS_BETTER, 1, Set.of()),
            Toy.named("other"));
    String both = "2 plug-ins of the kind 'metric' have the name 'mine': Test$Toy and Test$Toy";
    assertEquals(both, faults(plugins));
    assertEquals("There is no usable metric \"mine\": " + both, refusal(plugins.metrics(), "mine"));
    assertEquals(Toy.named("other"), plugins.metrics().find("other"));
  }

  /** A metric with settings. */
  private record Tunable(String name, SortedMap<String, Settings> presets)
      implements MetricPlugin<Tunable.Settings> {

    record Settings(@Setting(value = "A factor", byDefault = "1", min = 0) double factor) {}

    static Tunable named(String name, String... presets) {
      SortedMap<String, Settings> named = new TreeMap<>();
      Stream.of(presets).forEach(preset -> named.put(preset, new Settings(named.size() + 2)));
      return new Tunable(name, named);
    }

    @Override
    public String summary() {
      return "A factor";
    }

    @Override
    public Class<Settings> settings() {
      return Settings.class;
    }

    @Override
    public Metric create(Settings settings) {
      return Formula.of(this, List.of(), measured -> Score.of(settings.factor()));
    }
  }

  @Test
  void settingsBelongToTheName() {
    MetricNames names = Plugins.of(List.of(Tunable.named("mine", "mine-twice"))).metrics();
    assertSame(names.find("mine"), names.find("mine(factor=1.0)"));
    assertSame(names.find("mine-twice"), names.find("{mine: {factor: 2}}"));
    assertEquals("mine(factor=3)", names.find("mine(factor=3)").name());
    assertEquals(
        List.of("mine", "mine-twice"),
        names.metrics().stream().map(Metric::name).filter(name -> name.contains("mine")).toList());
    assertEquals(
        "factor (-1) must be at least 0 in the metric \"mine(factor=-1)\"",
        refusal(names, "mine(factor=-1)"));
  }

  @Test
  void aWordForSettingsIsTakenAsANameIs() {
    Plugins plugins =
        Plugins.of(
            List.of(
                Tunable.named("zen-code"),
                Tunable.named("mine", "zico-absolute"),
                Tunable.named("first", "both"),
                Tunable.named("second", "both"),
                Tunable.named("third", "Third"),
                Tunable.named("fourth", "vote"),
                Tunable.named("sound", "sound-twice")));
    assertEquals(
        """
        Test$Tunable cannot be used: its preset (Third) must be lower-case words joined by hyphens
        Test$Tunable cannot be used: its preset (vote) must be lower-case words joined by hyphens
        2 plug-ins of the kind 'metric' have the name 'both': Test$Tunable and Test$Tunable
        Test$Tunable cannot be used: the program has a metric 'zen-code' of its own
        Test$Tunable cannot be used: the program has a metric 'zico-absolute' of its own\
        """,
        faults(plugins));
    List<String> usable =
        List.copyOf(plugins.plugins(Family.METRIC).keySet()).stream()
            .filter(name -> Metrics.plugins().stream().noneMatch(own -> own.name().equals(name)))
            .toList();
    assertEquals(List.of("sound"), usable);
  }

  @Test
  void whatCannotBeUsedIsExplainedAllAtOnceAndTheRestCanBe() {
    Metric sound = Toy.named("sound");
    Plugins plugins =
        plugins(
            Toy.named("vote"),
            Toy.named("all"),
            Toy.named("my + own"),
            new Toy("a", " ", Direction.LOWER_IS_BETTER, 1, Set.of()),
            sound,
            new Toy("b", "B", Direction.LOWER_IS_BETTER, 0, Set.of()),
            new Toy("c", "C", Direction.LOWER_IS_BETTER, 1, Set.of(new Aura())));
    assertEquals(
        """
        Test$Toy cannot be used: its name (vote) has a meaning of its own in lists of metrics
        Test$Toy cannot be used: its name (all) has a meaning of its own in lists of metrics
        Test$Toy cannot be used: its name (my + own) must be lower-case words joined by hyphens
        Test$Toy cannot be used: it has no summary
        Test$Toy cannot be used: its version (0) must be at least 1
        Test$Toy cannot be used: its needs cannot be met: nothing here measures Aura[]\
        """,
        faults(plugins));
    assertSame(sound, plugins.metrics().find("sound"));
    assertEquals(
        "There is no usable metric \"c\": Test$Toy cannot be used: its needs cannot be met: nothing"
            + " here measures Aura[]",
        refusal(plugins.metrics(), "c"));
  }
}
