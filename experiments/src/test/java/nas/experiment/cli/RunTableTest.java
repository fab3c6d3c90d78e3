package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.trial.Result;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Quantity;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs have trained becomes tables. */
final class RunTableTest {

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
      repetitions: 2
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
        table.description().notes().startsWith("Three of them. Each network was trained 2 times"));
    assertTrue(table.description().notes().contains("2 evaluations gave no value"));
    assertEquals("none", table.description().licence());
    // The first is spelt otherwise by its canonical form, which names the row.
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int seed = 0; seed < 2; seed++) {
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
      assertEquals(sum / 2, value(table, row, "digits accuracy-percent test@2 mean"));
    }
    Path search =
        Nas.write(
            folder.resolve("search.yaml"),
            """
            name: search
            search-space: {listed: {benchmark: three.bench}}
            evaluator:
              tabular: {benchmark: three.bench, dataset: digits, search-on: validation@2 seed 0, report: test@2 mean}
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
}
