package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import nas.core.file.CsvReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command that correlates scores with accuracies.
 *
 * <p>{@code -Dnas.golden.write=true} writes the golden files that differ, to be read before they
 * are committed.
 */
final class CorrelateTest {

  private static final String SCORES =
      """
      architecture,canonical-id,synflow,jacob-cov,snip,params,undefined
      a,h1,1.5,-40,3,100,
      b,h2,2e10,-30,1,100,
      c,h3,2.5,,2,200,jacob-cov: NO_PATH
      d,h4,4,-10,5,300,
      e,h5,5,-5,4,300,
      f,h6,0.5,-50,0.5,50,
      """;

  private static final String ACCURACIES =
      """
      architecture,hash,test,validation,note
      f,h6,10,11,x
      e,h5,94.5,90,x
      d,h4,94,91.5,x
      c,h3,93,,x
      b,h2,92,85,x
      a,h1,91,84,x
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Returns a published table; the calling test is skipped where there is none. */
  private static Path shared(String relative) {
    Path path = Path.of(System.getProperty("nas.shared", "../../shared")).resolve(relative);
    assumeTrue(
        Files.isRegularFile(path),
        "skipped: " + path.toAbsolutePath().normalize() + " is not there; set -Dnas.shared=FOLDER");
    return path;
  }

  private Path write(String name, String text) {
    return Nas.write(folder.resolve(name), text);
  }

  private Object[] command(Object... more) {
    return Stream.concat(
            Stream.of(
                "correlate",
                write("scores.csv", SCORES),
                "--benchmark",
                write("accuracies.csv", ACCURACIES)),
            Stream.of(more))
        .toArray();
  }

  private void golden(String name, String text) {
    String plain = text.replace(folder.toString(), "FOLDER");
    Path file = Path.of("src/test/resources/nas/experiment/cli", name + ".txt");
    try {
      if (Boolean.getBoolean("nas.golden.write")) {
        Files.writeString(file, plain);
      }
      assertEquals(Files.readString(file), plain);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Tag("slow")
  void theTableIsReadable() throws IOException {
    Path out = folder.resolve("out");
    String said =
        Nas.say(command("--accuracy", "test,validation", "--resamples", "200", "--out", out))
            .done();
    golden("correlate", said);
    assertEquals(
        said.substring(0, said.indexOf("\nWrote ")),
        Files.readString(out.resolve("correlations.txt")));
    assertTrue(Files.exists(out.resolve("plots/validation/scatter-vote.png")));
    List<String> lines = Files.readAllLines(out.resolve("correlations.csv"));
    assertEquals(1 + 2 * 5, lines.size());
    assertTrue(
        Files.readString(out.resolve("metric-correlations.csv")).startsWith("spearman,test"));
  }

  /** Returns the cells of the table by metric. */
  private static Map<String, List<String>> table(String said) {
    return said.lines()
        .dropWhile(line -> !line.startsWith("---"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> List.of(line.split(" +", -1)))
        .filter(cells -> cells.size() == 8)
        .collect(
            Collectors.toMap(
                cells -> cells.get(0), cells -> cells.subList(1, 8), (a, b) -> a, TreeMap::new));
  }

  private static List<String> row(Map<String, List<String>> table, String metric) {
    List<String> row = table.get(metric);
    if (row == null) {
      throw new AssertionError(metric + " is not in " + table.keySet());
    }
    return row;
  }

  @Test
  @Tag("slow")
  void columnsAreChosenAndDirected() {
    Map<String, List<String>> chosen =
        table(
            Nas.say(
                    command(
                        "--accuracy",
                        "test",
                        "--metrics",
                        "snip,params",
                        "--lower",
                        "params",
                        "--resamples",
                        "0"))
                .done());
    assertEquals(List.of("params", "snip"), List.copyOf(chosen.keySet()));
    Map<String, List<String>> all =
        table(Nas.say(command("--accuracy", "test", "--resamples", "0")).done());
    assertEquals(
        List.of("jacob-cov", "params", "snip", "synflow", "vote"), List.copyOf(all.keySet()));
    assertEquals("-" + row(all, "params").get(0), row(chosen, "params").get(0));
    assertEquals(row(all, "snip"), row(chosen, "snip"));
    Map<String, List<String>> vote =
        table(
            Nas.say(command("--accuracy", "test", "--metrics", "vote", "--resamples", "0")).done());
    assertEquals(Map.of("vote", row(all, "vote")), vote);
  }

  /** Returns Spearman's correlation of a join, alone in its table. */
  private String joined(String join, Object... more) {
    Object[] arguments =
        Stream.concat(
                Stream.of("--accuracy", "test", "--resamples", "0", "--join", join),
                Stream.of(more))
            .toArray();
    String said = Nas.say(command(arguments)).done();
    String row = said.lines().filter(line -> line.startsWith(join + " ")).findFirst().orElseThrow();
    return row.substring(join.length()).strip().split(" +", -1)[0];
  }

  @Test
  @Tag("slow")
  void columnsRankTogether() {
    // Ranks 1, 3, 2, 4, 6, 5 for f, a, b, c, d, e: sum of squares 4.
    assertEquals("0.886", joined("snip + params"));
    assertEquals("0.886", joined("log-ranks(snip, params)"));
    assertEquals("-0.348", joined("snip + params", "--lower", "params"));
    assertEquals("1.000", joined("jacob-cov + params"));
    // The one without a score shares the last rank: 1, 3, 4, 2, 5, 6.
    assertEquals("0.829", joined("jacob-cov + params", "--undefined", "worst"));
  }

  @Test
  @Tag("slow")
  void countsAreJoinedUnasked() {
    Path accuracies = write("accuracies.csv", ACCURACIES);
    Path scores = write("scores.csv", SCORES.replace("snip", "layers"));
    Object[] all = {"correlate", scores, "--benchmark", accuracies, "--accuracy", "test"};
    assertTrue(Nas.say(all).done().contains("\nlog-ranks(layers, params) "));
    Object[] some =
        Stream.concat(Stream.of(all), Stream.of("--metrics", "layers,params")).toArray();
    assertFalse(Nas.say(some).done().contains("log-ranks"));
  }

  @Test
  void undefinedScoresCanRankLast() {
    String omitted = Nas.say(command("--accuracy", "test", "--metrics", "jacob-cov")).done();
    assertEquals("1.000", row(table(omitted), "jacob-cov").get(0));
    assertTrue(omitted.contains("1 of 6 architectures have no score by any metric and were left"));
    String worst =
        Nas.say(command("--accuracy", "test", "--metrics", "jacob-cov", "--undefined", "worst"))
            .done();
    // Ranks 3, 4, 1, 5, 6, 2 for 2, 3, 4, 5, 6, 1: sum of squares 12.
    assertEquals("0.657", row(table(worst), "jacob-cov").get(0));
  }

  @Test
  @Tag("slow")
  void keysMayHaveOtherNamesAndRowsMayLackAccuracies() {
    String renamed =
        ACCURACIES.replace("architecture,hash", "name,checksum").replace("f,h6", "g,h7");
    Path benchmark = write("renamed.csv", renamed);
    Path scores = write("scores.csv", SCORES + "a,h1,1.5,-40,3,100,\n");
    for (String key : List.of("architecture=name", "canonical-id=checksum")) {
      String said =
          Nas.say("correlate", scores, "--benchmark", benchmark, "--accuracy", "test", "--key", key)
              .done();
      assertTrue(said.contains("joined by " + key.replace("=", " = ") + ": 5 architectures"), said);
      assertTrue(
          said.contains("Warning: 1 of 6 scored architectures have no accuracy and were left out."),
          said);
      assertTrue(said.contains("1 row repeats an architecture with the same scores"), said);
    }
    Path hashes = write("hashes.csv", ACCURACIES.replace("architecture,hash", "name,hash"));
    String said = Nas.say("correlate", scores, "--benchmark", hashes, "--accuracy", "test").done();
    assertTrue(said.contains("joined by canonical-id = hash: 6 architectures"), said);
  }

  @Test
  @Tag("slow")
  void theSeedDecidesTheIntervals() {
    Object[] one = command("--accuracy", "test", "--seed", "1");
    assertEquals(Nas.say(one).done(), Nas.say(one).done());
    String two = Nas.say(command("--accuracy", "test", "--seed", "2")).done();
    assertEquals(row(table(Nas.say(one).done()), "snip").get(0), row(table(two), "snip").get(0));
    assertFalse(table(two).equals(table(Nas.say(one).done())));
  }

  private static byte[] compressed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private final StringBuilder refusals = new StringBuilder();

  private void refused(String what, Object... arguments) {
    Nas.Said said = Nas.say(arguments);
    assertEquals(Main.USER_ERROR, said.exitCode(), what);
    assertFalse(said.out().contains("Wrote"), what);
    refusals.append("# ").append(what).append('\n').append(said.err());
  }

  private void refusedScores(String what, String was, String becomes, Object... more) {
    assertTrue(SCORES.contains(was), was);
    Path scores = write("scores.csv", SCORES.replace(was, becomes));
    Path accuracies = write("accuracies.csv", ACCURACIES);
    List<Object> arguments =
        new ArrayList<>(
            List.of("correlate", scores, "--benchmark", accuracies, "--accuracy", "test"));
    arguments.addAll(Arrays.asList(more));
    refused(what, arguments.toArray());
  }

  private void refusedAccuracies(String what, String text) {
    Path scores = write("scores.csv", SCORES);
    Path accuracies = write("accuracies.csv", text);
    refused(what, "correlate", scores, "--benchmark", accuracies, "--accuracy", "test");
  }

  @Test
  @Tag("slow")
  void whateverIsWrongIsSaid() throws IOException {
    refused("no benchmark", "correlate", write("scores.csv", SCORES));
    refused("no accuracy", command());
    refused("accuracy misspelt", command("--accuracy", "tset"));
    refused("accuracy far from all", command("--accuracy", "xyzzyxyzzy"));
    refused("accuracy is text", command("--accuracy", "note"));
    refused("metric misspelt", command("--accuracy", "test", "--metrics", "synfow"));
    refused("higher misspelt", command("--accuracy", "test", "--higher", "parms"));
    refused(
        "higher and lower",
        command("--accuracy", "test", "--higher", "params", "--lower", "params"));
    refused("join of one", command("--accuracy", "test", "--join", "snip"));
    refused("join misspelt", command("--accuracy", "test", "--join", "log-ranks(snip, parms)"));
    refused("join by no rule", command("--accuracy", "test", "--join", "z-scores(snip, params)"));
    refused("key misspelt", command("--accuracy", "test", "--key", "architectur"));
    refused(
        "key of the other file misspelt",
        command("--accuracy", "test", "--key", "canonical-id=hsh"));
    refused("key of one file", command("--accuracy", "test", "--key", "canonical-id"));
    refused("resamples", command("--accuracy", "test", "--resamples", "-1"));
    refused("pools", command("--accuracy", "test", "--pools", "0"));
    refused("pool size", command("--accuracy", "test", "--pool-size", "0"));
    refused("undefined", command("--accuracy", "test", "--undefined", "best"));
    refused("out below a file", command("--accuracy", "test", "--out", folder + "/scores.csv/x"));
    refused(
        "scores missing",
        "correlate",
        folder.resolve("scors.csv"),
        "--benchmark",
        folder.resolve("accuracies.csv"),
        "--accuracy",
        "test");
    refused(
        "benchmark missing",
        "correlate",
        folder.resolve("scores.csv"),
        "--benchmark",
        folder.resolve("nowhere/accuracies.csv"),
        "--accuracy",
        "test");
    refused(
        "benchmark is a folder",
        "correlate",
        folder.resolve("scores.csv"),
        "--benchmark",
        folder,
        "--accuracy",
        "test");

    refusedScores("unknown metric", "synflow,", "synflw,");
    refusedScores("metric unlike any", "synflow,", "xyzzyxyzzy,");
    refusedScores("no metrics", ",synflow,jacob-cov,snip,params", "");
    refusedScores("score is text", "2e10", "high");
    refusedScores("score too large", "2e10", "2e1000");
    refusedScores("row too short", ",5,-5,4,300,", ",5,-5,4");
    refusedScores("architecture missing", "e,h5,", ",h5,");
    refusedScores("architecture twice", "e,h5,", "a,h5,");
    refusedScores("no rows", SCORES.substring(SCORES.indexOf("a,h1")), "");
    refusedScores("two rows", SCORES.substring(SCORES.indexOf("c,h3")), "");
    refusedScores("column twice", "snip,params", "snip,snip");
    refusedScores("empty", SCORES, "");

    refusedAccuracies("another space", ACCURACIES.replaceAll("\n(.)", "\nx$1"));
    refusedAccuracies("nothing to join by", ACCURACIES.replace("architecture,hash", "cell,md5"));
    refusedAccuracies(
        "a name in common", ACCURACIES.replace("architecture,hash,test", "cell,snip,test"));
    refusedAccuracies("accuracy is NaN", ACCURACIES.replace("94.5", "NaN"));
    refusedAccuracies("architecture has two accuracies", ACCURACIES + "a,h1,3,4,\n");
    refusedAccuracies("constant accuracy", ACCURACIES.replaceAll(",h(.),[0-9.]+", ",h$1,50"));
    refusedAccuracies("no accuracies", ACCURACIES.replaceAll(",h(.),[0-9.]+", ",h$1,"));
    refusedAccuracies("quotation mark open", ACCURACIES.replace("94.5", "\"94.5"));

    Path accuracies = folder.resolve("accuracies.csv");
    Path scores = write("scores.csv", SCORES);
    byte[] gzip = compressed(ACCURACIES);
    Files.write(accuracies, Arrays.copyOf(gzip, gzip.length - 12));
    refused("cut gzip", "correlate", scores, "--benchmark", accuracies, "--accuracy", "test");
    gzip[gzip.length - 6] ^= 1;
    Files.write(accuracies, gzip);
    refused("changed gzip", "correlate", scores, "--benchmark", accuracies, "--accuracy", "test");
    Files.write(accuracies, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xff});
    refused("image", "correlate", scores, "--benchmark", accuracies, "--accuracy", "test");
    golden("correlate-refusals", refusals.toString());
  }

  /**
   * The published scores of the 9,445 NAS-Bench-201 cells in which every operation is used, against
   * the test accuracy of one training. Spearman was published; the others are those of scipy.stats
   * 1.17.1 and NumPy over all pairs.
   */
  @Test
  @Tag("slow")
  void publishedScoresOnNasBench201() {
    Path scores = shared("benchmarks/nasbench201/published_proxies_cifar10.csv.gz");
    Path accuracies = shared("benchmarks/nasbench201/accuracies.csv.gz");
    Map<String, String> expected =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("synflow", "0.732 0.536 76.8 41.8 0.193 24.0"),
                Map.entry("jacov", "0.818 0.632 81.6 28.7 0.146 10.0"),
                Map.entry("nwot", "0.792 0.603 80.1 30.5 -0.200 12.0"),
                Map.entry("snip", "0.552 0.400 70.0 22.7 -0.342 1.0"),
                Map.entry("grad_norm", "0.550 0.399 70.0 22.4 -0.345 1.0"),
                Map.entry("fisher", "0.501 0.360 68.0 20.4 -0.395 0.0"),
                Map.entry("grasp", "0.491 0.340 67.0 21.8 -0.325 1.0"),
                Map.entry("params", "0.747 0.568 77.3 35.6 0.009 14.5"),
                Map.entry("flops", "0.714 0.519 75.6 33.8 -0.006 10.7"),
                Map.entry("l2_norm", "0.720 0.527 76.4 33.2 -0.162 12.0"),
                Map.entry("epe_nas", "0.787 0.589 79.5 24.2 0.023 8.0"),
                Map.entry("zen", "0.101 0.096 54.8 9.0 0.335 0.0"),
                Map.entry("plain", "-0.367 -0.244 37.8 0.7 0.032 1.0")));
    String columns =
        expected.keySet().stream()
            .map(name -> "c10_" + name + "_nets9445")
            .collect(Collectors.joining(","));
    String said =
        Nas.say(
                "correlate",
                scores,
                "--benchmark",
                accuracies,
                "--accuracy",
                "c10_val_200_naslib",
                "--metrics",
                columns,
                "--higher",
                columns,
                "--resamples",
                "0")
            .done();
    assertTrue(said.contains("joined by index: 15,625 architectures\n"), said);
    Map<String, List<String>> table = table(said);
    expected.forEach(
        (name, figures) -> {
          List<String> row = row(table, "c10_" + name + "_nets9445");
          String found =
              IntStream.of(0, 2, 3, 4, 5, 6).mapToObj(row::get).collect(Collectors.joining(" "));
          assertEquals(figures, found, name);
        });
    assertTrue(said.contains("6,180 of 15,625 architectures have no score by any metric"), said);
  }

  /**
   * nDCG at 1,000 of all 15,625 cells. For synflow (other weights) VKDNW's notebook has .691, .584
   * and .504, for FLOPs, which rank nearly as parameters do, .729, .565 and .386. The numbers here
   * are those of a Python script over the same columns.
   */
  @Test
  @Tag("slow")
  void publishedGainsOnNasBench201() {
    Path scores = shared("benchmarks/nasbench201/published_proxies_cifar10.csv.gz");
    Path accuracies = shared("benchmarks/nasbench201/accuracies.csv.gz");
    String columns = "c10_test_200_mean,c100_test_200_mean,in16_test_200_mean";
    assertEquals(
        List.of("0.694", "0.583", "0.503"), gains(scores, accuracies, columns, "c10_synflow"));
    assertEquals(
        List.of("0.729", "0.563", "0.387"), gains(accuracies, accuracies, columns, "params"));
  }

  private static List<String> gains(Path scores, Path accuracies, String columns, String metric) {
    Object[] command = {
      "correlate",
      scores,
      "--benchmark",
      accuracies,
      "--accuracy",
      columns,
      "--metrics",
      metric,
      "--higher",
      metric,
      "--resamples",
      "0"
    };
    return Nas.say(command)
        .done()
        .lines()
        .filter(line -> line.startsWith(metric))
        .map(line -> line.split(" +", -1))
        .filter(cells -> cells.length == 9)
        .map(cells -> cells[1])
        .toList();
  }

  /** The vote of the published scores: compared apart from this with matrices of signs. */
  @Test
  @Tag("slow")
  void publishedVoteOnNasBench201() {
    StringBuilder scores = new StringBuilder("architecture,synflow,jacob-cov,snip\n");
    try (CsvReader published =
            CsvReader.open(shared("benchmarks/nasbench201/published_proxies_cifar10.csv.gz"));
        CsvReader cells = CsvReader.open(shared("benchmarks/nasbench201/accuracies.csv.gz"))) {
      while (published.next() && cells.next()) {
        assertEquals(cells.cell(0), published.cell(0), "the tables list the same cells");
        scores.append(cells.cell(1));
        for (String metric : List.of("synflow", "jacov", "snip")) {
          int column = published.header().indexOf("c10_" + metric + "_nets9445");
          scores.append(',').append(published.cell(column));
        }
        scores.append('\n');
      }
    }
    String said =
        Nas.say(
                "correlate",
                write("published.csv", scores.toString()),
                "--benchmark",
                shared("benchmarks/nasbench201/accuracies.csv.gz"),
                "--accuracy",
                "c10_val_200_naslib",
                "--resamples",
                "0")
            .done();
    assertTrue(said.contains("joined by architecture = arch_str: 15,625 architectures\n"), said);
    Map<String, List<String>> table = table(said);
    assertEquals("0.732", row(table, "synflow").get(0));
    assertEquals("0.818", row(table, "jacob-cov").get(0));
    assertEquals("0.552", row(table, "snip").get(0));
    // 0.8212614 and 0.8094911.
    assertEquals("0.821", row(table, "vote").get(0));
    assertEquals("80.9", row(table, "vote").get(3));
  }

  /** NAS-Bench-101's tables share the hash of the graph, and state accuracies as counts. */
  @Test
  @Tag("slow")
  void publishedScoresOnNasBench101() {
    Path scores = shared("benchmarks/nasbench101/published_proxies.csv.gz");
    Path accuracies = shared("benchmarks/nasbench101/multifidelity.csv.gz");
    Nas.Said said =
        Nas.say(
            "correlate",
            scores,
            "--benchmark",
            accuracies,
            "--accuracy",
            "test108_1,val4_1",
            "--metrics",
            "synflow",
            "--higher",
            "zen",
            "--resamples",
            "0");
    assertTrue(said.done().contains("joined by hash: "), said.out());
    assertEquals(List.of("synflow", "zen"), List.copyOf(table(said.out()).keySet()));
  }
}
