package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.cluster.Loopback;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on Spark, in this process and on executors of their own, some of which are killed. */
@Tag("slow")
final class SparkRunTest {

  private static final String EXECUTORS = "local-cluster[2,1,600]";

  private static final String TRAINING =
      """
      name: training
      search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
      evaluator: {training: {epochs: 2, batch-size: 64}}
      proxies: {batch-size: 8}
      budget: {trained-models: 5}
      strategies:
        - random
        - name: guided
          aging-evolution: {population: 3, tournament: 2}
          warmup: {proxy: synflow + nwot, samples: 12}
      """;

  private static final String FATAL =
      """
      name: fatal
      search-space: nasbench201
      evaluator: {fatal: {noisy: {}, share: 0.25}}
      budget: {trained-models: 5}
      strategies: [random]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String text) {
    return Nas.write(folder.resolve("experiment.yaml"), text);
  }

  private String digest(String text, String workers) {
    return Nas.digest(Nas.runApart(experiment(text), out(text, workers), workers));
  }

  private Path out(String text, String workers) {
    return folder.resolve(
        (text.lines().findFirst().orElseThrow() + workers).replaceAll("[^a-z0-9]+", "-"));
  }

  @Test
  void journalsAndScoresAreThoseOfThreads() throws Exception {
    Loopback.during(
        Map.of(),
        () -> {
          assertEquals(digest(TRAINING, "2"), digest(TRAINING, "local[2]"));
          assertEquals(
              digest(ReducedRunTest.EXPERIMENT, "2"),
              digest(ReducedRunTest.EXPERIMENT, "local[2]"));
          assertEquals(scores("2"), scores("local[2]"));
        });
  }

  @Test
  void dataThatAreShippedGiveTheSameJournals() throws Exception {
    Path digits = TakeHome.digits(folder.resolve("digits"), 3, 20);
    String text =
        """
        name: shipped
        search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
        data: {image-folder: {folder: %s, size: 8}}
        evaluator: {score: {proxy: snip}}
        proxies: {batch-size: 8}
        budget: {trained-models: 3}
        strategies: [random]
        """
            .formatted(digits);
    Loopback.during(
        Map.of(),
        () -> {
          String here = digest(text, "2");
          Path out = folder.resolve("there");
          Set<Path> before = unpacked();
          Nas.say("run", experiment(text), "--out", out, "--workers", "local[2]", "--ship-data")
              .done();
          assertEquals(here, Nas.digest(out));
          Set<Path> copies = unpacked();
          copies.removeAll(before);
          assertTrue(
              copies.stream().anyMatch(copy -> Files.isDirectory(copy.resolve("digits/digit 2"))),
              copies.toString());
        });
  }

  /** Returns the folders into which workers of this machine unpacked data. */
  private static Set<Path> unpacked() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("nas-data-"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private String scores(String workers) throws Exception {
    Path out = folder.resolve("scores-of-" + workers.length() + ".csv");
    Path store = folder.resolve("store-of-" + workers.length());
    Nas.Said said =
        Nas.say(
            "score",
            experiment(TRAINING),
            "--sample",
            25,
            "--metrics",
            "synflow,nwot,params",
            "--workers",
            workers,
            "--store",
            store,
            "--out",
            out);
    assertEquals(0, said.exitCode(), said.err());
    return Files.readString(out);
  }

  @Test
  @Timeout(600)
  void killedExecutorsCostNoTrials() throws Exception {
    String digest = digest(TRAINING, "2");
    Loopback.makeHome();
    Loopback.during(Map.of(), () -> assertEquals(digest, digestWithOneKilled()));
  }

  private String digestWithOneKilled() throws Exception {
    CompletableFuture<String> run =
        CompletableFuture.supplyAsync(() -> digest(TRAINING, EXECUTORS));
    while (!run.isDone() && trials(out(TRAINING, EXECUTORS).resolve("journal")) < 3) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    List<ProcessHandle> executors = executors();
    assertFalse(run.isDone(), "it has ended before an executor was killed");
    assertEquals(2, executors.size(), executors.toString());
    assertTrue(executors.get(0).destroyForcibly());
    return run.get();
  }

  @Test
  @Timeout(600)
  void anArchitectureThatEndsItsExecutorsHasFailed() throws Exception {
    Loopback.makeHome();
    // As a process that is a worker: one try more.
    Loopback.during(
        Map.of("spark.task.maxFailures", "1"),
        () -> {
          Path out = Nas.runApart(experiment(FATAL), folder.resolve("fatal"), EXECUTORS);
          List<Result> results =
              JournalReader.read(out.resolve("journal/01-random/000.jsonl")).trials().stream()
                  .map(TrialRecord::result)
                  .toList();
          assertEquals(1, results.stream().filter(Result.Failed.class::isInstance).count());
          assertEquals(
              new Result.Failed(
                  FailureKind.WORKER_LOST,
                  "the evaluation ended its worker 2 times: its executors ended, and Spark gave it"
                      + " up"),
              results.get(4));
        });
  }

  private static int trials(Path journals) {
    return Files.isDirectory(journals)
        ? (int)
            Nas.journals(journals).values().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("{\"trial\""))
                .count()
        : 0;
  }

  /** Nothing else is started here. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .toList();
  }
}
