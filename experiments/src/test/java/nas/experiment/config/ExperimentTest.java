package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.experiment.toy.Toys;
import nas.result.statistics.Incumbent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExperimentTest {

  private static final ExperimentReader READER = new ExperimentReader(Toys.plugins());

  private static final String SMALL =
      """
      name: small
      search-space: toy-space
      evaluator: toy-training
      budget: {trained-models: 10}
      strategies: [random]
      """;

  private static final Path FULL =
      Objects.requireNonNull(GoldenMessageTest.folder().getParent()).resolve("good/full.yaml");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Experiment read(String yaml, String... sets) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    return READER.read(file, Arrays.stream(sets).map(Assignment::parse).toList()).experiment();
  }

  @Test
  void aliasesAndMergeKeysAreWrittenOut() throws IOException {
    Experiment written =
        read(
            """
            name: small
            search-space: toy-space
            evaluator: toy-training
            budget: {trained-models: 64}
            repetitions: 64
            strategies:
              - {name: "#1: A", aging-evolution: {population: 64, tournament: 2}}
              - {name: B, aging-evolution: {population: 64, tournament: 3}}
              - {name: C, aging-evolution: {population: 5, tournament: 2}}
              - {name: D, aging-evolution: {population: 7, tournament: 4}}
              - {name: E, aging-evolution: {population: 64, tournament: 2}}
            """);
    Experiment anchored =
        read(
            """
            x-numbers: [&many 64, &few # so few
              2]
            x-name: &name   "#1: A"
            x-small: &small {population: 5}
            x-seven: &seven
              tournament: 4
              population: 7
            name: small
            search-space: toy-space
            evaluator: toy-training
            budget: {trained-models: *many}
            repetitions: *many
            strategies:
              - &first {name: *name, aging-evolution: &ae {population: *many, tournament: *few}}
              - {name: B, aging-evolution: {<<: *ae, tournament: 3}}
              - {name: C, aging-evolution: {<<: [*small, *ae]}}
              - name: D
                aging-evolution: {tournament: 4, <<: [{population: 7}, *small, *seven]}
              - {name: E, <<: *first}
            x-unused: {"<<": text}
            """);
    assertEquals(written.toYaml(), anchored.toYaml());
    assertEquals(written.identity(), anchored.identity());
    // A later anchor of the same name is another one.
    assertEquals(7, read("x-a: &a 5\nx-b: &a 7\n" + SMALL + "repetitions: *a\n").repetitions());
    // What aliases say can be replaced like all else.
    assertEquals(9, read("x-a: &a 5\n" + SMALL + "seed: *a\n", "seed=9").seed());
  }

  @Test
  void absentKeysHaveTheirDefaults() throws IOException {
    Experiment experiment = read(SMALL);
    assertEquals(Optional.empty(), experiment.description());
    assertEquals("digits", experiment.data().name());
    assertEquals(new Toys.ToySpace.SpaceSettings(16, true), experiment.searchSpace().settings());
    assertEquals(
        new Budget(Optional.of(10), Optional.empty(), Optional.empty(), Optional.empty(), 1000),
        experiment.budget());
    assertEquals(1, experiment.repetitions());
    assertEquals(42, experiment.seed());
    assertEquals("random", experiment.strategies().get(0).label());
    assertEquals(
        new Execution(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        experiment.execution());
    assertEquals(
        new ReportSettings(
            3,
            ReportSettings.Scale.LINEAR,
            Optional.empty(),
            Incumbent.VALIDATION,
            List.of(),
            new SpeedupSettings(
                Optional.empty(),
                List.of(
                    new WordOrNumber<>(
                        Optional.of(SpeedupSettings.Word.BASELINE_FINAL), OptionalDouble.empty())),
                List.of()),
            Optional.empty()),
        experiment.report());
    assertEquals(
        new Toys.ToyTraining.TrainingSettings(
            3,
            0.1,
            "cpu",
            new Toys.ToyTraining.Augmentation(false, Optional.of(2)),
            Optional.empty(),
            5_000_000_000L),
        experiment.evaluator().settings());
  }

  @Test
  void everyTypeOfSettingIsRead() {
    Experiment full = READER.read(FULL, List.of()).experiment();
    assertEquals(Optional.of("Two lines:\nthe second, with \"quotes\" and é"), full.description());
    assertEquals(
        new Toys.ToyCells.CellsSettings(
            List.of(Toys.ToyCells.Operation.SKIP_CONNECT, Toys.ToyCells.Operation.CONV_3X3),
            List.of(1, 2, 3),
            Optional.of(new Toys.ToyCells.Stage(32, Toys.ToyCells.Join.ADD))),
        full.searchSpace().settings());
    Path good = Objects.requireNonNull(FULL.getParent());
    assertEquals(
        new Toys.ToyFiles.FilesSettings(
            good.resolveSibling("images"), Optional.of(good.resolve("labels.csv"))),
        full.data().settings());
    assertEquals(
        new Toys.ToyTraining.TrainingSettings(
            10,
            0.0025,
            "gpu:0",
            new Toys.ToyTraining.Augmentation(true, Optional.empty()),
            Optional.of(5.0),
            16),
        full.evaluator().settings());
    assertEquals(Long.MIN_VALUE, full.seed());
    assertEquals(
        List.of("RAND", "AE", "AE + more (v1.5)", "aging-evolution"),
        full.strategies().stream().map(StrategyEntry::label).toList());
    assertEquals(
        new Execution(
            Optional.of(WholeOrText.of(2)), Optional.empty(), Optional.empty(), Optional.empty()),
        full.execution());
  }

  @Test
  void workersMayBeACluster() throws IOException {
    for (String workers :
        List.of("spark", "spark://a-host:7077,b:7078", "local[*]", "local-cluster[2, 1, 512]")) {
      Experiment experiment = read(SMALL, "execution.workers=" + workers);
      assertEquals(Optional.of(workers), experiment.execution().cluster());
      assertEquals(experiment.execution(), read(experiment.toYaml()).execution());
      assertEquals(read(SMALL).identity(), experiment.identity());
    }
    assertEquals(Optional.empty(), read(SMALL, "execution.workers=7").execution().cluster());
    assertEquals(7, read(SMALL, "execution.workers=7").execution().slots());
  }

  @Test
  void resolvedTextIsFixed() throws IOException {
    assertEquals(
        """
        name: small
        search-space:
          toy-space:
            channels: 16
            residual: true
        data:
          digits: {}
        evaluator:
          toy-training:
            epochs: 3
            learning-rate: 0.1
            device: cpu
            augmentation:
              mirror: false
              shift: 2
            samples: 5000000000
        proxies:
          batch-size: 64
          balanced: false
          initialiser: pytorch-default
          precision: float32
          memory-format: channels-last
          device: cpu
        budget:
          trained-models: 10
          max-consecutive-duplicates: 1000
        repetitions: 1
        seed: 42
        strategies:
          - name: random
            random: {}
        execution: {}
        report:
          best: 3
          models-axis: linear
          incumbent: validation
          published: []
          speedup:
            targets:
              - baseline-final
            at: []
        """,
        read(SMALL).toYaml());
  }

  @Test
  void resolvedTextReadsBackAsTheSameExperiment() throws IOException {
    for (Experiment experiment : List.of(READER.read(FULL, List.of()).experiment(), read(SMALL))) {
      Experiment again = read(experiment.toYaml());
      assertEquals(experiment, again);
      assertEquals(experiment.toYaml(), again.toYaml());
      assertEquals(experiment.identity(), again.identity());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "~",
        "true",
        "12",
        "1e3",
        ".nan",
        "a: b",
        "a #b",
        "- a",
        "[a",
        "{",
        "'",
        "\"",
        "a\\b",
        "line\nline",
        "\ttab\r\n",
        " leading",
        "trailing ",
        "é😀",
        "\u0085\u2028\u2029\uFEFF",
        "\u0001\u007F\u009F",
        "%x",
        "@x",
        "!x",
        "&x",
        "*x",
        "?",
        ":",
        "-",
        "---",
        "0x1F",
        "a:",
        "yes"
      })
  @Tag("slow")
  void anyTextReadsBackAsItself(String text) throws IOException {
    Experiment small = read(SMALL);
    Experiment described =
        new Experiment(
            small.name(),
            Optional.of(text),
            small.searchSpace(),
            small.constraints(),
            small.objectives(),
            small.data(),
            small.evaluator(),
            small.proxies(),
            small.budget(),
            small.repetitions(),
            small.seed(),
            small.strategies(),
            small.networks(),
            small.execution(),
            small.report(),
            small.finalTraining());
    assertEquals(Optional.of(text), read(described.toYaml()).description(), described.toYaml());
  }

  @Test
  void shortAndLongFormsAreTheSameExperiment() throws IOException {
    String longer =
        SMALL
            .replace("toy-space", "{toy-space: {residual: true, channels: 1.6e1}}")
            .replace("[random]", "[{random: }]");
    assertEquals(read(SMALL), read(longer));
    assertEquals(read(SMALL).identity(), read(longer).identity());
  }

  @Test
  void identityLeavesOutWhatDoesNotDecideResults() throws IOException {
    String identity = read(SMALL).identity();
    assertTrue(identity.matches("[0-9a-f]{64}"), identity);
    assertEquals(
        identity,
        read(SMALL, "execution.workers=3", "report.best=1", "description=other").identity());
    for (String changed :
        List.of(
            "name=other",
            "seed=43",
            "repetitions=2",
            "budget.trained-models=11",
            "search-space.toy-space.channels=17",
            "strategies.random.name=RAND",
            "data={files: {folder: x}}")) {
      assertNotEquals(identity, read(SMALL, changed).identity(), changed);
    }
  }

  @Test
  void differencesNameKeysAndValues() throws IOException {
    assertEquals(List.of(), read(SMALL).differences(read(SMALL, "report.best=1")));
    List<Difference> differences =
        read(SMALL)
            .differences(
                read(
                    SMALL,
                    "seed=43",
                    "evaluator.toy-training.clip=5",
                    "strategies=[random, aging-evolution]"));
    assertEquals(
        List.of(
            new Difference("seed", Optional.of("42"), Optional.of("43")),
            new Difference("evaluator.toy-training.clip", Optional.empty(), Optional.of("5")),
            new Difference(
                "strategies[1].aging-evolution.population", Optional.empty(), Optional.of("64")),
            new Difference(
                "strategies[1].aging-evolution.tournament", Optional.empty(), Optional.of("10")),
            new Difference("strategies[1].name", Optional.empty(), Optional.of("aging-evolution"))),
        differences);
    assertEquals("seed: 42 / 43", differences.get(0).toString());
  }

  @Test
  void assignmentsReachEveryKey() {
    Experiment full =
        READER
            .read(
                FULL,
                List.of(
                    Assignment.parse("budget.trained-models=50"),
                    Assignment.parse("strategies.AE.aging-evolution.population=16"),
                    Assignment.parse("strategies.AE + more (v1.5).aging-evolution.tournament=7"),
                    Assignment.parse("strategies[3].aging-evolution.population=11"),
                    Assignment.parse("search-space.toy-cells.cells=[1, 9]"),
                    Assignment.parse("search-space.toy-cells.operations[1]=average-pool"),
                    Assignment.parse("description=a=b, 'c'"),
                    Assignment.parse("data.files.labels=~"),
                    Assignment.parse("data.files.folder=x"),
                    Assignment.parse("seed=1"),
                    Assignment.parse("seed=2")))
            .experiment();
    assertEquals(50, full.budget().models());
    assertEquals(
        List.of(
            new Toys.ToyRandom.RandomSettings(),
            new Toys.ToyEvolution.EvolutionSettings(16, 8),
            new Toys.ToyEvolution.EvolutionSettings(100, 7),
            new Toys.ToyEvolution.EvolutionSettings(11, 10)),
        full.strategies().stream().map(entry -> entry.strategy().settings()).toList());
    assertEquals(
        new Toys.ToyCells.CellsSettings(
            List.of(Toys.ToyCells.Operation.SKIP_CONNECT, Toys.ToyCells.Operation.AVERAGE_POOL),
            List.of(1, 9),
            Optional.of(new Toys.ToyCells.Stage(32, Toys.ToyCells.Join.ADD))),
        full.searchSpace().settings());
    assertEquals(Optional.of("a=b, 'c'"), full.description());
    assertEquals(
        new Toys.ToyFiles.FilesSettings(Path.of("x").toAbsolutePath(), Optional.empty()),
        full.data().settings(),
        "paths of the command line are relative to the working directory");
    assertEquals(2, full.seed());
  }

  @Test
  void settingRefusedByAPluginIsLocated() throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(
        file, SMALL.replace("toy-space", "\n  toy-space:\n    residual: false\n    channels: 7"));
    ExperimentException refused =
        assertThrows(
            ExperimentException.class, () -> READER.read(file, List.of()).createSearchSpace());
    assertEquals(
        "channels (7) must be even in " + file + ":5. Maybe add one.", refused.getMessage());
    assertEquals("search-space.toy-space.channels", refused.problems().get(0).path());
  }

  @Test
  void settingRefusedByAPluginIsLocatedWhereItsDefaultWouldStand() throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, SMALL);
    ExperimentException refused =
        assertThrows(
            ExperimentException.class, () -> READER.read(file, List.of()).createSearchSpace());
    assertEquals(
        "channels (16) must be even in " + file + ":2. Maybe add one.", refused.getMessage());
  }

  @Test
  void problemsCarryTheirParts() throws IOException {
    ExperimentException refused =
        assertThrows(
            ExperimentException.class,
            () -> read(SMALL.replace("10}", "10, trained: 3}") + "seed: x\n"));
    assertEquals(2, refused.problems().size());
    Problem first = refused.problems().get(0);
    assertEquals("budget.trained", first.path());
    assertEquals(4, first.place().line());
    assertEquals(30, first.place().column());
    Problem second = refused.problems().get(1);
    assertEquals("seed", second.path());
    assertEquals(6, second.place().line());
    assertEquals("", second.advice());
  }
}
