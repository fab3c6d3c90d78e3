package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.experiment.toy.FatalPlugin;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose workers are processes, undisturbed and with some of them killed. */
@Tag("slow")
final class WorkerProcessesTest {

  private static final long PATIENCE_SECONDS = 120;

  private static final String STRATEGIES =
      """
      name: strategies
      search-space: nasbench201
      evaluator: {noisy: {failure-share: 0.1}}
      budget: {trained-models: 25}
      repetitions: 2
      strategies:
        - random
        - {name: evolution, aging-evolution: {population: 8, tournament: 3, concurrent-trials: 3}}
        - {name: local, local-search: {initial: 3}}
        - {name: lstm, reinforce: {hidden: 8, embedding: 4, learning-rate: 0.01}}
        - {name: trees, regression-predictor: {trees: 5, training-points: 8, iterations: 2, pool: 100}}
      """;

  private static final String FATAL =
      """
      name: fatal
      search-space: nasbench201
      evaluator: {fatal: {noisy: {}, share: 0.25}}
      budget: {trained-models: 12}
      strategies:
        - random
        - aging-evolution: {population: 4, tournament: 2}
      """;

  private static final String TRAINING =
      """
      name: training
      search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
      evaluator: {training: {epochs: 6, checkpoint-every: 1, batch-size: 32}}
      budget: {trained-models: 6}
      strategies: [random]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String text) {
    return Nas.write(folder.resolve("experiment.yaml"), text);
  }

  private String digestOfThreads(String text) {
    Path out = folder.resolve("threads");
    Nas.say("run", experiment(text), "--out", out, "--workers", 1).done();
    return new RunFolder(out).digest().toString();
  }

  private Object[] byProcesses(String text, Path out, int workers) {
    return new Object[] {
      "run",
      experiment(text),
      "--out",
      out,
      "--workers",
      workers,
      "--set",
      "execution.isolation=process"
    };
  }

  private String digestOfProcesses(String text, int workers) {
    Path out = folder.resolve("processes-" + workers);
    Nas.say(byProcesses(text, out, workers)).done();
    return new RunFolder(out).digest().toString();
  }

  @Test
  void journalsAreThoseOfThreads() {
    assertEquals(digestOfThreads(STRATEGIES), digestOfProcesses(STRATEGIES, 3));
  }

  @Test
  void journalsOfTrainingsThatTheMedianEndsAreThoseOfThreads() {
    assertEquals(
        digestOfThreads(ReducedRunTest.EXPERIMENT),
        digestOfProcesses(ReducedRunTest.EXPERIMENT, 2));
  }

  @Test
  void anArchitectureThatEndsItsWorkersHasFailed() {
    assertEquals(digestOfProcesses(FATAL, 1), digestOfProcesses(FATAL, 3));
    List<TrialRecord> trials =
        JournalReader.read(folder.resolve("processes-1/journal/01-random/000.jsonl")).trials();
    List<Result.Failed> failed =
        trials.stream()
            .map(TrialRecord::result)
            .filter(Result.Failed.class::isInstance)
            .map(Result.Failed.class::cast)
            .toList();
    assertTrue(!failed.isEmpty() && failed.size() < trials.size(), failed.toString());
    for (Result.Failed one : failed) {
      assertEquals(FailureKind.WORKER_LOST, one.kind());
      assertEquals(
          "the evaluation ended its worker 2 times: it ended with exit code "
              + FatalPlugin.EXIT_CODE,
          one.message());
    }
  }

  @Test
  void aWorkerThatEndsOnceCostsNoTrial() {
    String none = FATAL.replace("0.25", "0");
    String once = FATAL.replace("0.25", "0.25, once: " + folder.resolve("seen"));
    Path out = folder.resolve("once");
    String said = Nas.say(byProcesses(once, out, 2)).done();
    assertTrue(said.contains("Another one evaluates it again."), said);
    Path journal = Path.of("journal/01-random/000.jsonl");
    digestOfThreads(none);
    assertEquals(
        results(folder.resolve("threads").resolve(journal)), results(out.resolve(journal)));
  }

  private static List<Result> results(Path journal) {
    return JournalReader.read(journal).trials().stream().map(TrialRecord::result).toList();
  }

  /** The trainings go on from their checkpoints, and end with the same bits. */
  @Test
  void killedWorkersCostNoTrainings() throws Exception {
    String digest = digestOfThreads(TRAINING);
    Path out = folder.resolve("killed");
    Path checkpoints = new RunFolder(out).checkpointFolder();
    String said;
    try (NasProcess run = NasProcess.start(byProcesses(TRAINING, out, 2))) {
      for (int kills = 0; kills < 2; kills++) {
        int done = trials(out);
        await(() -> !run.isAlive() || (trials(out) > done && Files.isDirectory(checkpoints)));
        workers(run).stream().findFirst().ifPresent(ProcessHandle::destroyForcibly);
      }
      assertEquals(0, run.waitFor(), run::said);
      said = run.said();
    }
    assertTrue(said.contains("it was ended by signal 9 (SIGKILL). Another one"), said);
    assertEquals(digest, new RunFolder(out).digest().toString());
    assertFalse(Files.exists(checkpoints));
  }

  /** Ctrl-C in a terminal reaches workers, too, and is for the run to obey. */
  @Test
  void workersLeaveInterruptionsToTheRun() throws Exception {
    String text = STRATEGIES.replace("failure", "pause-milliseconds: 20, failure");
    Path out = folder.resolve("interrupted");
    try (NasProcess run = NasProcess.start(byProcesses(text, out, 2))) {
      await(() -> !run.isAlive() || trials(out) > 3);
      for (ProcessHandle worker : workers(run)) {
        signal("INT", worker.pid());
      }
      assertEquals(0, run.waitFor(), run::said);
      assertFalse(run.said().contains("A worker ended"), run::said);
    }
  }

  @Test
  void anInterruptedRunLeavesNoWorkerAndNoFailedTrial() throws Exception {
    ProcessTest.assumeInterruptible();
    String text = STRATEGIES.replace("failure", "pause-milliseconds: 20, failure");
    Path out = folder.resolve("interrupted");
    List<ProcessHandle> left;
    try (NasProcess run = NasProcess.start(byProcesses(text, out, 2))) {
      await(() -> !run.isAlive() || trials(out) > 3);
      left = workers(run);
      for (ProcessHandle worker : left) {
        signal("INT", worker.pid());
      }
      run.interrupt();
      assertEquals(Main.INTERRUPTED, run.waitFor(), run::said);
    }
    assertFalse(left.isEmpty());
    await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
    Nas.say("run", out, "--set", "execution.isolation=thread").done();
    assertEquals(digestOfThreads(text), new RunFolder(out).digest().toString());
  }

  @Test
  void aKilledRunLeavesNoWorkerAndGoesOn() throws Exception {
    String digest = digestOfThreads(TRAINING);
    Path out = folder.resolve("killed");
    List<ProcessHandle> left;
    try (NasProcess run = NasProcess.start(byProcesses(TRAINING, out, 2))) {
      await(() -> !run.isAlive() || trials(out) > 0);
      left = workers(run);
      run.kill();
    }
    assertFalse(left.isEmpty());
    await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
    Nas.say("run", out, "--workers", 2).done();
    assertEquals(digest, new RunFolder(out).digest().toString());
  }

  private static List<ProcessHandle> workers(NasProcess run) {
    return ProcessHandle.of(run.pid()).stream().flatMap(ProcessHandle::children).toList();
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /** Returns how many lines all journals of a run have. */
  private static int trials(Path out) {
    List<String> lines = new ArrayList<>();
    if (Files.isDirectory(out)) {
      Nas.journals(out).values().forEach(journal -> journal.lines().forEach(lines::add));
    }
    return (int) lines.stream().filter(line -> line.startsWith("{\"trial\"")).count();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it takes too long");
      Thread.sleep(5);
    }
  }
}
