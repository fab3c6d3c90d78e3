package nas.api;

import static nas.api.Parts.agingEvolution;
import static nas.api.Parts.choices;
import static nas.api.Parts.digits;
import static nas.api.Parts.nasBench201;
import static nas.api.Parts.nsga2;
import static nas.api.Parts.randomSearch;
import static nas.api.Parts.table;
import static nas.api.Parts.training;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.plugin.Setting;
import nas.core.trial.Better;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.experiment.plugin.Plugins;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Convolution;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.result.journal.TrialRecord;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NasTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** An evaluator that a program brings itself: the more letters a, the better. */
  private static final class Letters implements EvaluatorPlugin<Letters.Settings> {

    /** Its settings. */
    record Settings(@Setting(value = "what each is worth", byDefault = "10") int worth) {}

    @Override
    public String name() {
      return "letters";
    }

    @Override
    public String summary() {
      return "Counts letters.";
    }

    @Override
    public Class<Settings> settings() {
      return Settings.class;
    }

    @Override
    public boolean needsImages() {
      return false;
    }

    @Override
    public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
      return new Evaluator<>() {
        @Override
        public Result evaluate(A architecture, long seed, ProgressListener progress) {
          long letters = space.format(architecture).chars().filter(c -> c == 'a').count();
          double percent = settings.worth() * letters;
          return new Result.Trained(percent, percent + 1, OptionalDouble.empty(), new TreeMap<>());
        }

        @Override
        public SortedMap<String, String> provenance() {
          return new TreeMap<>();
        }

        @Override
        public void close() {}
      };
    }
  }

  private static SearchBuilder letters() {
    return Nas.search(choices(4, List.of("a", "b")))
        .using(new Letters())
        .evaluatedBy(Part.of("letters").with("worth", 20))
        .by(randomSearch())
        .budget(16);
  }

  @Test
  @Tag("slow")
  void sayingItInJavaIsSayingItInYaml() {
    String java =
        Nas.search(nasBench201())
            .named("both")
            .where("parameters", "<= 1.0e6")
            .andBy("macs", Better.LOWER)
            .on(digits())
            .evaluatedBy(training(2).with("batch-size", 32))
            .budget(30)
            .repetitions(3)
            .seed(7)
            .workers(2)
            .by("plain", agingEvolution(8, 4))
            .by("guided", agingEvolution(8, 4))
            .warmedUpBy("synflow", 50)
            .movedBy("synflow + nwot")
            .scalarised(Map.of("accuracy-percent", 1.0, "log10(macs)", -2.0))
            .by("front", nsga2(16))
            .with("description", "as in the file")
            .toYaml();
    String yaml =
        """
        name: both
        description: as in the file
        search-space: nasbench201
        constraints: {parameters: <= 1.0e6}
        objectives: {macs: lower}
        data: digits
        evaluator: {training: {epochs: 2, batch-size: 32}}
        budget: {trained-models: 30}
        repetitions: 3
        seed: 7
        execution: {workers: 2}
        strategies:
          - {name: plain, aging-evolution: {population: 8, tournament: 4}}
          - name: guided
            aging-evolution: {population: 8, tournament: 4}
            warmup: {proxy: synflow, samples: 50}
            move-proposal: {proxy: synflow + nwot}
            scalarise: {accuracy-percent: 1, log10(macs): -2}
          - {name: front, nsga2: {population: 16}}
        """;
    assertEquals(
        Plugins.load(NasTest.class.getClassLoader())
            .reader()
            .read(yaml, "text", List.of())
            .experiment()
            .toYaml(),
        java);
  }

  @Test
  @Tag("slow")
  void aProgramBringsItsOwnEvaluatorAndGetsTheBestAsAValue() throws InterruptedException {
    List<TrialRecord> told = new ArrayList<>();
    Path run = folder.resolve("run");
    SearchResult found = letters().run(run, notice -> {}, (key, trial, resumed) -> told.add(trial));
    assertEquals("a:a:a:a", found.architecture());
    assertEquals(80, found.validation());
    assertEquals(81, found.test());
    assertEquals(16, told.stream().filter(TrialRecord::evaluated).count());
    assertTrue(Files.exists(found.reportFile()));
    assertEquals(run, found.folder());
  }

  /** A folder that holds the search already is gone on with, and given more is searched on. */
  @Tag("slow")
  @Test
  void aRunGoesOn() throws InterruptedException {
    Path run = folder.resolve("run");
    letters().budget(5).run(run);
    List<Boolean> resumed = new ArrayList<>();
    letters()
        .budget(9)
        .run(
            run,
            notice -> {},
            (key, trial, before) -> {
              if (trial.evaluated()) {
                resumed.add(before);
              }
            });
    // Five networks were trained before, four are now.
    assertEquals(List.of(true, true, true, true, true, false, false, false, false), resumed);
    UserException other =
        assertThrows(UserException.class, () -> letters().seed(3).budget(9).run(run));
    assertTrue(String.valueOf(other.getMessage()).contains("seed"), other.getMessage());
  }

  @Test
  @Tag("slow")
  void aTableIsSearched() throws InterruptedException {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description("t", "choices", Description.Keys.TEXT, "made up", "none", ""));
    int validation = builder.column(Query.accuracy("d", Split.VALIDATION, 1, Run.MEAN));
    int test = builder.column(Query.accuracy("d", Split.TEST, 1, Run.MEAN));
    int value = 1;
    for (String cell : List.of("a:a", "a:b", "b:a")) {
      int row = builder.addRow(cell);
      builder.set(row, validation, value++);
      builder.set(row, test, value++);
    }
    Path bench = folder.resolve("t.bench");
    builder.write(bench, List.of());
    SearchResult found =
        Nas.search(choices(2, List.of("a", "b")))
            .by(randomSearch())
            .evaluatedBy(
                table(bench, "d", "validation@1 mean", "test@1 mean").with("missing", "skip"))
            .budget(3)
            .run(folder.resolve("run"));
    assertEquals("b:a", found.architecture());
    assertEquals(6, found.test());
  }

  @Test
  @Tag("slow")
  void whatIsWrongIsSaidBeforeAnythingIsWritten() {
    Path run = folder.resolve("run");
    UserException unknown =
        assertThrows(
            UserException.class,
            () -> Nas.search("nasbench102").by(randomSearch()).budget(3).run(run));
    assertTrue(String.valueOf(unknown.getMessage()).contains("nasbench102"), unknown.getMessage());
    UserException range = assertThrows(UserException.class, () -> letters().budget(0).run(run));
    assertTrue(String.valueOf(range.getMessage()).contains("trained-models"), range.getMessage());
    assertTrue(Files.notExists(run));
    assertThrows(
        IllegalStateException.class, () -> Nas.search("nasbench201").warmedUpBy("synflow", 3));
  }

  private static Network residual(int channels) {
    Network.Builder network = Network.builder("r" + channels, new FeatureShape(3, 32, 32));
    int stem = network.add("stem", Convolution.same(channels, 3, 2, false), 0);
    int relu = network.add("relu", new Relu(), stem);
    int mean = network.add("mean", new GlobalAveragePool(), relu);
    int flat = network.add("flat", new Flatten(), mean);
    network.add("classifier", new Linear(10, true), flat);
    return network.build();
  }

  @Test
  @Tag("slow")
  void anyNetworkIsScored() throws InterruptedException {
    Network network = residual(8);
    Scores scores = Nas.score(network, "params", "synflow", "nwot");
    assertEquals(List.of("params", "synflow", "nwot"), List.copyOf(scores.byMetric().keySet()));
    assertEquals((double) network.parameters(), scores.value("params"));
    assertTrue(scores.value("synflow") > 0 && scores.value("nwot") > 0, scores.toString());
    List<Scores> both = Nas.scoring(Map.of("only", network)).by("synflow", "nwot").workers(2).run();
    assertEquals(scores.value("nwot"), both.get(0).value("nwot"));
    assertThrows(IllegalArgumentException.class, () -> scores.value("snip"));
    UserException unknown = assertThrows(UserException.class, () -> Nas.score(network, "synflaw"));
    assertTrue(unknown.advice().contains("synflow"), unknown.advice());
    UserException elsewhere =
        assertThrows(
            UserException.class,
            () ->
                Nas.scoring(Map.of("only", network))
                    .with("execution", Map.of("isolation", "process"))
                    .by("nwot")
                    .run());
    assertEquals("leave execution.isolation out", elsewhere.advice());
  }

  @Test
  @Tag("slow")
  void whatIsToBeScoredMustBeSaid() {
    assertThrows(IllegalStateException.class, () -> Nas.scoring(nasBench201()).by("snip").run());
    assertThrows(IllegalStateException.class, () -> Nas.scoring(nasBench201()).all().run());
  }
}
