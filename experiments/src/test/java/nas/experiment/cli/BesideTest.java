package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import nas.core.file.CsvReader;
import nas.core.trial.Result;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole networks that an experiment evaluates beside its searches. */
final class BesideTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|none~0|none~1|avg_pool_3x3~2|";

  private static final String BESIDE =
      Nas.EXPERIMENT.replace("strategies:\n", "networks: [resnet8, '" + CELL + "']\nstrategies:\n");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String text) {
    return Nas.write(folder.resolve("beside.yaml"), text);
  }

  private Path run(String name, String text, Object... more) {
    Path run = folder.resolve(name);
    Object[] command =
        Stream.concat(Stream.of("run", experiment(text), "--out", run), Stream.of(more)).toArray();
    Nas.say(command).done();
    return run;
  }

  private static Result.Trained only(Path run, String search, int repetition) {
    Path file = run.resolve("journal").resolve(search).resolve("00" + repetition + ".jsonl");
    List<TrialRecord> trials = JournalReader.read(file).trials();
    assertEquals(1, trials.size());
    return (Result.Trained) trials.get(0).result();
  }

  private static List<String> column(Path table, String name) {
    try (CsvReader rows = CsvReader.open(table)) {
      int column = rows.header().indexOf(name);
      assertTrue(column >= 0, rows.header() + " has no " + name);
      List<String> cells = new ArrayList<>();
      while (rows.next()) {
        cells.add(rows.cell(column));
      }
      return cells;
    }
  }

  @Test
  @Tag("slow")
  void everyRepetitionEvaluatesEachOfThemOnceWithTheSeedOfTheFirstTrials() throws IOException {
    Path run = run("run", BESIDE);
    assertEquals(
        List.of(
            "01-random",
            "02-aging-evolution",
            "03-resnet8",
            "04-nor-conv-3x3-0-skip-connect-0-nor-con-n"),
        Stream.of(Objects.requireNonNull(run.resolve("journal").toFile().list()))
            .sorted()
            .toList());
    // A search whose first network is that cell evaluates it with the same seed.
    Path searched =
        run(
            "searched",
            Nas.EXPERIMENT,
            "--set",
            "strategies[1].aging-evolution.start-from=['" + CELL + "']");
    for (int repetition = 0; repetition < 2; repetition++) {
      Path file = searched.resolve("journal/02-aging-evolution/00" + repetition + ".jsonl");
      TrialRecord first = JournalReader.read(file).trials().get(0);
      assertEquals(CELL, first.architecture());
      Result.Trained beside = only(run, "04-nor-conv-3x3-0-skip-connect-0-nor-con-n", repetition);
      Result.Trained found = (Result.Trained) first.result();
      assertEquals(found.validation(), beside.validation());
      assertEquals(found.reported(), beside.reported());
    }
    Network network = NetworkFamilies.network("resnet8", new Task(new FeatureShape(1, 8, 8), 10));
    Path table = run.resolve("tables/final.csv");
    assertEquals(
        List.of(
            "random", "aging-evolution", "resnet8", CELL.substring(0, 40) + "... (networks[1])"),
        column(table, "strategy"));
    assertEquals(network.parameters() + ".0", column(table, "parameters_mean").get(2));
    assertEquals(network.macs() + ".0", column(table, "macs_mean").get(2));
    assertEquals(List.of("6", "6", "1", "1"), column(table, "trained_models_budget"));
    double mean =
        (only(run, "03-resnet8", 0).reported() + only(run, "03-resnet8", 1).reported()) / 2;
    assertEquals(
        mean, Double.parseDouble(column(table, "test_accuracy_mean_percent").get(2)), 1e-12);
  }

  @Test
  @Tag("slow")
  void theyAreBesideTheSearchesAndNotFound() throws IOException {
    Path run = folder.resolve("run");
    String said = Nas.say("run", experiment(BESIDE), "--out", run, "--set", "seed=5").done();
    assertTrue(said.contains("x 6 networks beside 2 given networks on "), said);
    double best =
        Stream.of("01-random", "02-aging-evolution")
            .flatMap(search -> Stream.of(0, 1).map(repetition -> search + "/00" + repetition))
            .flatMap(
                search ->
                    JournalReader.read(run.resolve("journal").resolve(search + ".jsonl"))
                        .trials()
                        .stream())
            .mapToDouble(trial -> ((Result.Trained) trial.result()).validation())
            .max()
            .orElseThrow();
    assertTrue(said.contains("(%.2f %% validation), found by".formatted(best)), said);
    assertFalse(column(run.resolve("tables/curve-models.csv"), "strategy").contains("resnet8"));
    assertFalse(column(run.resolve("tables/speedup.csv"), "strategy").contains("resnet8"));
    assertTrue(column(run.resolve("tables/significance.csv"), "strategy").contains("resnet8"));
    assertTrue(
        Files.readString(run.resolve("plots/curve-models.svg")).contains(">resnet8<"),
        "a line with its name");
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(
        report.contains("evaluated beside them, with the seeds of their first trials: resnet8, "),
        report);
    assertTrue(Nas.say("status", run).done().contains("28 of 28"), "12 a search, 1 a network");
  }

  @Test
  @Tag("slow")
  void journalsAreTheSameForAnyWorkersAndAfterAnInterruption() throws IOException {
    Path alone = run("alone", BESIDE, "--workers", 1);
    assertEquals(Nas.digest(alone), Nas.digest(run("together", BESIDE, "--workers", 4)));
    String whole = Nas.digest(alone);
    Nas.keepTrials(alone.resolve("journal/02-aging-evolution/001.jsonl"), 2);
    Nas.keepTrials(alone.resolve("journal/03-resnet8/000.jsonl"), 1);
    Files.delete(alone.resolve("journal/03-resnet8/001.jsonl"));
    Nas.say("run", alone).done();
    assertEquals(whole, Nas.digest(alone));
    String more = Nas.say("run", alone, "--set", "repetitions=3").done();
    assertTrue(more.contains("Going on with more"), more);
    assertEquals(
        Nas.digest(run("three", BESIDE.replace("repetitions: 2", "repetitions: 3"))),
        Nas.digest(alone));
  }

  @Test
  @Tag("slow")
  void searchesAreTheSameWithAndWithoutThem() throws IOException {
    Path with = run("with", BESIDE);
    Path without = run("without", Nas.EXPERIMENT);
    for (String journal : List.of("01-random/000.jsonl", "02-aging-evolution/001.jsonl")) {
      assertEquals(
          JournalReader.read(without.resolve("journal").resolve(journal)).trials().stream()
              .map(TrialRecord::result)
              .toList(),
          JournalReader.read(with.resolve("journal").resolve(journal)).trials().stream()
              .map(TrialRecord::result)
              .toList());
    }
  }

  @Test
  @Tag("slow")
  void aJournalOfAnotherNetworkIsRefused() throws IOException {
    Path run = run("run", BESIDE.replace("'" + CELL + "'", "resnet14"));
    Files.copy(
        run.resolve("journal/04-resnet14/000.jsonl"),
        run.resolve("journal/03-resnet8/000.jsonl"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Nas.Said said = Nas.say("run", run);
    assertEquals(2, said.exitCode(), said.out());
    assertTrue(said.err().contains("resnet14"), said.err());
  }

  @Test
  @Tag("slow")
  void workerProcessesAndScoresServeThemToo() {
    String scored =
        BESIDE
            .replace("noisy", "{score: {proxy: nwot}}\nproxies: {batch-size: 8}")
            .replace("nasbench201", "{nasbench201: {channels: 2, cells-per-stage: 1}}");
    Path here = run("here", scored);
    Path there = run("there", scored, "--set", "execution.isolation=process");
    assertEquals(Nas.digest(here), Nas.digest(there));
    assertEquals(only(here, "03-resnet8", 0).reported(), only(here, "03-resnet8", 1).reported());
  }
}
