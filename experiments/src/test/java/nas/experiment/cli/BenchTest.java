package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the benchmarks in their smallest; what they measure is not judged. */
final class BenchTest {

  private static final String LIGHTEST = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";

  /** {@code -Dnas.golden.write=true} writes the files, to be read before they are committed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench",
        "bench runtime",
        "bench plan",
        "bench synflow",
        "bench tabular",
        "bench training",
        "bench workers"
      })
  void help(String command) throws IOException {
    Object[] words = Stream.of((command + " --help").split(" ")).toArray();
    String help = Nas.say(words).done();
    String file = "/nas/experiment/cli/help/" + command.replace(' ', '-') + ".txt";
    if (Boolean.getBoolean("nas.golden.write")) {
      Path path = Path.of("src/test/resources" + file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, help);
      return;
    }
    try (InputStream in = BenchTest.class.getResourceAsStream(file)) {
      assertEquals(
          in == null ? "(no golden file)" : new String(in.readAllBytes(), StandardCharsets.UTF_8),
          help);
    }
    help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  private static void assertPrinted(String pattern, String out) {
    assertTrue(out.matches("(?s)" + pattern), out);
  }

  @Test
  @Tag("slow")
  void training() {
    String out =
        Nas.say("bench", "training", "--arch", LIGHTEST, "--batch", 2, "--rounds", 3).done();
    assertPrinted(
        "Training of .*\\n  [0-9.]+ images/s\\n  [0-9.]+ images/s through .* add -?[0-9.]+ %\\n",
        out);
  }

  @Test
  @Tag("slow")
  void runtimeIsTheDefault() {
    for (Object[] command : new Object[][] {{"bench"}, {"bench", "runtime"}}) {
      Object[] words =
          Stream.concat(
                  Stream.of(command), Stream.of("--arch", LIGHTEST, "--batch", 2, "--rounds", 1))
              .toArray();
      assertPrinted(
          "Forward and backward passes of .*\\n  [0-9.]+ images/s\\n.*", Nas.say(words).done());
    }
  }

  @Test
  @Tag("slow")
  void planComparesWaysToScore() {
    String out =
        Nas.say(
                "bench",
                "plan",
                "--arch",
                LIGHTEST,
                "--batch",
                4,
                "--rounds",
                1,
                "--metrics",
                "snip,nwot,snip")
            .done();
    assertPrinted(
        "Scoring a NAS-Bench-201 network by 2 metrics: batch 4, one thread, median of 1 round\\n.*"
            + "\\n    snip +\\d+ ms\\n    nwot +\\d+ ms\\n    one after the other +\\d+ ms\\n.*"
            + "\\n  times faster +\\d+\\.\\d\\d +\\d+\\.\\d\\d .*"
            + "\\n  passes by hand .*"
            + "\\n  overhead of the plan +-?\\d+\\.\\d % +-?\\d+\\.\\d %.*"
            + "\\n  GFLOP/s .*",
        out);
    out =
        Nas.say(
                "bench",
                "plan",
                "--arch",
                LIGHTEST,
                "--batch",
                2,
                "--rounds",
                1,
                "--metrics",
                "synflow")
            .done();
    assertTrue(out.contains("by 1 metric:"), out);
    // Nothing like it is written by hand.
    assertTrue(!out.contains("overhead") && !out.contains("GFLOP"), out);
  }

  @Test
  void synflowScoresCells() {
    String out = Nas.say("bench", "synflow", "--cells", 300, "--threads", 2).done();
    assertPrinted(
        "Expected SynFlow of cells of nasbench201\\n"
            + "  300 cells in [0-9.]+ s on 2 threads: [0-9,]+ cells/s\\n.*"
            + "  heap: at most \\d+ MB used.*",
        out);
    out = Nas.say("bench", "synflow", "--space", "nasbench101", "--cells", 20).done();
    assertTrue(out.contains("of cells of nasbench101"), out);
  }

  private static final String LOOKUPS =
      "\\n  opened in [0-9.]+ ms the first time, in [0-9.]+ ms again; [0-9.]+ MB of Java heap"
          + "\\n  [0-9.]+ million random look-ups a second on one thread\\n";

  @Test
  @Tag("slow")
  void tabularMakesATableAndReadsTheSameAsCsv() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = leftovers(temporary);
    assertPrinted(
        "Benchmark file of random numbers\\n  500 architectures, 9 columns, 0.0 MB"
            + LOOKUPS
            + "CSV, 500 rows, 0.0 MB\\n  read into memory in \\d+ ms, [0-9.]+ MB of Java heap\\n",
        Nas.say("bench", "tabular", "--rows", 500).done());
    assertEquals(before, leftovers(temporary), "the table is removed");
  }

  private static long leftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("nas-bench-")).count();
    }
  }

  @Test
  @Tag("slow")
  void tabularMeasuresATableThatIsNamed(@TempDir Path folder) {
    Path csv = Nas.write(folder.resolve("mine.csv"), "cell,right,note\na-a,1,x\nb-b,,y\n");
    Path mapping =
        Nas.write(
            folder.resolve("mapping.yaml"),
            """
            name: mine
            space: choices
            choices: {positions: 2, options: [a, b], separator: '-'}
            architecture: cell
            source: made up
            columns: [{column: right, holds: parameters}]
            """);
    Path bench = folder.resolve("mine.bench");
    Nas.say("import", "csv", csv, "--mapping", mapping, "--out", bench).done();
    String alone = Nas.say("bench", "tabular", "--table", bench).done();
    assertPrinted(
        "Benchmark file of mine, .*mine.bench\\n  2 architectures, 1 column, 0.0 MB" + LOOKUPS,
        alone);
    String both = Nas.say("bench", "tabular", "--table", bench, "--csv", csv, "--csv", csv).done();
    assertPrinted(".*\\nCSV, 4 rows, 0.0 MB\\n  read into memory in .*", both);
  }

  @Test
  @Tag("slow")
  void workersRunInProcessesOfTheirOwn() {
    String out =
        Nas.say(
                "bench",
                "workers",
                "--settings",
                "1x1,2x1",
                "--cells",
                1,
                "--batch",
                2,
                "--metrics",
                "nwot")
            .done();
    assertPrinted(
        "Scoring 1 random NAS-Bench-201 network by 1 metric in one plan: batch 2\\n(The machine is busy [^\\n]+\\n)?\\n"
            + "  workers   threads each   networks/s\\n"
            + "        1              1 +\\d+\\.\\d+\\n"
            + "        2              1 +\\d+\\.\\d+\\n\\n"
            + "Best here: [12] workers? with 1 thread each.\\n",
        out);
  }
}
