package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;
import nas.core.trial.Result;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Quantity;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs have trained becomes tables, among them the one that the program embeds. */
final class RunTableTest {

  private static final Path EMBEDDED = Path.of("nasbench201-digits");
  private static final Path MAKER = Path.of("../results/own-table/table.yaml");

  /** Networks of the embedded table that are trained anew. */
  private static final int AGAIN = 16;

  private static final int ROWS = 6016;
  private static final int SEEDS = 3;

  /**
   * Spearman of the validation accuracy of one training with that of another, with the test
   * accuracy of another, with the mean of the others; of what searches see with what is reported;
   * of that the median, the upper tenth, the best and that of the best searched; how many of the
   * best tenth by one training are so by another.
   */
  private static final String SAID = "0.533 0.531 0.596 0.973 78.94 84.77 90.10 90.10 184";

  private static final String EXPERIMENT =
      """
      name: three
      description: Three of them.
      search-space:
        listed:
          space: {nasbench201: {channels: 1, cells-per-stage: 1}}
          architectures:
            - '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|'
            - '|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|'
            - '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'
      data: digits
      evaluator:
        training: {epochs: 2, batch-size: 256, validate-every: 1, checkpoint-every: 0}
      budget: {trained-models: 3}
      repetitions: 3
      strategies: [{name: All, exhaustive: {}}]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path run() {
    Path run = folder.resolve("three");
    Path experiment = Nas.write(folder.resolve("three.yaml"), EXPERIMENT);
    Nas.say("run", experiment, "--out", run, "--workers", "2").done();
    return run;
  }

  private static List<Result.Trained> trained(Path run, int repetition) {
    List<Result.Trained> trained = new ArrayList<>();
    for (TrialRecord trial :
        JournalReader.read(run.resolve("journal/01-all/00" + repetition + ".jsonl")).trials()) {
      trial.trainedInFull().ifPresent(trained::add);
    }
    return trained;
  }

  private static double value(Benchmark table, int row, String column) {
    OptionalInt index = table.find(Quantity.parse("column", column));
    return table.value(row, index.orElseThrow());
  }

  @Test
  @Tag("slow")
  void whatARunTrainedIsSearchedAsATable() {
    Path run = run();
    Path file = folder.resolve("three.bench");
    Nas.say("import", "run", run, "--out", file, "--licence", "none").done();
    Benchmark table = Benchmark.open(file);
    table.check();
    assertEquals(2, table.rows());
    assertTrue(
        table.description().notes().startsWith("Three of them. Each network was trained 3 times"));
    assertTrue(table.description().notes().contains("3 evaluations gave no value"));
    assertEquals("none", table.description().licence());
    // The first is spelt otherwise by its canonical form, which names the row.
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int seed = 0; seed < 3; seed++) {
        Result.Trained one = trained(run, seed).get(row);
        assertEquals(
            one.validation(),
            value(table, row, "digits accuracy-percent validation@2 seed " + seed));
        assertEquals(
            Optional.ofNullable(one.validationCurve().byEpoch().get(1)),
            Optional.of(value(table, row, "digits accuracy-percent validation@1 seed " + seed)));
        assertEquals(
            one.reported(), value(table, row, "digits accuracy-percent test@2 seed " + seed));
        sum += one.reported();
      }
      assertEquals(sum / 3, value(table, row, "digits accuracy-percent test@2 mean"));
      assertEquals(
          (trained(run, 1).get(row).reported() + trained(run, 2).get(row).reported()) / 2,
          value(table, row, "digits accuracy-percent test@2 mean-of 1+2"));
    }
    Path search =
        Nas.write(
            folder.resolve("search.yaml"),
            """
            name: search
            search-space: {listed: {benchmark: three.bench}}
            evaluator:
              tabular: {benchmark: three.bench, dataset: digits, search-on: validation@2 seed 0, report: test@2 mean-of 1+2}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Nas.say("run", search, "--out", folder.resolve("searched")).done();
  }

  @Test
  void runsThatAreNoTableAreRefused() {
    Path run = folder.resolve("tiny");
    Nas.say("run", Nas.write(folder.resolve("tiny.yaml"), Nas.EXPERIMENT), "--out", run).done();
    Path file = folder.resolve("tiny.bench");
    Nas.Said several = Nas.say("import", "run", run, "--out", file);
    assertEquals(Main.USER_ERROR, several.exitCode());
    assertTrue(several.err().contains("has several strategies"), several.err());
    Path one = folder.resolve("one");
    Path experiment =
        Nas.write(
            folder.resolve("one.yaml"), Nas.EXPERIMENT.replaceAll("\n  - aging-evolution.*", ""));
    Nas.say("run", experiment, "--out", one).done();
    Nas.Said untrained = Nas.say("import", "run", one, "--out", file);
    assertEquals(Main.USER_ERROR, untrained.exitCode());
    assertTrue(untrained.err().contains("no network that was trained"), untrained.err());
    Nas.Said licensed =
        Nas.say("import", "nasbench101", experiment, "--out", file, "--licence", "MIT");
    assertEquals(Main.USER_ERROR, licensed.exitCode());
    assertTrue(licensed.err().contains("--licence is for run only"), licensed.err());
    assertTrue(Files.notExists(file));
  }

  @Test
  void theEmbeddedTableIsSound() {
    Benchmark table = Benchmark.open(EMBEDDED);
    table.check();
    assertTrue(Benchmark.isOne(EMBEDDED));
    assertEquals(ROWS, table.rows());
    assertTrue(table.description().source().contains("data-sha256"), table.description().source());
    assertEquals(2 + SEEDS, table.imported().size());
    for (int row = 0; row < table.rows(); row++) {
      double sum = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        sum += value(table, row, "digits accuracy-percent test@6 seed " + seed);
      }
      assertEquals(sum / SEEDS, value(table, row, "digits accuracy-percent test@6 mean"), 1e-9);
      double others = sum - value(table, row, "digits accuracy-percent test@6 seed 0");
      assertEquals(
          others / (SEEDS - 1),
          value(table, row, "digits accuracy-percent test@6 mean-of 1+2"),
          1e-9);
    }
  }

  private static double[] column(Benchmark table, String column) {
    return IntStream.range(0, table.rows()).mapToDouble(row -> value(table, row, column)).toArray();
  }

  private static double agreement(double[] one, double[] other) {
    return Ranks.spearman(Ranks.average(one), Ranks.average(other));
  }

  /** Returns how many are in the best tenth of both; of equal values the earlier rows. */
  private static int shared(double[] one, double[] other) {
    Set<Integer> both = new TreeSet<>(best(one));
    both.retainAll(best(other));
    return both.size();
  }

  private static List<Integer> best(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> -values[row]))
        .limit(values.length / 10)
        .toList();
  }

  /** What results/own-table says of it. */
  @Test
  void seedsOfTheEmbeddedTableAgreeAsPublished() {
    Benchmark table = Benchmark.open(EMBEDDED);
    double[] one = column(table, "digits accuracy-percent validation@6 seed 0");
    double[] other = column(table, "digits accuracy-percent validation@6 seed 1");
    double[] searched = column(table, "digits accuracy-percent validation@6 mean");
    double[] reported = column(table, "digits accuracy-percent test@6 mean");
    int best = 0;
    for (int row = 1; row < reported.length; row++) {
      best = searched[row] > searched[best] ? row : best;
    }
    double[] sorted = reported.clone();
    Arrays.sort(sorted);
    String said =
        String.format(
            Locale.ROOT,
            "%.3f %.3f %.3f %.3f %.2f %.2f %.2f %.2f %d",
            agreement(one, other),
            agreement(one, column(table, "digits accuracy-percent test@6 seed 1")),
            agreement(one, column(table, "digits accuracy-percent test@6 mean-of 1+2")),
            agreement(searched, reported),
            sorted[sorted.length / 2],
            sorted[sorted.length * 9 / 10],
            sorted[sorted.length - 1],
            reported[best],
            shared(one, other));
    assertEquals(SAID, said);
  }

  /**
   * The same processor gives the same bits; another rounds otherwise, but far less than seeds
   * differ.
   */
  @Test
  @Tag("slow")
  void networksTrainedAnewHaveTheValuesOfTheEmbeddedTable() {
    Path run = folder.resolve("again");
    Nas.say(
            "run",
            MAKER,
            "--out",
            run,
            "--set",
            "budget.trained-models=" + AGAIN,
            "--set",
            "repetitions=1")
        .done();
    Benchmark table = Benchmark.open(EMBEDDED);
    double difference = 0;
    int trained = 0;
    for (TrialRecord trial : JournalReader.read(run.resolve("journal/01-all/000.jsonl")).trials()) {
      Optional<Result.Trained> result = trial.trainedInFull();
      if (result.isEmpty()) {
        continue;
      }
      int row = table.row(trial.canonicalId());
      trained++;
      difference +=
          Math.abs(
              result.get().validation()
                  - value(table, row, "digits accuracy-percent validation@6 seed 0"));
    }
    assertTrue(trained >= 3, trained + " trained");
    assertTrue(difference / trained < 2, difference / trained + " points");
  }
}
