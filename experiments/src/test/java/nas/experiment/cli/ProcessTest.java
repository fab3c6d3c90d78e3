package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.result.journal.RunFolder;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the program from outside: it is killed, interrupted, started twice. */
@Tag("slow")
final class ProcessTest {

  private static final int KILLS = 8;

  /** Searches that train nothing, in some hundred milliseconds. */
  static final String NOISY =
      """
      name: noisy
      search-space: nasbench201
      evaluator: {noisy: {pause-milliseconds: 1, failure-share: 0.1}}
      budget: {trained-models: 60}
      repetitions: 2
      strategies:
        - random
        - aging-evolution: {population: 8, tournament: 3}
      """;

  private static final String DIGITS =
      """
      name: digits
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      evaluator: {training: {epochs: 1}}
      budget: {trained-models: 12}
      repetitions: 1
      strategies:
        - random
        - aging-evolution: {population: 4, tournament: 2}
      """;

  /** Every strategy, cold or guided, on a table that lacks some cells. */
  private static final String STRATEGIES =
      """
      name: strategies
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator:
        slow-tabular:
          pause-milliseconds: 0
          table:
            benchmark: made-up.bench
            dataset: d
            search-on: validation@16 mean
            report: test@16 mean
            fidelities: [validation@1 mean, validation@4 mean]
            missing: fail
      proxies: {batch-size: 8}
      budget: {trained-models: 16}
      execution: {score-store: SCORES}
      strategies:
        - {name: random, random: {}, warmup: {proxy: snip, samples: 30}}
        - name: evolution
          aging-evolution: {population: 4, tournament: 2}
          warmup: {proxy: params, samples: 100}
          move-proposal: {proxy: vote, candidates: 4, random-share: 0.25}
        - {name: evolution of three, aging-evolution: {population: 5, tournament: 3, concurrent-trials: 3}}
        - name: local
          local-search: {initial: 3}
          warmup: {proxy: params + snip, samples: 20}
          move-proposal: {proxy: params, candidates: 5}
        - {name: halving, successive-halving: {}, warmup: {proxy: params, samples: 50}}
        - {name: hyperband, hyperband: {eta: 2}}
        - {name: lstm, reinforce: {hidden: 8, embedding: 4, learning-rate: 0.01}}
        - name: lstm, guided
          reinforce: {hidden: 8, embedding: 4, batch: 3, warmup-batch: 10}
          warmup: {proxy: params, samples: 40}
          move-proposal: {proxy: params, candidates: 4}
        - {name: independent, reinforce: {policy: independent, batch: 2}}
        - name: graphs
          gcn-predictor:
            {layers: 2, hidden: 8, epochs: 2, warmup-epochs: 1, training-points: 8, iterations: 2, pool: 100}
          warmup: {proxy: params, samples: 20}
        - name: trees
          regression-predictor:
            {trees: 5, features: [params], training-points: 8, iterations: 2, pool: 100, retrain-every: 4}
          move-proposal: {proxy: params, candidates: 3}
      """;

  private static final String MAPPING =
      """
      name: made-up
      space: nasbench201
      architecture: cell
      columns:
        - {column: one, holds: d accuracy-percent validation@1 mean}
        - {column: four, holds: d accuracy-percent validation@4 mean}
        - {column: all, holds: d accuracy-percent validation@16 mean}
        - {column: test, holds: d accuracy-percent test@16 mean}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String text) {
    return Nas.write(folder.resolve("experiment.yaml"), text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void killedEightTimesARunEndsAsIfItHadNeverBeen(int workers) throws Exception {
    survivesKills(NOISY, NOISY, KILLS, workers);
  }

  @Test
  void killedEightTimesRealTrainingEndsAsIfItHadNeverBeen() throws Exception {
    survivesKills(DIGITS, DIGITS, KILLS, 2);
  }

  /** With another number of workers after each kill. */
  @Test
  void killedEveryStrategyOnATableEndsAsIfItHadNeverBeen() throws Exception {
    writeTable();
    String quick = STRATEGIES.replace("SCORES", folder.resolve("scores").toString());
    String slow =
        STRATEGIES
            .replace("SCORES", folder.resolve("scores-of-killed").toString())
            .replace("pause-milliseconds: 0", "pause-milliseconds: 8");
    Path killed = survivesKills(quick, slow, 4, 2, 4, 1);
    Path four = folder.resolve("four");
    Nas.say("run", experiment(quick), "--out", four, "--workers", 4).done();
    assertEquals(new RunFolder(four).digest(), new RunFolder(killed).digest());
  }

  /** Three of four cells are in the table; the more convolutions the better, but for noise. */
  private void writeTable() {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    RandomGenerator random = Seeds.generator(1);
    StringBuilder csv = new StringBuilder("cell,one,four,all,test\n");
    space
        .enumerate()
        .map(space::format)
        .filter(cell -> random.nextInt(4) > 0)
        .forEach(
            cell -> {
              double quality = 40 + 5.0 * cell.split("conv", -1).length + random.nextDouble();
              csv.append(cell);
              csv.append(',').append(quality - 20 + 9 * random.nextDouble());
              csv.append(',').append(quality - 10 + 3 * random.nextDouble());
              csv.append(',').append(quality).append(',').append(quality - 1).append('\n');
            });
    Path table = Nas.write(folder.resolve("made-up.csv"), csv.toString());
    Path mapping = Nas.write(folder.resolve("mapping.yaml"), MAPPING);
    Path bench = folder.resolve("made-up.bench");
    Nas.say("import", "csv", table, "--mapping", mapping, "--out", bench).done();
  }

  /** Killed between two epochs, a training goes on where its checkpoint says. */
  @Test
  void aKilledTrainingGoesOnFromItsCheckpoint() throws Exception {
    Path experiment =
        experiment(
            """
            name: reduced
            search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
            evaluator:
              reduced-training: {epochs: 0.6, samples: 1/2, training: {augmentation: [random-crop]}}
            budget: {trained-models: 2}
            strategies:
              - random
            """);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment, "--out", whole, "--workers", 1).done();
    Path killed = folder.resolve("killed");
    Path checkpoints = new RunFolder(killed).checkpointFolder();
    try (NasProcess process =
        NasProcess.start("run", experiment, "--out", killed, "--workers", 1)) {
      while (process.isAlive() && !Files.isDirectory(checkpoints)) {
        Thread.sleep(1);
      }
      Thread.sleep(20);
      process.kill();
    }
    assertTrue(Files.isDirectory(checkpoints), "a training was underway");
    try (NasProcess process = NasProcess.start("run", killed)) {
      assertEquals(0, process.waitFor(), process::said);
    }
    assertEquals(new RunFolder(whole).digest(), new RunFolder(killed).digest());
    assertTrue(!Files.exists(checkpoints), "nothing stays");
  }

  /**
   * Kills a run when its journals have grown to sizes drawn beforehand, so that the kills spread
   * over the whole run however fast the machine is.
   *
   * @param text the experiment that is never killed
   * @param killedText the one that is; it differs at most in how long trials take
   * @param workers the processes that are killed have these numbers of workers in turn
   * @return the run that was killed
   */
  private Path survivesKills(String text, String killedText, int kills, int... workers)
      throws Exception {
    long seed = Long.getLong("nas.test.seed", System.nanoTime());
    String rerun = "-Dnas.test.seed=" + seed;
    SplittableRandom random = new SplittableRandom(seed);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment(text), "--out", whole, "--workers", 1).done();
    Path experiment = experiment(killedText);
    int lines = journalLines(whole);
    TreeSet<Integer> moments = new TreeSet<>();
    while (moments.size() < kills) {
      moments.add(random.nextInt(lines));
    }

    Path killed = folder.resolve("killed");
    int torn = 0;
    int starts = 0;
    for (int moment : moments) {
      int atOnce = workers[starts++ % workers.length];
      try (NasProcess process =
          NasProcess.start("run", experiment, "--out", killed, "--workers", atOnce)) {
        while (process.isAlive() && journalLines(killed) < moment) {
          Thread.sleep(4);
        }
        Thread.sleep(random.nextInt(5));
        boolean alive = process.isAlive();
        process.kill();
        assertTrue(alive || journalLines(killed) >= moment, () -> rerun + "\n" + process.said());
      }
      if (!Files.isDirectory(new RunFolder(killed).journalFolder())) {
        continue;
      }
      torn += starts % 3 == 0 && tear(killed, random) ? 1 : 0;
    }
    int atOnce = workers[starts % workers.length];
    try (NasProcess process =
        NasProcess.start("run", experiment, "--out", killed, "--workers", atOnce)) {
      assertEquals(0, process.waitFor(), () -> rerun + "\n" + process.said());
    }
    assertTrue(torn > 0, rerun + ": no line was torn");
    assertEquals(new RunFolder(whole).digest(), new RunFolder(killed).digest(), rerun);
    return killed;
  }

  private static int journalLines(Path run) {
    Path journals = new RunFolder(run).journalFolder();
    if (!Files.isDirectory(journals)) {
      return 0;
    }
    return Nas.journals(journals).values().stream()
        .mapToInt(journal -> (int) journal.chars().filter(c -> c == '\n').count())
        .sum();
  }

  /** Cuts the last line of a journal, as a kill in the midst of writing it would. */
  private static boolean tear(Path run, SplittableRandom random) throws IOException {
    try (Stream<Path> files = Files.walk(new RunFolder(run).journalFolder())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        String text = Files.readString(file);
        if (text.endsWith("\n")) {
          int start = text.lastIndexOf('\n', text.length() - 2) + 1;
          int end = start + 1 + random.nextInt(text.length() - start - 1);
          Files.writeString(file, text.substring(0, end));
          return true;
        }
      }
      return false;
    }
  }

  /** Scores that were committed before a kill are neither lost nor measured again. */
  @Test
  void killedFiveTimesScoringEndsAsIfItHadNeverBeen() throws Exception {
    long seed = Long.getLong("nas.test.seed", System.nanoTime());
    String rerun = "-Dnas.test.seed=" + seed;
    SplittableRandom random = new SplittableRandom(seed);
    Object[] score = {
      "score",
      "--sample",
      120,
      "--space",
      "{nasbench201: {channels: 2, cells-per-stage: 1}}",
      "--data",
      "digits",
      "--set",
      "proxies.batch-size=4",
      "--metrics",
      "snip,nwot,jacob-cov,vote"
    };
    Path whole = folder.resolve("whole.csv");
    Nas.say(with(score, "--out", whole, "--store", folder.resolve("whole"))).done();
    int lines = storedLines(folder.resolve("whole"));
    Path store = folder.resolve("store");
    Path out = folder.resolve("killed.csv");
    TreeSet<Integer> moments = new TreeSet<>();
    while (moments.size() < 5) {
      moments.add(random.nextInt(lines));
    }
    int before = 0;
    for (int moment : moments) {
      try (NasProcess process =
          NasProcess.start(with(score, "--out", out, "--store", store, "--workers", 2))) {
        while (process.isAlive() && storedLines(store) < moment) {
          Thread.sleep(2);
        }
        process.kill();
      }
      int kept = storedLines(store);
      assertTrue(kept >= before, rerun + ": " + kept + " lines after " + before);
      before = kept;
      if (kept > 0 && random.nextBoolean()) {
        tearStore(store, random);
        before = storedLines(store);
      }
    }
    try (NasProcess process =
        NasProcess.start(with(score, "--out", out, "--store", store, "--workers", 2))) {
      assertEquals(0, process.waitFor(), () -> rerun + "\n" + process.said());
      assertTrue(process.said().contains(" networks were scored before."), process.said());
    }
    assertEquals(Files.readString(whole), Files.readString(out), rerun);
    assertEquals(lines, storedLines(store), "nothing was measured twice, " + rerun);
  }

  private static Object[] with(Object[] arguments, Object... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
  }

  private static int storedLines(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(store)) {
      int lines = 0;
      for (Path file : files.toList()) {
        for (byte value : Files.readAllBytes(file)) {
          lines += value == '\n' ? 1 : 0;
        }
      }
      return lines;
    }
  }

  private static void tearStore(Path store, SplittableRandom random) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      Path file = files.findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(10)));
    }
  }

  /**
   * Jobs that a shell puts into the background ignore Ctrl-C, and so do the processes they start.
   */
  static void assumeInterruptible() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "/bin/kill is not there");
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      long ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
              .findFirst()
              .orElse(0);
      assumeTrue((ignored & 2) == 0, "this process was started so that it ignores Ctrl-C");
    }
  }

  /** Presses Ctrl-C once a journal has so many lines; returns what the process said. */
  private static String interrupted(NasProcess process, Path run, int lines) throws Exception {
    while (process.isAlive() && journalLines(run) < lines) {
      Thread.sleep(4);
    }
    process.interrupt();
    assertEquals(Main.INTERRUPTED, process.waitFor(), process::said);
    return process.said();
  }

  @Test
  void interruptedARunSaysHowToGoOn() throws Exception {
    assumeInterruptible();
    Path experiment = experiment(NOISY);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment, "--out", whole).done();
    Path run = folder.resolve("my run");
    try (NasProcess process = NasProcess.start("run", experiment, "--out", run, "--workers", 1)) {
      String said = interrupted(process, run, 20);
      assertTrue(
          said.endsWith(
              "Stopped. "
                  + run
                  + " keeps what is done; to go on:\n\n    java -jar nas.jar run '"
                  + run
                  + "'\n\n"),
          said);
    }
    int kept = journalLines(run);
    assertTrue(kept >= 20 && kept < journalLines(whole), "kept " + kept);
    assertTrue(Nas.say("status", run).done().contains(", not running\n"));
    Nas.say("run", run).done();
    assertEquals(new RunFolder(whole).digest(), new RunFolder(run).digest());
  }

  @Test
  void interruptedSeveralRunsSayHowToGoOn() throws Exception {
    assumeInterruptible();
    Path experiment = experiment(NOISY);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment, "--out", whole).done();
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    for (Path run : List.of(one, two)) {
      Nas.say("run", experiment, "--out", run).done();
      try (Stream<Path> journals = Files.list(run.resolve("journal/01-random"))) {
        for (Path journal : journals.toList()) {
          Files.delete(journal);
        }
      }
    }
    int left = journalLines(two);
    try (NasProcess process =
        NasProcess.start("run", one, two, "--workers", 1, "--set", "execution.workers=1")) {
      String said = interrupted(process, two, left + 10);
      assertTrue(
          said.endsWith(
              "Stopped. "
                  + two
                  + " keeps what is done; to go on:\n\n    java -jar nas.jar run "
                  + one
                  + " "
                  + two
                  + " --set execution.workers=1 --workers 1\n\n"),
          said);
    }
    Nas.say("run", one, two, "--set", "execution.workers=1").done();
    for (Path run : List.of(one, two)) {
      assertEquals(new RunFolder(whole).digest(), new RunFolder(run).digest());
    }
  }

  @Test
  void aSecondProcessIsRefusedAndStatusNamesTheFirst() throws Exception {
    Path experiment =
        experiment(NOISY.replace("pause-milliseconds: 1,", "pause-milliseconds: 60000,"));
    Path run = folder.resolve("run");
    try (NasProcess first = NasProcess.start("run", experiment, "--out", run)) {
      first.awaitPrinted("networks on");
      while (first.isAlive() && !Files.exists(run.resolve("experiment.yaml"))) {
        Thread.sleep(10);
      }
      Nas.Said second = Nas.say("run", experiment, "--out", run);
      assertEquals(Main.USER_ERROR, second.exitCode());
      assertEquals(
          "Process "
              + first.pid()
              + " is running in "
              + run
              + " (it holds "
              + run.resolve("run.lock")
              + "). Maybe wait until it ends, stop it, or use another run folder.\n",
          second.err());
      assertEquals("", second.out());
      String status = Nas.say("status", run).done();
      assertTrue(
          status.startsWith("noisy: 0 of 240 networks, running as process " + first.pid() + "\n"),
          status);
      assertTrue(first.isAlive(), "looking at it must not end it");
    }
  }

  @Test
  void fullDiskLosesNothing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path experiment = experiment(NOISY);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment, "--out", whole).done();
    // A small disk of its own, seen by one process only; needs user namespaces.
    String java =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1 -Djava.awt.headless=true -cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run " + experiment + " --out " + disk + "/run --workers 2");
    Process process =
        new ProcessBuilder(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k none "
                    + disk
                    + " || exit 77; "
                    + java
                    + "; code=$?; cp -r "
                    + disk
                    + "/run "
                    + folder.resolve("copy")
                    + "; exit $code")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile())
            .start();
    int exitCode = process.waitFor();
    String said = Files.readString(folder.resolve("said.txt"));
    assumeTrue(exitCode != 77 && !said.startsWith("unshare"), "no small disk here: " + said);
    assertEquals(Main.USER_ERROR, exitCode, said);
    assertTrue(
        said.endsWith(
            ": the disk is full. Maybe free some space and run the same command again.\n"),
        said);
    Path run = folder.resolve("copy");
    int kept = journalLines(run);
    assertTrue(kept > 20 && kept < journalLines(whole), "kept " + kept);
    Nas.say("run", run).done();
    assertEquals(new RunFolder(whole).digest(), new RunFolder(run).digest());
  }
}
