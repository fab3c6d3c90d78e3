package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nas.core.Sha256;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that leave something are killed at random moments, started again, and end with the same
 * bytes as if that had never been.
 *
 * <p>{@code -Dnas.kill.times=1000} kills more often, {@code -Dnas.kill.seed=N} chooses the same
 * moments again, as far as the machine is as fast.
 */
@Tag("slow")
final class KillTest {

  private static final int TIMES = Integer.getInteger("nas.kill.times", 30);
  private static final long SEED = Long.getLong("nas.kill.seed", System.nanoTime());
  private static final int MOST_IN_A_ROW = 5;
  private static final int SAID_EVERY = 100;

  /**
   * Trains language models that carry their states from piece to piece and drop whatever they can.
   */
  private static final String TEXT =
      """
      name: text
      search-space:
        nasbench-nlp:
          {embedding: 12, hidden: 16, layers: 2, input-dropout: 0.1, layer-dropout: 0.2, output-dropout: 0.1,
           embedding-dropout: 0.1, weight-dropout: 0.3}
      data: {text: {file: '%s', steps: 8}}
      evaluator:
        training:
          {epochs: 3, batch-size: 20, optimizer: adam, learning-rate: 0.005, weight-decay: 0, clip-norm: 0.25}
      budget: {trained-models: 1}
      strategies: [random]
      """;

  private static final String WORDS =
      "To be, or not to be, that is the question: whether 'tis nobler. ";

  /** The gated recurrent unit of the published recipes. */
  private static final String RECIPE =
      """
      {"r":{"op":"linear","input":["x","h_prev_0"]},
      "r_act":{"op":"activation_sigm","input":["r"]},
      "z":{"op":"linear","input":["x","h_prev_0"]},
      "z_act":{"op":"activation_sigm","input":["z"]},
      "rh":{"op":"elementwise_prod","input":["r_act","h_prev_0"]},
      "h_tilde":{"op":"linear","input":["x","rh"]},
      "h_tilde_act":{"op":"activation_tanh","input":["h_tilde"]},
      "h_new_0":{"op":"blend","input":["z_act","h_prev_0","h_tilde_act"]}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** A command that writes into a folder of its own, and what of that must be the same. */
  private interface Work {
    List<Object> command(Path out);

    Map<String, String> result(Path out) throws IOException;
  }

  /** A command whose files must be the same, all of them or those that end in a word. */
  private record Writing(String ending, List<Object> words) implements Work {

    @Override
    public List<Object> command(Path out) {
      return words.stream()
          .map(
              word -> word.toString().startsWith("OUT") ? out + word.toString().substring(3) : word)
          .toList();
    }

    @Override
    public Map<String, String> result(Path out) throws IOException {
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> written = Files.walk(out)) {
        for (Path file : written.filter(Files::isRegularFile).toList()) {
          String path = out.relativize(file).toString();
          if (path.endsWith(ending)) {
            files.put(path, Sha256.hex(Files.readString(file, StandardCharsets.ISO_8859_1)));
          }
        }
      }
      return files;
    }
  }

  /** A search: its journals must be the same but for their wall-clock fields. */
  private record Search(Path experiment) implements Work {

    @Override
    public List<Object> command(Path out) {
      return List.of("run", experiment, "--out", out.resolve("run"), "--workers", 2);
    }

    @Override
    public Map<String, String> result(Path out) {
      return Map.of("digest", new RunFolder(out.resolve("run")).digest().toString());
    }
  }

  private Map<String, Work> works() throws IOException {
    Path noisy = Nas.write(folder.resolve("noisy.yaml"), ProcessTest.NOISY);
    Path small = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    LargeTable.write(folder);
    Path model = TakeHome.model(folder);
    Path words = Nas.write(folder.resolve("words.txt"), WORDS.repeat(60));
    Path text = Nas.write(folder.resolve("text.yaml"), TEXT.formatted(words));
    String space = "{nasbench201: {channels: 2, cells-per-stage: 1}}";
    return new TreeMap<>(
        Map.of(
            "run",
            new Search(noisy),
            "score",
            new Writing(
                ".csv",
                List.of(
                    "score",
                    "--sample",
                    20,
                    "--space",
                    space,
                    "--data",
                    "digits",
                    "--metrics",
                    "snip,params",
                    "--store",
                    "OUT/store",
                    "--out",
                    "OUT/scores.csv")),
            "import",
            new Writing("", List.of(LargeTable.imported(folder, "OUT/t.bench"))),
            "train",
            new Writing(
                ".safetensors",
                List.of(
                    "train",
                    small,
                    "--arch",
                    TakeHome.ARCHITECTURE,
                    "--epochs",
                    3,
                    "--out",
                    "OUT/model")),
            "train-text",
            new Writing(
                ".safetensors",
                List.of("train", text, "--arch", RECIPE, "--epochs", 3, "--out", "OUT/model")),
            "export",
            new Writing("", List.of("export", model, "--to", "onnx", "--out", "OUT/m.onnx"))));
  }

  @Test
  void whateverIsKilledEndsAsIfItHadNeverBeen() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Undisturbed> all = new ArrayList<>();
    for (Map.Entry<String, Work> work : works().entrySet()) {
      all.add(undisturbed(work.getKey(), work.getValue()));
    }
    Map<String, Integer> kills = new TreeMap<>();
    int killed = 0;
    for (int round = 0; killed < TIMES; round++) {
      Undisturbed work = all.get(round % all.size());
      Path out = Files.createDirectory(folder.resolve("killed-" + round));
      int count = 0;
      for (int i = 1 + random.nextInt(MOST_IN_A_ROW); i > 0 && killed + count < TIMES; i--) {
        count += kill(work.work(), out, random.nextLong(work.milliseconds())) ? 1 : 0;
      }
      finish(work.work(), out);
      String context =
          work.name() + " after " + count + " kills, round " + round + ", seed " + SEED;
      assertEquals(work.result(), work.work().result(out), context);
      kills.merge(work.name(), count, Integer::sum);
      if ((killed + count) / SAID_EVERY > killed / SAID_EVERY) {
        System.out.println("killed " + kills + " so far, seed " + SEED);
      }
      killed += count;
      delete(out);
    }
    System.out.println("killed " + kills + ", seed " + SEED);
  }

  /** What a command leaves that nobody kills, and how long it takes. */
  private record Undisturbed(
      String name, Work work, Map<String, String> result, long milliseconds) {}

  private Undisturbed undisturbed(String name, Work work) throws Exception {
    Path out = Files.createDirectory(folder.resolve("whole-" + name));
    long start = System.nanoTime();
    finish(work, out);
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new Undisturbed(name, work, work.result(out), milliseconds);
  }

  /** Kills the command after so long; returns whether it was still running. */
  private static boolean kill(Work work, Path out, long afterMilliseconds) throws Exception {
    try (NasProcess process = NasProcess.start(work.command(out).toArray())) {
      Thread.sleep(afterMilliseconds);
      boolean running = process.isAlive();
      process.kill();
      return running;
    }
  }

  private static void finish(Work work, Path out) throws Exception {
    try (NasProcess process = NasProcess.start(work.command(out).toArray())) {
      int exitCode = process.waitFor();
      // It was killed when all that matters was done.
      boolean was = process.said().startsWith("There is a trained network already");
      assertTrue(exitCode == 0 || was, process::said);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
