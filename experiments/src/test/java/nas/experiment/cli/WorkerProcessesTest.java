package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.experiment.toy.FatalMetric;
import nas.experiment.toy.FatalPlugin;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
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
      budget: {trained-models: 6}
      strategies:
        - random
        - aging-evolution: {population: 4, tournament: 2}
      """;

  private static final String PAUSING =
      """
      name: pausing
      search-space: nasbench201
      evaluator: {noisy: {pause-milliseconds: 100, failure-share: 0.1}}
      budget: {trained-models: 20}
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

  /** Metrics of one batch and of two, some without a score for a cell without a path. */
  private static final String GUIDED =
      """
      name: guided
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      proxies: {batch-size: 8}
      budget: {trained-models: 10}
      seed: 2
      strategies:
        - name: guided
          aging-evolution: {population: 4, tournament: 2}
          warmup: {proxy: zico + jacob-cov + params, samples: 40}
          move-proposal: {proxy: vote, candidates: 3}
      """;

  private static final String WARMED =
      """
      name: warmed
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      proxies: {batch-size: 8}
      budget: {trained-models: 2}
      strategies:
        - {random: {}, warmup: {proxy: fatal-metric(PROXY), samples: SAMPLES}}
      """;

  /** Of runs by threads, by their experiments. */
  private static final Map<String, String> DIGESTS = new HashMap<>();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String text) {
    return Nas.write(folder.resolve("experiment.yaml"), text);
  }

  private String digestOfThreads(String text) {
    return DIGESTS.computeIfAbsent(text, this::runByThreads);
  }

  private String runByThreads(String text) {
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
    runByThreads(none);
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
      await(() -> !run.isAlive() || !checkpoints(checkpoints).isEmpty());
      workers(run).forEach(ProcessHandle::destroyForcibly);
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
    Path out = folder.resolve("interrupted");
    try (NasProcess run = NasProcess.start(byProcesses(PAUSING, out, 2))) {
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
    Path out = folder.resolve("interrupted");
    List<ProcessHandle> left;
    try (NasProcess run = NasProcess.start(byProcesses(PAUSING, out, 2))) {
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
    assertEquals(digestOfThreads(PAUSING), new RunFolder(out).digest().toString());
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

  private Path store(String name) {
    return folder.resolve(name + "-store");
  }

  /** Runs with scores beside the run folder; returns what it says. */
  private String guided(String text, String name, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("run", experiment(text), "--out", folder.resolve(name)));
    words.addAll(List.of("--set", "execution.score-store=" + store(name)));
    words.addAll(List.of(more));
    return Nas.say(words.toArray()).done();
  }

  /** Returns the lines of all score stores, but for the seconds that it took. */
  private SortedMap<String, List<String>> scores(String name) {
    SortedMap<String, List<String>> scores = new TreeMap<>();
    try (Stream<Path> files = Files.list(store(name))) {
      for (Path file : files.toList()) {
        scores.put(
            String.valueOf(file.getFileName()),
            Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("\tseconds=.*", ""))
                .toList());
      }
    } catch (NoSuchFileException none) {
      return scores;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scores;
  }

  private int scored(String name) {
    return (int)
        scores(name).values().stream()
            .flatMap(List::stream)
            .filter(line -> !line.startsWith("#"))
            .count();
  }

  @Test
  void scoresAreThoseOfThreads() {
    guided(GUIDED, "threads", "--workers", 1);
    SortedMap<String, List<String>> expected = scores("threads");
    assertTrue(expected.toString().contains("=!NO_PATH"), "one has no score");
    for (int workers : List.of(1, 3)) {
      String name = "processes-" + workers;
      guided(GUIDED, name, "--workers", workers, "--set", "execution.isolation=process");
      assertEquals(
          new RunFolder(folder.resolve("threads")).digest(),
          new RunFolder(folder.resolve(name)).digest());
      assertEquals(expected, scores(name));
    }
  }

  /** First its workers are killed, then the run itself. */
  @Test
  void killedWorkersCostNoScoresAndAKilledRunGoesOnFromTheStore() throws Exception {
    String text = WARMED.replace("PROXY", "pause-milliseconds=100").replace("SAMPLES", "120");
    Path jar = FatalMetric.jar(folder);
    guided(text, "threads", "--workers", 8, "--plugins", jar);
    String said;
    List<ProcessHandle> left;
    try (NasProcess run =
        NasProcess.start(
            "run",
            experiment(text),
            "--out",
            folder.resolve("killed"),
            "--plugins",
            jar,
            "--workers",
            2,
            "--set",
            "execution.isolation=process",
            "--set",
            "execution.score-store=" + store("killed"))) {
      await(() -> !run.isAlive() || scored("killed") > 0);
      workers(run).forEach(ProcessHandle::destroyForcibly);
      int then = scored("killed");
      await(
          () ->
              !run.isAlive()
                  || (scored("killed") > then && run.said().contains("Another one scores")));
      left = workers(run);
      run.kill();
      said = run.said();
    }
    assertTrue(said.contains("it was ended by signal 9 (SIGKILL). Another one scores"), said);
    assertTrue(scored("killed") < scored("threads"), "it was killed too late");
    await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
    guided(text, "killed", "--workers", 8, "--plugins", jar);
    assertEquals(
        new RunFolder(folder.resolve("threads")).digest(),
        new RunFolder(folder.resolve("killed")).digest());
    assertEquals(scores("threads"), scores("killed"));
  }

  @Test
  void aNetworkThatEndsItsWorkersHasNoScore() throws IOException {
    double share = 0.1;
    String said =
        guided(
            WARMED.replace("PROXY", "share=" + share).replace("SAMPLES", "16"),
            "fatal",
            "--workers",
            2,
            "--plugins",
            FatalMetric.jar(folder),
            "--set",
            "execution.isolation=process");
    assertTrue(said.contains("It is left without a score."), said);
    List<String> lines =
        scores("fatal").values().stream()
            .flatMap(List::stream)
            .filter(line -> !line.startsWith("#"))
            .toList();
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(2, 1, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK));
    Task task = new Task(new FeatureShape(1, 8, 8), 10);
    int fatal = 0;
    for (String line : lines) {
      String network = space.network(space.parse(line.substring(0, line.indexOf('\t'))), task).id();
      boolean isFatal = FatalMetric.isFatal(network, share);
      fatal += isFatal ? 1 : 0;
      assertEquals(
          isFatal,
          line.endsWith(
              "=!WORKER_LOST:scoring it ended its worker 2 times: it ended with exit code "
                  + FatalPlugin.EXIT_CODE),
          line);
    }
    assertTrue(fatal > 0 && fatal < lines.size(), lines.toString());
  }

  private String score(String isolation, Object... which) {
    List<Object> words = new ArrayList<>(List.of("score", "--json", "--data", "digits"));
    words.addAll(List.of("--metrics", "snip,zen(images=8),params", "--workers", 2));
    words.addAll(List.of("--set", "execution.isolation=" + isolation));
    words.addAll(List.of("--set", "proxies.batch-size=8", "--store", store(isolation)));
    words.addAll(List.of(which));
    return Nas.say(words.toArray()).out();
  }

  @Test
  void theCommandScoresInProcessesToo() {
    Object[] sample = {
      "--sample", 20, "--space", "{nasbench201: {channels: 2, cells-per-stage: 1}}"
    };
    String table = score("thread", sample);
    assertTrue(table.contains("zen(images=8)"), table);
    assertEquals(table, score("process", sample));
    assertEquals(scores("thread"), scores("process"));
  }

  /** Returns what trainings that are underway have left. */
  private static List<String> checkpoints(Path folder) {
    String[] files = folder.toFile().list();
    return files == null ? List.of() : List.of(files);
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
    // Not of the whole run: folders of checkpoints go while it runs.
    Path journals = out.resolve("journal");
    if (Files.isDirectory(journals)) {
      Nas.journals(journals).values().forEach(journal -> journal.lines().forEach(lines::add));
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
