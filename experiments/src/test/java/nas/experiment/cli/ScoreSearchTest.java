package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches that train nothing: the result of a trial is its score. */
@Tag("slow")
final class ScoreSearchTest {

  private static final String CELLS = "{nasbench201: {channels: 2, cells-per-stage: 1}}";

  private static final String NOTHING = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String space, String data, String evaluator, String more) {
    return Nas.write(
        folder.resolve("scores.yaml"),
        """
        name: scores
        search-space: %s
        data: %s
        evaluator: %s
        proxies: {batch-size: 8}
        budget: {trained-models: 8}
        repetitions: 2
        strategies:
          - random
          - aging-evolution: {population: 4, tournament: 2, concurrent-trials: 2}
        %s
        """
            .formatted(space, data, evaluator, more));
  }

  private static List<TrialRecord> trials(Path run, String search) {
    return JournalReader.read(run.resolve("journal").resolve(search).resolve("000.jsonl")).trials();
  }

  @Test
  void theBestScoreIsFoundReportedAndTheSameForAnyWorkers() throws IOException {
    Path experiment = experiment(CELLS, "digits", "{score: {proxy: nwot}}", "");
    Path alone = folder.resolve("alone");
    String said = Nas.say("run", experiment, "--out", alone, "--workers", 1).done();
    assertTrue(said.contains("Nothing was trained: each value is a network's score by nwot"), said);
    assertFalse(said.contains("Training"), "there are no training seconds: " + said);
    assertFalse(said.contains("ccurac"), said);
    Path together = folder.resolve("together");
    Nas.say("run", experiment, "--out", together, "--workers", 4).done();
    assertEquals(Nas.digest(alone), Nas.digest(together));
    Path apart = folder.resolve("apart");
    Nas.say("run", experiment, "--out", apart, "--set", "execution.isolation=process").done();
    assertEquals(Nas.digest(alone), Nas.digest(apart));

    Nas.keepTrials(alone.resolve("journal/01-random/000.jsonl"), 3);
    Nas.keepTrials(alone.resolve("journal/02-aging-evolution/001.jsonl"), 5);
    Nas.say("run", alone).done();
    assertEquals(Nas.digest(together), Nas.digest(alone));

    String table = Files.readString(alone.resolve("tables/final.csv"));
    assertTrue(table.contains("test_nwot_mean"), table);
    assertTrue(table.contains("score by nwot"), table);
    assertFalse(Files.exists(alone.resolve("tables/curve-seconds.csv")), "nothing was trained");
    String report = Files.readString(alone.resolve("report.html"));
    assertTrue(report.contains("Nwot over the search"), "the report names the score");
    assertFalse(report.contains("test nwot"), "a score has no test value");
    String status = Nas.say("status", alone).done();
    assertTrue(status.contains("Nwot"), status);
    assertFalse(status.contains("Validation"), status);

    String best = Nas.say("best", alone).done();
    String architecture = best.lines().toList().get(1).strip();
    String scored =
        Nas.say(
                "score",
                experiment,
                "--arch",
                architecture,
                "--metrics",
                "nwot",
                "--store",
                folder.resolve("store"))
            .done();
    String score = scored.lines().filter(line -> line.startsWith("nwot")).findFirst().orElseThrow();
    assertTrue(best.startsWith("Best network: " + score.replaceAll("nwot +", "") + " nwot"), best);
  }

  @Test
  void networksWithoutAScoreAreFailedTrials() throws IOException {
    Path experiment = experiment(CELLS, "digits", "{score: {proxy: zen}}", "");
    Path run = folder.resolve("run");
    String start = "strategies[1].aging-evolution.start-from=['%s']".formatted(NOTHING);
    Nas.say("run", experiment, "--out", run, "--set", start).done();
    List<Result.Failed> failed =
        trials(run, "02-aging-evolution").stream()
            .map(TrialRecord::result)
            .filter(Result.Failed.class::isInstance)
            .map(Result.Failed.class::cast)
            .toList();
    assertFalse(failed.isEmpty(), "a cell without any operation has no score");
    assertTrue(failed.stream().allMatch(one -> one.kind() == FailureKind.NO_SCORE));
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("Networks without a score"), "the report names the reasons");
    assertTrue(report.contains("no-score"), "and their kind");
  }

  @Test
  void constraintsAndTargetsHoldAsForTrainings() {
    Path experiment =
        experiment(
            CELLS, "digits", "{score: {proxy: params}}", "constraints: {parameters: '<= 1400'}");
    Path run = folder.resolve("run");
    Nas.say("run", experiment, "--out", run, "--set", "budget.target-value=1390").done();
    for (TrialRecord trial : trials(run, "01-random")) {
      assertTrue(((Result.Trained) trial.result()).validation() <= 1400, trial.architecture());
    }
    String status = Nas.say("status", run).done();
    assertTrue(status.contains("target") || status.contains("budget spent"), status);
  }

  @Test
  void runsByDifferentScoresAreNotCompared() {
    String zen = "{score: {proxy: '%s'}}";
    Path first = folder.resolve("first");
    Nas.say("run", experiment(CELLS, "digits", zen.formatted("nwot"), ""), "--out", first).done();
    Path second = folder.resolve("second");
    Nas.say(
            "run",
            experiment(CELLS, "digits", zen.formatted("nwot"), ""),
            "--out",
            second,
            "--set",
            "proxies.batch-size=16")
        .done();
    Refusal.refused(folder, "evaluator-score-compared", "compare", first, second);
    String compared = Nas.say("compare", first, second, "--anyway").done();
    assertTrue(compared.contains("Nwot of the incumbent at the end"), compared);
  }

  private void refused(String golden, String space, String data, String evaluator) {
    Refusal.refused(
        folder,
        golden,
        "run",
        experiment(space, data, evaluator, ""),
        "--out",
        folder.resolve("run"));
    assertTrue(Files.notExists(folder.resolve("run")), "nothing is written");
  }

  private void refused(String golden, String proxy) {
    refused(golden, CELLS, "digits", "{score: {proxy: " + proxy + "}}");
  }

  @Test
  void whatHasNoScoreOfOneNetworkIsRefused() {
    refused("evaluator-score-missing", CELLS, "digits", "score");
    refused("evaluator-score-unknown", "zenn");
    refused("evaluator-score-setting", "'zen(pictures=3)'");
    refused("evaluator-score-ranks", "zen + nwot");
    refused("evaluator-score-log-ranks", "'log-ranks(layers, params)'");
    refused("evaluator-score-vote", "vote");
    refused("evaluator-score-column", "{column: zen}");
    refused("evaluator-score-tokens", grammar(), "text", "{score: {proxy: zen}}");
    refused(
        "evaluator-score-networks",
        "{choices: {positions: 3, options: [a, b]}}",
        "digits",
        "{score: {proxy: zen}}");
    refused("evaluator-score-few", CELLS, "{noise: {images: 12}}", "{score: {proxy: zico}}");
  }

  private static String grammar() {
    return "{grammar: " + Path.of("../examples/text-space.yaml").toAbsolutePath().normalize() + "}";
  }
}
