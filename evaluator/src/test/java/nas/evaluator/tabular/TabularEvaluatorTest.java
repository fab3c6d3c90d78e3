package nas.evaluator.tabular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.tabular.importing.Tables;
import nas.space.Space;
import nas.space.choices.ChoiceSettings;
import nas.space.choices.ChoiceSpace;
import nas.space.choices.ChoiceString;
import nas.space.listed.ListedSpace;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TabularEvaluatorTest {

  private static final ChoiceSpace SPACE =
      new ChoiceSpace(new ChoiceSettings(2, List.of("a", "b", "c"), "-"));

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Writes a table of the first cells of the space: run r of cell i has i + 10 r percent. */
  private Path table(int cells) {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description("small", "choices", Description.Keys.TEXT, "", "", ""));
    List<ChoiceString> points = SPACE.enumerate().toList();
    for (int i = 0; i < cells; i++) {
      int row = builder.addRow(SPACE.format(points.get(i)));
      for (int run = 1; run <= 3; run++) {
        Run seed = new Run.Seed(run);
        set(builder, row, Query.accuracy("d", Split.VALIDATION, 12, seed), i + 10 * run);
        set(builder, row, Query.accuracy("d", Split.TEST, 12, seed), i + 10 * run + 0.5);
        set(builder, row, Query.trainSeconds("d", 12, seed), 100 * run + i);
      }
      set(builder, row, Query.accuracy("d", Split.TEST, 12, Run.MEAN), i + 20.5);
      set(builder, row, Query.accuracy("other", Split.VALIDATION, 12, Run.MEAN), i);
      set(builder, row, Cost.PARAMETERS, 1000 + i);
      set(builder, row, new Cost("latency-ms.phone"), i / 8.0);
    }
    Path file = folder.resolve("small.bench");
    builder.write(file, List.of(new ImportedFile("small.csv", "12ab", 5)));
    return file;
  }

  private static void set(BenchmarkBuilder builder, int row, Quantity quantity, double value) {
    builder.set(row, builder.column(quantity), value);
  }

  private static <A> Evaluator<A> evaluator(
      Space<A> space, Path file, String dataset, String search, String report) {
    return evaluator(
        space, file, dataset, search, report, List.of(), TabularSettings.Missing.REFUSE);
  }

  private static <A> Evaluator<A> evaluator(
      Space<A> space,
      Path file,
      String dataset,
      String search,
      String report,
      List<String> measure,
      TabularSettings.Missing missing) {
    return new TabularPlugin()
        .create(
            new TabularSettings(
                file, dataset, Optional.empty(), search, report, measure, missing, List.of()),
            space,
            new EvaluatorContext(java.util.Optional.empty(), 1));
  }

  private static <A> Result.Trained trained(Evaluator<A> evaluator, A point, long seed)
      throws InterruptedException {
    return (Result.Trained) evaluator.evaluate(point, seed, ProgressListener.NONE);
  }

  @Test
  void outcomesAreThoseOfTheTable() throws InterruptedException {
    Path file = table(9);
    try (Evaluator<ChoiceString> evaluator =
        evaluator(
            SPACE,
            file,
            "d",
            "validation@12 seed 2",
            "test@12 mean",
            List.of("latency-ms.phone"),
            TabularSettings.Missing.REFUSE)) {
      ChoiceString point = SPACE.parse("b-c");
      Result.Trained outcome = trained(evaluator, point, 99);
      assertEquals(25, outcome.validation());
      assertEquals(25.5, outcome.reported());
      assertEquals(OptionalDouble.of(205), outcome.simulatedTrainSeconds());
      assertEquals(
          new TreeMap<>(Map.of("parameters", 1005.0, "latency-ms.phone", 0.625)),
          outcome.measurements());
      assertEquals("12ab", evaluator.provenance().get("benchmark-imported-1-sha256"));
      assertEquals(Benchmark.open(file).sha256(), evaluator.provenance().get("benchmark-sha256"));
    }
  }

  @Test
  @Tag("slow")
  void theTrialDrawsOneRunForBothAccuracies() throws InterruptedException {
    try (Evaluator<ChoiceString> evaluator =
        evaluator(SPACE, table(9), "d", "validation@12 per-trial", "test@12 per-trial")) {
      ChoiceString point = SPACE.parse("a-a");
      int[] counts = new int[4];
      for (long seed = 0; seed < 3000; seed++) {
        Result.Trained outcome = trained(evaluator, point, seed);
        int run = (int) (outcome.validation() / 10);
        assertEquals(10 * run + 0.5, outcome.reported());
        assertEquals(OptionalDouble.of(100 * run), outcome.simulatedTrainSeconds());
        assertEquals(outcome, trained(evaluator, point, seed), "the seed decides");
        counts[run]++;
      }
      for (int run = 1; run <= 3; run++) {
        assertTrue(Math.abs(counts[run] - 1000) < 130, "run " + run + ": " + counts[run]);
      }
    }
    try (Evaluator<ChoiceString> evaluator =
        evaluator(SPACE, table(9), "d", "validation@12 per-trial", "test@12 mean")) {
      assertEquals(20.5, trained(evaluator, SPACE.parse("a-a"), 5).reported());
    }
  }

  @Test
  void theDatasetOfOneAccuracyMayDiffer() throws InterruptedException {
    try (Evaluator<ChoiceString> evaluator =
        evaluator(SPACE, table(9), "d", "other validation@12 mean", "test@12 mean")) {
      Result.Trained outcome = trained(evaluator, SPACE.parse("a-b"), 5);
      assertEquals(1, outcome.validation());
      assertEquals(21.5, outcome.reported());
      assertEquals(OptionalDouble.empty(), outcome.simulatedTrainSeconds());
    }
  }

  /** Writes a table with three lengths; run r of cell i after e epochs has i + 10 r + e / 10. */
  private Path lengths(boolean seconds) {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description("lengths", "choices", Description.Keys.TEXT, "", "", ""));
    List<ChoiceString> points = SPACE.enumerate().toList();
    for (int i = 0; i < points.size(); i++) {
      int row = builder.addRow(SPACE.format(points.get(i)));
      for (int epochs : new int[] {4, 12, 40}) {
        for (int run = 1; run <= 2; run++) {
          Run seed = new Run.Seed(run);
          double percent = i + 10 * run + epochs / 10.0;
          set(builder, row, Query.accuracy("d", Split.VALIDATION, epochs, seed), percent);
          set(builder, row, Query.accuracy("d", Split.TEST, epochs, seed), percent + 1);
        }
        set(builder, row, Query.accuracy("d", Split.VALIDATION, epochs, Run.MEAN), i);
        set(builder, row, Query.accuracy("d", Split.TEST, epochs, Run.MEAN), 2 * i);
        if (seconds) {
          // A start-up of 10 s: not in proportion to the epochs. Mean over the cells: 14 + epochs.
          set(builder, row, Query.trainSeconds("d", epochs, Run.MEAN), 10 + i + epochs);
        }
      }
    }
    Path file = folder.resolve("lengths.bench");
    builder.write(file, List.of());
    return file;
  }

  private static TabularSettings settings(
      Path file, String searchOn, String report, String... fidelities) {
    return new TabularSettings(
        file,
        "d",
        Optional.empty(),
        searchOn,
        report,
        List.of(),
        TabularSettings.Missing.REFUSE,
        List.of(fidelities));
  }

  private static Evaluator<ChoiceString> evaluator(TabularSettings settings) {
    return new TabularPlugin()
        .create(settings, SPACE, new EvaluatorContext(java.util.Optional.empty(), 1));
  }

  @Test
  void fidelitiesCostWhatTheTableSays() {
    TabularPlugin plugin = new TabularPlugin();
    String full = "validation@40 mean";
    String test = "test@40 mean";
    assertEquals(
        List.of(
            new Fidelity("validation@4 mean", 0.333333),
            new Fidelity("validation@12 mean", 0.481481),
            new Fidelity(full, 1)),
        plugin.fidelities(
            settings(lengths(true), full, test, "validation@4   mean", "validation@12 mean")));
    assertEquals(
        List.of(new Fidelity("validation@12 seed 1", 0.3), new Fidelity(full, 1)),
        plugin.fidelities(settings(lengths(false), full, test, "validation@12 seed 1")));
    // Nothing is read where nothing is asked for.
    assertEquals(
        Fidelity.FULL_ONLY, plugin.fidelities(settings(Path.of("absent.bench"), full, test)));
  }

  @Test
  void lowerFidelitiesDecideByOtherColumns() throws InterruptedException {
    ChoiceString point = SPACE.parse("b-c");
    try (Evaluator<ChoiceString> evaluator =
        evaluator(
            settings(
                lengths(true),
                "validation@40 mean",
                "test@40 mean",
                "validation@4 seed 2",
                "validation@12 per-trial"))) {
      Result.Trained low = (Result.Trained) evaluator.evaluate(point, 0, 7, ProgressListener.NONE);
      assertEquals(25.4, low.validation());
      assertEquals(10, low.reported(), "that of report");
      assertEquals(OptionalDouble.of(19), low.simulatedTrainSeconds());
      Set<Double> drawn = new java.util.TreeSet<>();
      for (long seed = 0; seed < 30; seed++) {
        drawn.add(
            ((Result.Trained) evaluator.evaluate(point, 1, seed, ProgressListener.NONE))
                .validation());
      }
      assertEquals(Set.of(16.2, 26.2), drawn);
      assertEquals(
          trained(evaluator, point, 7), evaluator.evaluate(point, 2, 7, ProgressListener.NONE));
      assertEquals(5, trained(evaluator, point, 7).validation());
    }
  }

  private static void refusedFidelities(Path file, String part, String... fidelities) {
    for (boolean creating : new boolean[] {false, true}) {
      InvalidSettingException refused =
          assertThrows(
              InvalidSettingException.class,
              () -> {
                TabularSettings settings =
                    settings(file, "validation@12 mean", "test@40 mean", fidelities);
                if (creating) {
                  evaluator(settings).close();
                } else {
                  new TabularPlugin().fidelities(settings);
                }
              },
              part);
      assertEquals("fidelities", refused.key());
      String all = refused.getMessage() + ". Maybe " + refused.advice();
      assertTrue(all.contains(part), all);
    }
  }

  @Test
  void fidelitiesThatCannotServeAreRefused() {
    Path file = lengths(false);
    refusedFidelities(file, "has no 'd accuracy-percent validation@5 mean'", "validation@5 mean");
    refusedFidelities(
        file, "has no 'e accuracy-percent validation@4 per-trial'", "e validation@4 per-trial");
    refusedFidelities(file, "does not say which run", "validation@4");
    refusedFidelities(file, "does not tell split and epochs", "");
    refusedFidelities(
        file, "\"validation@12 mean\" costs 1.0 of a full training", "validation@12 mean");
    refusedFidelities(file, "costs 3.333333 of a full training", "validation@40 mean");
    refusedFidelities(
        file,
        "\"validation@4 seed 1\" costs 0.333333 of a full training, which must be less than 1 and"
            + " more than the 0.333333 of the one before it",
        "validation@4 mean",
        "validation@4 seed 1");
  }

  @Test
  @Tag("slow")
  void trainingsOf12EpochsCostSixPercentOfThoseOf200() throws InterruptedException {
    TabularSettings settings =
        new TabularSettings(
            Tables.nasBench201(),
            "cifar10-valid",
            Optional.empty(),
            "validation@200 mean",
            "cifar10 test@200 mean",
            List.of(),
            TabularSettings.Missing.REFUSE,
            List.of("validation@12 mean"));
    assertEquals(
        List.of(new Fidelity("validation@12 mean", 0.06), new Fidelity("validation@200 mean", 1)),
        new TabularPlugin().fidelities(settings));
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Benchmark benchmark = Benchmark.open(Tables.nasBench201());
    int column = benchmark.column(Query.accuracy("cifar10-valid", Split.VALIDATION, 12, Run.MEAN));
    try (var evaluator =
        new TabularPlugin()
            .create(settings, space, new EvaluatorContext(java.util.Optional.empty(), 1))) {
      var cell = space.parse(benchmark.key(77));
      Result.Trained low = (Result.Trained) evaluator.evaluate(cell, 0, 1, ProgressListener.NONE);
      Result.Trained full = (Result.Trained) evaluator.evaluate(cell, 1, 1, ProgressListener.NONE);
      assertEquals(benchmark.value(77, column), low.validation());
      assertEquals(full.reported(), low.reported());
      assertEquals(
          0.06,
          low.simulatedTrainSeconds().orElseThrow() / full.simulatedTrainSeconds().orElseThrow(),
          1e-9);
    }
  }

  @Test
  @Tag("slow")
  void missingArchitecturesAreRefusedOrFail() throws InterruptedException {
    Path file = table(4);
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> evaluator(SPACE, file, "d", "validation@12 seed 1", "test@12 mean"));
    assertEquals("missing", refused.key());
    assertTrue(
        String.valueOf(refused.getMessage()).contains("for 4 of the 9 architectures"),
        refused.getMessage());
    try (Evaluator<ChoiceString> evaluator =
        evaluator(
            SPACE,
            file,
            "d",
            "validation@12 seed 1",
            "test@12 mean",
            List.of(),
            TabularSettings.Missing.FAIL)) {
      assertEquals(11, trained(evaluator, SPACE.parse("a-b"), 0).validation());
      Result.Failed failed =
          (Result.Failed) evaluator.evaluate(SPACE.parse("c-c"), 0, ProgressListener.NONE);
      assertEquals(FailureKind.UNTRAINABLE, failed.kind());
    }
    ListedSpace<ChoiceString> listed =
        new ListedSpace<>(SPACE, SPACE.enumerate().limit(4).toList());
    evaluator(listed, file, "d", "validation@12 seed 1", "test@12 mean").close();
  }

  private void refused(String key, String part, Space<?> space, String... settings) {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> evaluator(space, table(9), settings[0], settings[1], settings[2]),
            part);
    assertEquals(key, refused.key());
    String all = refused.getMessage() + ". Maybe " + refused.advice();
    assertTrue(all.contains(part), all);
  }

  @Test
  @Tag("slow")
  void whatTheTableCannotAnswerIsRefusedWithWhatItHas() {
    String test = "test@12 mean";
    refused("search-on", "Maybe use 'd accuracy", SPACE, "d", "validation@13 seed 1", test);
    refused("search-on", "has no 'e accuracy", SPACE, "e", "validation@12 seed 1", test);
    refused("report", "has no 'd accuracy", SPACE, "d", "validation@12 seed 1", "test@12 seed 4");
    refused("search-on", "per-trial", SPACE, "other", "validation@12 per-trial", "d test@12 mean");
    refused("search-on", "which run", SPACE, "d", "validation@12", test);
    refused("search-on", "split and epochs", SPACE, "d", "validation", test);
    refused("search-on", "split and epochs", SPACE, "d", "", test);
    refused("search-on", "names no split", SPACE, "d", "valid@12 mean", test);
    refused("report", "which run", SPACE, "d", "validation@12 seed 1", "test@12 seed one");
    refused("report", "which run", SPACE, "d", "validation@12 seed 1", "test@12 mean mean");
    ChoiceSpace other = new ChoiceSpace(new ChoiceSettings(3, List.of("a", "b", "c"), "-"));
    refused("benchmark", "another space", other, "d", "validation@12 seed 1", test);
    NasBench201Space cells = new NasBench201Space(NasBench201Settings.published());
    refused("benchmark", "searches nasbench201", cells, "d", "validation@12 seed 1", test);
  }

  @Test
  @Tag("slow")
  void publishedTablesServeTheirSpaces() throws InterruptedException {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    try (Evaluator<?> evaluator =
        evaluator(
            space,
            Tables.nasBench201(),
            "cifar10",
            "cifar10-valid validation@200 mean",
            "test@200 mean")) {
      assertEquals("15625", evaluator.provenance().get("benchmark-architectures"));
      assertEquals(
          Set.of(
              "benchmark",
              "benchmark-sha256",
              "benchmark-architectures",
              "benchmark-imported-1",
              "benchmark-imported-1-sha256",
              "benchmark-imported-2",
              "benchmark-imported-2-sha256"),
          evaluator.provenance().keySet());
    }
  }

  /** Cells are found by their official hash, however their vertices are numbered. */
  @Test
  @Tag("slow")
  void cellsOfNasBench101AreFoundByHash() throws InterruptedException {
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    try (Evaluator<NasBench101Cell> evaluator =
        evaluator(
            space,
            Tables.nasBench101(),
            "cifar10",
            "validation@108 per-trial",
            "test@108 per-trial",
            List.of(),
            TabularSettings.Missing.FAIL)) {
      NasBench101Cell inception =
          space.parse(
              "0111010 0000001 0000001 0000100 0000001 0000001 0000000 / input conv1x1-bn-relu"
                  + " conv3x3-bn-relu conv3x3-bn-relu conv3x3-bn-relu maxpool3x3 output");
      Result outcome = evaluator.evaluate(inception, 1, ProgressListener.NONE);
      Benchmark benchmark = Benchmark.open(Tables.nasBench101());
      int row = benchmark.row("28cfc7874f6d200472e1a9dcd8650aa0");
      assertEquals(2_694_282, benchmark.value(row, benchmark.column(Cost.PARAMETERS)));
      int run = benchmark.column(Query.accuracy("cifar10", Split.TEST, 108, new Run.Seed(1)));
      assertEquals(Double.isNaN(benchmark.value(row, run)), outcome instanceof Result.Failed);
    }
    assertThrows(
        InvalidSettingException.class,
        () ->
            evaluator(
                space, Tables.nasBench101(), "cifar10", "validation@108 mean", "test@108 mean"));
  }
}
