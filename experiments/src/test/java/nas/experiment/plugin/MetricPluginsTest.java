package nas.experiment.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.experiment.score.MetricNames;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.LossGradients;
import nas.space.plugin.Paper;
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

  /** Nothing here can measure it. */
  private record Aura() implements Probe<String> {
    @Override
    public Class<String> type() {
      return String.class;
    }
  }

  private static String refusal(Metric... metrics) {
    PluginException refused =
        assertThrows(
            PluginException.class, () -> Plugins.of(List.of(), new ArrayList<>(List.of(metrics))));
    return String.join("\n", refused.problems())
        // The folder of the compiled test classes is not the same everywhere.
        .replaceAll(" \\(/[^)]*\\)", "")
        .replace(MetricPluginsTest.class.getName(), "Test");
  }

  @Test
  void standAmongThoseOfTheProgramByTheirNames() {
    Metric mine = Toy.named("mine");
    MetricNames names = Plugins.of(List.of(), List.of(mine)).metrics();
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
  void theNameOfAnotherIsRefused() {
    assertEquals(
        "Two metrics have the name 'snip': nas.proxy.metric.Formula and Test$Toy. Maybe give one of"
            + " them another name, or remove it from the class path.",
        refusal(Toy.named("snip")));
    assertEquals(
        "Two metrics have the name 'mine': Test$Toy and Test$Toy. Maybe give one of them another"
            + " name, or remove it from the class path.",
        refusal(
            Toy.named("mine"), new Toy("mine", "Another", Direction.LOWER_IS_BETTER, 1, Set.of())));
  }

  @Test
  void whatCannotBeUsedIsExplainedAllAtOnce() {
    assertEquals(
        """
        Test$Toy cannot be used: its name (vote) has a meaning of its own in lists of metrics.
        Test$Toy cannot be used: its name (all) has a meaning of its own in lists of metrics.
        Test$Toy cannot be used: its name (my + own) must be lower-case words joined by hyphens.
        Test$Toy cannot be used: it has no summary.
        Test$Toy cannot be used: its version (0) must be at least 1.
        Test$Toy cannot be used: its needs cannot be met: nothing here measures Aura[].""",
        refusal(
            Toy.named("vote"),
            Toy.named("all"),
            Toy.named("my + own"),
            new Toy("a", " ", Direction.LOWER_IS_BETTER, 1, Set.of()),
            new Toy("b", "B", Direction.LOWER_IS_BETTER, 0, Set.of()),
            new Toy("c", "C", Direction.LOWER_IS_BETTER, 1, Set.of(new Aura()))));
  }
}
