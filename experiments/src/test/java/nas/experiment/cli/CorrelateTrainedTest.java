package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.file.CsvReader;
import nas.core.log.SyncPolicy;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.result.journal.JournalWriter;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Correlation against cost, from made-up runs of reduced training.
 *
 * <p>{@code -Dnas.golden.write=true} writes the golden files that differ.
 */
final class CorrelateTrainedTest {

  private static final String EXPERIMENT =
      """
      name: made-up
      search-space: nasbench201
      evaluator:
        reduced-training: {preset: econas, epochs: 2, batch-size: 32}
      budget: {trained-models: 9}
      strategies:
        - random
      """;

  /** Accuracies after the epochs, and that of the table. */
  private static final double[] FIRST = {20, 25, 22, 22, 40, 10};

  private static final double[] SECOND = {30, 28, 35, Double.NaN, 50, 10};
  private static final double[] TABLE = {91, 92, 93, 94, 94.5, 10};

  private static final String SCORES =
      """
      architecture,canonical-id,synflow,params,zico,mine
      a,i-a,1.5,100,3,1
      b,i-b,2e10,100,1,2
      c,i-c,2.5,200,2,3
      d,i-d,4,300,5,4
      e,i-e,5,300,4,5
      f,i-f,0.5,50,0.5,6
      z,i-z,0.5,50,0.5,6
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private final StringBuilder refusals = new StringBuilder();

  private static TrialRecord trial(
      int index, String id, Optional<Fidelity> fidelity, Result result) {
    return new TrialRecord(
        index,
        id,
        "i-" + id,
        OptionalInt.empty(),
        fidelity,
        result,
        new TrialRecord.Wall(Instant.parse("2026-11-01T12:00:00Z"), 1));
  }

  private static Result.Trained trained(double first, double second) {
    SortedMap<String, Double> measurements = new TreeMap<>();
    measurements.put("samples", 100.0);
    measurements.put("validation-accuracy-percent@epoch-1", first);
    boolean ended = Double.isNaN(second);
    if (!ended) {
      measurements.put("validation-accuracy-percent@epoch-2", second);
    }
    measurements.put("epochs", ended ? 1.0 : 2.0);
    return new Result.Trained(ended ? first : second, 10, OptionalDouble.empty(), measurements);
  }

  private static List<TrialRecord> trials() {
    List<TrialRecord> trials = new ArrayList<>();
    for (int i = 0; i < FIRST.length; i++) {
      String id = Character.toString('a' + i);
      trials.add(trial(i, id, Optional.empty(), trained(FIRST[i], SECOND[i])));
    }
    trials.add(trial(6, "g", Optional.empty(), FAILED));
    trials.add(trial(7, "h", Optional.of(new Fidelity("epochs-1", 0.5)), trained(99, Double.NaN)));
    return trials;
  }

  private static final Result.Failed FAILED =
      new Result.Failed(FailureKind.NON_FINITE_LOSS, "the loss became NaN", OptionalDouble.empty());

  private Path run(String name, String experiment, List<TrialRecord> trials) {
    Path run = folder.resolve(name);
    try {
      Files.createDirectories(run.resolve("journal/01-random"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    Nas.write(run.resolve("experiment.yaml"), experiment);
    try (JournalWriter writer =
        JournalWriter.open(run.resolve("journal/01-random/000.jsonl"), SyncPolicy.EVERY_SECOND)) {
      trials.forEach(writer::append);
    }
    return run;
  }

  private Path table() {
    StringBuilder text = new StringBuilder("arch_str,test\nx,50\nz,51\n");
    for (int i = 0; i < TABLE.length; i++) {
      text.append((char) ('a' + i)).append(',').append(TABLE[i]).append('\n');
    }
    return Nas.write(folder.resolve("table.csv"), text.toString());
  }

  private Path scores() {
    return Nas.write(folder.resolve("scores.csv"), SCORES);
  }

  /** Returns Spearman's correlation by its definition, of the rows without NaN. */
  private static double spearman(double[] first, double[] second) {
    int[] rows =
        java.util.stream.IntStream.range(0, first.length)
            .filter(i -> !Double.isNaN(first[i] + second[i]))
            .toArray();
    double[] a = Arrays.stream(rows).mapToDouble(i -> rank(first, rows, i)).toArray();
    double[] b = Arrays.stream(rows).mapToDouble(i -> rank(second, rows, i)).toArray();
    double mean = (rows.length + 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < rows.length; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double rank(double[] values, int[] rows, int row) {
    double rank = 0.5;
    for (int other : rows) {
      rank += values[other] < values[row] ? 1 : values[other] == values[row] ? 0.5 : 0;
    }
    return rank;
  }

  private static void golden(String name, String text, Path folder) {
    String plain = text.replace(folder.toString(), "FOLDER");
    Path file = Path.of("src/test/resources/nas/experiment/cli", name + ".txt");
    try {
      if (Boolean.getBoolean("nas.golden.write")) {
        Files.writeString(file, plain);
      }
      assertEquals(Files.readString(file), plain);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void row(CsvReader csv, String start, int architectures, double spearman) {
    assertTrue(csv.next());
    assertEquals(start, csv.cell(0) + "," + csv.cell(1) + "," + csv.cell(2) + "," + csv.cell(3));
    assertEquals(spearman, csv.number(4).orElseThrow(), 1e-12, start);
    assertEquals(Integer.toString(architectures), csv.cell(7), start);
  }

  @Test
  @Tag("slow")
  void epochsStandBesideMetricsWithTheirCosts() throws IOException {
    Path out = folder.resolve("out");
    // 100 images in batches of 32 are 4 minibatches an epoch.
    String said =
        Nas.say(
                "correlate",
                scores(),
                "--trained",
                run("made-up", EXPERIMENT, trials()),
                "--benchmark",
                table(),
                "--accuracy",
                "test",
                "--higher",
                "mine",
                "--metrics",
                "synflow,params,zico",
                "--out",
                out)
            .done();
    golden("correlate-trained", said, folder);
    double[] mine = {1, 2, 3, 4, 5, 6};
    double[] synflow = {1.5, 2e10, 2.5, 4, 5, 0.5};
    double[] params = {100, 100, 200, 300, 300, 50};
    double[] zico = {3, 1, 2, 5, 4, 0.5};
    try (CsvReader csv = CsvReader.open(out.resolve("correlation-cost.csv"))) {
      row(csv, "test,made-up,1,4", 6, spearman(FIRST, TABLE));
      row(csv, "test,made-up,2,8", 5, spearman(SECOND, TABLE));
      row(csv, "test,synflow,,1", 6, spearman(synflow, TABLE));
      row(csv, "test,params,,0", 6, spearman(params, TABLE));
      row(csv, "test,zico,,2", 6, spearman(zico, TABLE));
      row(csv, "test,mine,,", 6, spearman(mine, TABLE));
      assertFalse(csv.next());
    }
    assertTrue(Files.readString(out.resolve("plots/correlation-cost.svg")).contains("synflow"));
    assertTrue(Files.exists(out.resolve("plots/correlation-cost.png")));
  }

  @Test
  @Tag("slow")
  void severalRunsNeedNoScoresAndCompareWhatAllTrained() throws IOException {
    Path out = folder.resolve("out");
    List<TrialRecord> fewer = trials().subList(0, 5);
    String said =
        Nas.say(
                "correlate",
                "--trained",
                run("one", EXPERIMENT, trials()),
                "--trained",
                run("two", EXPERIMENT.replace("batch-size: 32", "batch-size: 50"), fewer),
                "--benchmark",
                table(),
                "--accuracy",
                "test",
                "--out",
                out)
            .done();
    assertTrue(said.contains(": 5 architectures\n"), said);
    assertTrue(said.contains("architectures of " + folder.resolve("one") + " 1 are"), said);
    double[] table = Arrays.copyOf(TABLE, 5);
    try (CsvReader csv = CsvReader.open(out.resolve("correlation-cost.csv"))) {
      row(csv, "test,one,1,4", 5, spearman(Arrays.copyOf(FIRST, 5), table));
      row(csv, "test,one,2,8", 4, spearman(Arrays.copyOf(SECOND, 5), table));
      row(csv, "test,two,1,2", 5, spearman(Arrays.copyOf(FIRST, 5), table));
      row(csv, "test,two,2,4", 4, spearman(Arrays.copyOf(SECOND, 5), table));
      assertFalse(csv.next());
    }
  }

  private void refused(String what, Object... more) {
    Nas.Said said =
        Nas.say(
            Stream.concat(
                    Stream.of("correlate", "--benchmark", table(), "--accuracy", "test"),
                    Stream.of(more))
                .toArray());
    assertEquals(Main.USER_ERROR, said.exitCode(), what);
    assertFalse(said.out().contains("Wrote"), what);
    refusals.append("# ").append(what).append('\n').append(said.err());
  }

  private static List<TrialRecord> renamed(Result result) {
    return List.of(trial(0, "y", Optional.empty(), result));
  }

  @Test
  @Tag("slow")
  void whateverIsWrongIsSaid() throws IOException {
    Path good = run("good", EXPERIMENT, trials());
    refused("neither scores nor a run");
    refused("no such run", "--trained", folder.resolve("nowhere"));
    refused("a folder without a run", "--trained", folder);
    refused("a file", "--trained", scores());
    refused(
        "not of reduced training",
        "--trained",
        run(
            "whole",
            EXPERIMENT.replaceAll("reduced-training: .*", "training: {epochs: 2}"),
            trials()));
    refused("nothing trained yet", "--trained", run("begun", EXPERIMENT, List.of()));
    refused("all failed", "--trained", run("failed", EXPERIMENT, renamed(FAILED)));
    refused(
        "no images told",
        "--trained",
        run(
            "untold",
            EXPERIMENT,
            renamed(new Result.Trained(50, 50, OptionalDouble.empty(), new TreeMap<>()))));
    Path foreign = run("foreign", EXPERIMENT, renamed(trained(20, 30)));
    refused("no architecture of the table", "--trained", foreign);
    refused(
        "no architecture of the scores", scores(), "--metrics", "synflow", "--trained", foreign);
    refused("no architecture of the other run", "--trained", good, "--trained", foreign);
    refused("a run twice", "--trained", good, "--trained", good);
    refused(
        "two runs of one name",
        "--trained",
        good,
        "--trained",
        run("other/good", EXPERIMENT, trials()));
    refused("metrics without scores", "--trained", good, "--metrics", "synflow");
    refused("key that runs lack", "--trained", good, "--key", "index=arch_str");
    refused(
        "key of the scores",
        scores(),
        "--metrics",
        "synflow",
        "--trained",
        good,
        "--key",
        "mine=arch_str");
    refused(
        "scores without a key of runs",
        Nas.write(folder.resolve("numbered.csv"), "index,synflow\n1,2\n"),
        "--trained",
        good);
    Path journal = good.resolve("journal/01-random/000.jsonl");
    Nas.write(journal, Files.readString(journal).replaceFirst("20.0", "21.0"));
    refused("journal changed", "--trained", good);
    golden("correlate-trained-refusals", refusals.toString(), folder);
  }
}
