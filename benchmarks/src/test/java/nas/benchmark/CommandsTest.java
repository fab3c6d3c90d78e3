package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the benchmarks in their smallest; what they measure is not judged. */
final class CommandsTest {

  private static final String LIGHTEST = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";

  /** {@code -Dnas.golden.write=true} writes the files, to be read before they are committed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "runtime",
        "training",
        "language",
        "agreement",
        "plan",
        "workers",
        "slots",
        "synflow",
        "tabular",
        "reinforce",
        "command",
        "jmh"
      })
  @Tag("slow")
  void help(String command) throws IOException {
    String help = command.isEmpty() ? Said.by("--help").done() : Said.by(command, "--help").done();
    String file = "/nas/benchmark/help/" + (command.isEmpty() ? "main" : command) + ".txt";
    if (Boolean.getBoolean("nas.golden.write")) {
      Path path = Path.of("src/test/resources" + file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, help);
      return;
    }
    try (InputStream in = CommandsTest.class.getResourceAsStream(file)) {
      assertEquals(
          in == null ? "(no golden file)" : new String(in.readAllBytes(), StandardCharsets.UTF_8),
          help);
    }
    help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  private static final String FIGURE = "-?[0-9.]+ \\(-?[0-9.]+ to -?[0-9.]+\\)";

  private static void assertPrinted(String pattern, String out) {
    assertTrue(out.matches("(?s)" + pattern), out);
  }

  @Test
  @Tag("slow")
  void training() {
    String out = Said.by("training", "--arch", LIGHTEST, "--batch", 2, "--rounds", 3).done();
    assertPrinted(
        "Training of .*\\n  means of 3 rounds .*\\n  "
            + FIGURE
            + " images/s\\n  "
            + FIGURE
            + " images/s through .*\\n  images and optimiser add "
            + FIGURE
            + " %\\n",
        out);
  }

  @Test
  @Tag("slow")
  void language() {
    String out =
        Said.by("language", "--features", 3, "--batch", 2, "--tokens", 4, "--rounds", 3).done();
    assertPrinted(
        "Training of language models .*\\n  3 features, batch 2, 4 characters .*\\n  means of 3"
            + " rounds .*\\n  "
            + FIGURE
            + " characters a second .*\\n  "
            + FIGURE
            + " characters a second .*\\n  the recipe takes "
            + FIGURE
            + " times as long\\n",
        out);
  }

  @Test
  @Tag("slow")
  void runtime() {
    assertPrinted(
        "Forward and backward passes of .*\\n  a single round, .*\\n  [0-9.]+ images/s\\n"
            + "  [0-9.]+ GFLOP/s\\n  [0-9.]+ % of a 1024 x 1024 matrix product's .*",
        Said.by("runtime", "--arch", LIGHTEST, "--batch", 2, "--rounds", 1).done());
  }

  @Test
  @Tag("slow")
  void agreementOfTheProcessorWithItself(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("agreement.csv");
    String out =
        Said.by(
                "agreement",
                "--device",
                "cpu",
                "--networks",
                "seresnet20_cifar10," + LIGHTEST,
                "--batch",
                2,
                "--out",
                csv)
            .done();
    String exact = "0\\.0e\\+00 +0\\.0e\\+00 +0\\.0e\\+00  yes\\n";
    String rounded = "[1-9]\\.\\de-0\\d +\\d\\.\\de[-+]\\d\\d +[1-9]\\.\\de-0\\d  yes\\n";
    assertPrinted(
        "Agreement of cpu with the processor, 2 images\n  network .*\n"
            + "  seresnet20_cifar10 +float64 +"
            + exact
            + "  seresnet20_cifar10 +float32 +"
            + rounded
            + "  \\|none~0.*…? +float64 +"
            + exact
            + ".*",
        out);
    List<String> lines = Files.readAllLines(csv);
    assertEquals("network,precision,logits,loss,gradients,same-bits-again", lines.get(0));
    assertEquals("seresnet20_cifar10,float64,0.0e+00,0.0e+00,0.0e+00,yes", lines.get(1));
    assertEquals(5, lines.size());
  }

  @Test
  @Tag("slow")
  void reinforceLearns() {
    assertPrinted(
        "REINFORCE .*\\n  means of 2 rounds .*\\n  [a-z]+: \\d+ \\(\\d+ to \\d+\\) updates/s\\n"
            + "  [a-z]+: warmup of 20 samples [0-9.]+ \\([0-9. to]+\\) s\\n.*",
        Said.by("reinforce", "--updates", 3, "--samples", 20, "--rounds", 2).done());
  }

  @Test
  void withoutACommandItShowsItsHelp() {
    assertEquals(Said.by("--help").done(), Said.by().done());
  }

  @Test
  @Tag("slow")
  void planComparesWaysToScore() {
    String out =
        Said.by(
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
        "Scoring a NAS-Bench-201 network by 2 metrics: batch 4, one thread\\n  a single round.*"
            + "\\n    snip +\\d+ ms\\n    nwot +\\d+ ms\\n  one after the other +\\d+ ms\\n.*"
            + "\\n  times faster +\\d+\\.\\d\\d +\\d+\\.\\d\\d\\n.*"
            + "\\n  passes by hand .*"
            + "\\n  overhead of the plan +-?\\d+\\.\\d % +-?\\d+\\.\\d %.*"
            + "\\n  GFLOP/s .*"
            + "\\n  matrix product .*",
        out);
    out =
        Said.by("plan", "--arch", LIGHTEST, "--batch", 2, "--rounds", 1, "--metrics", "synflow")
            .done();
    assertTrue(out.contains("by 1 metric:"), out);
    // Nothing like it is written by hand.
    assertTrue(!out.contains("overhead") && !out.contains("GFLOP"), out);
  }

  @Test
  @Tag("slow")
  void synflowScoresCells() {
    String out = Said.by("synflow", "--cells", 300, "--threads", 2).done();
    assertPrinted(
        "Expected SynFlow of cells of nasbench201\\n"
            + "  300 cells in [0-9.]+ s on 2 threads: [0-9,]+ cells/s\\n.*"
            + "  heap: at most \\d+ MB used.*",
        out);
    out = Said.by("synflow", "--space", "nasbench101", "--cells", 20).done();
    assertTrue(out.contains("of cells of nasbench101"), out);
  }

  private static final String LOOKUPS =
      "\\n  a single round.*\\n  opened in [0-9.]+ ms the first time, in [0-9.]+ ms again;"
          + " [0-9.]+ MB of Java heap"
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
        Said.by("tabular", "--rows", 500, "--rounds", 1).done());
    assertEquals(before, leftovers(temporary), "the table is removed");
  }

  private static long leftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("nas-bench-")).count();
    }
  }

  @Test
  @Tag("slow")
  void tabularMeasuresATableThatIsNamed(@TempDir Path folder) throws IOException {
    Path csv = write(folder.resolve("mine.csv"), "cell,right,note\na-a,1,x\nb-b,,y\n");
    Path mapping =
        write(
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
    Said.ofProgram(
            new nas.experiment.cli.Main(),
            "import",
            "csv",
            csv,
            "--mapping",
            mapping,
            "--out",
            bench)
        .done();
    String alone = Said.by("tabular", "--rounds", 1, "--table", bench).done();
    assertPrinted(
        "Benchmark file of mine, .*mine.bench\\n  2 architectures, 1 column, 0.0 MB" + LOOKUPS,
        alone);
    String both =
        Said.by("tabular", "--rounds", 1, "--table", bench, "--csv", csv, "--csv", csv).done();
    assertPrinted(".*\\nCSV, 4 rows, 0.0 MB\\n  read into memory in .*", both);
  }

  @Test
  @Tag("slow")
  void workersRunInProcessesOfTheirOwn() {
    String out =
        Said.by("workers", "--settings", "1x1,2x1", "--cells", 1, "--batch", 2, "--metrics", "nwot")
            .done();
    assertPrinted(
        "Scoring 1 random NAS-Bench-201 network by 1 metric in one plan: batch 2\\n"
            + "(The machine is busy [^\\n"
            + "]+\\n"
            + ")?\\n"
            + "  workers   threads each   networks/s\\n"
            + "        1              1 +\\d+\\.\\d+\\n"
            + "        2              1 +\\d+\\.\\d+\\n"
            + "\\n"
            + "Best here: [12] workers? with 1 thread each.\\n",
        out);
  }

  @Test
  @Tag("slow")
  void slotsAreSimulated() {
    String cost =
        "    [0-9,]+ trials of [0-9.]+ ms of a processor each: strategy [0-9.]+, journal [0-9.]+"
            + " \\([0-9.]+ where .*\\)\n    one core bears [0-9,]+ networks a second, .*\n";
    assertPrinted(
        "A search of 40 networks of nasbench101 on 8 simulated slots .*\n\n  random\n"
            + "    trainings of 60 s: [0-9.]+ % of the slots train, [0-9.]+ networks end a second\n"
            + cost,
        Said.by("slots", "--slots", 8, "--networks", 40, "--seconds", 60, "--strategy", "random")
            .done());
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  @Test
  @Tag("slow")
  void commandsTakeTurns(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("program.jar");
    writeJar(jar);
    String out =
        Said.by("command", "--jar", jar, "--jar", jar, "--rounds", 2, "--", "run", "{out}").done();
    String costs =
        "  wall +[0-9.]+ \\([0-9.]+ to [0-9.]+\\) s%s\\n"
            + "(  processor +[0-9.]+ \\([0-9.]+ to [0-9.]+\\) s%s\\n)?"
            + "(  peak memory +[0-9]+ \\([0-9]+ to [0-9]+\\) MB%s\\n)?";
    String ratio = ", [0-9.]+ \\([0-9.]+ to [0-9.]+\\) of the first";
    assertPrinted(
        "java -jar NAS run \\{out}\\n  means of 2 rounds .*\\n[^\\n]+program.jar\\n"
            + costs.replace("%s", "")
            + "[^\\n]+program.jar\\n"
            + costs.replace("%s", ratio),
        out);
  }

  @Test
  void aCommandThatFailsIsRefused(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("program.jar");
    writeJar(jar);
    Said said = Said.by("command", "--jar", jar, "--rounds", 1, "--", "stop");
    assertEquals(2, said.exitCode());
    assertTrue(said.err().contains("stop' ended with code 3: no folder"), said.err());
  }

  /** Writes a program that makes the folder it is given, or ends with code 3. */
  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    String file = Program.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = Program.class.getResourceAsStream("/" + file)) {
      out.putNextEntry(new ZipEntry(file));
      java.util.Objects.requireNonNull(in).transferTo(out);
    }
  }

  /** A program for the tests. */
  static final class Program {
    private Program() {}

    /** Makes the folder that is its second word. */
    public static void main(String[] words) throws Exception {
      if (words.length < 2) {
        System.out.println("no folder");
        System.exit(3);
      }
      Files.createDirectory(Path.of(words[1]));
      Thread.sleep(200);
    }
  }
}
