package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command that compares runs.
 *
 * <p>{@code -Dnas.golden.write=true} writes the golden files that differ, to be read before they
 * are committed.
 */
final class CompareTest {

  /** Relative, so that the widths of the tables are the same everywhere. */
  private static final Path FOLDER = Path.of("target", "compare-test");

  private static final String EXPERIMENT =
      Nas.EXPERIMENT.replace("repetitions: 2", "repetitions: 4").replace("6}", "12}");

  @BeforeEach
  void empty() throws IOException {
    if (Files.exists(FOLDER)) {
      try (Stream<Path> files = Files.walk(FOLDER)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(FOLDER);
  }

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  static Path keptRuns;

  /** Experiments that have run, by their text, with the folders that keep them. */
  private static final SortedMap<String, Path> FINISHED = new TreeMap<>();

  private static Path run(String name, String experiment) throws IOException {
    Path run = FOLDER.resolve(name);
    Path file = Nas.write(FOLDER.resolve(name + ".yaml"), experiment);
    if (!FINISHED.containsKey(experiment)) {
      Path kept = keptRuns.resolve("run" + FINISHED.size());
      Nas.say("run", file, "--out", kept, "--workers", "1").done();
      FINISHED.put(experiment, kept);
    }
    Path kept = Objects.requireNonNull(FINISHED.get(experiment));
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path from : files.toList()) {
        Files.copy(from, run.resolve(kept.relativize(from)));
      }
    }
    return run;
  }

  private static void golden(String name, String text) {
    Path file = Path.of("src/test/resources/nas/experiment/cli", name + ".txt");
    try {
      if (Boolean.getBoolean("nas.golden.write")) {
        Files.writeString(file, text);
      }
      assertEquals(Files.readString(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("slow")
  void twoSettingsAreComparedStrategyByStrategy() throws IOException {
    Path a = run("a", EXPERIMENT);
    Path b = run("b", EXPERIMENT.replace("population: 3", "population: 6"));
    SortedMap<String, String> before = Nas.journals(FOLDER);
    Path out = FOLDER.resolve("out");
    String said = Nas.say("compare", a, b, "--target", "baseline-final,60", "--out", out).done();
    golden("compare", said);
    assertEquals(before, Nas.journals(FOLDER));
    assertEquals(
        said.substring(0, said.indexOf("\nWrote ")),
        Files.readString(out.resolve("comparison.txt")));
    // Random search is the same in both, so that nothing can differ.
    List<String> tests = Files.readAllLines(out.resolve("significance.csv"));
    assertEquals(1 + 2, tests.size());
    assertTrue(
        tests
            .get(1)
            .startsWith("random (target/compare-test/b),random (target/compare-test/a),end,"),
        tests.get(1));
    assertTrue(
        tests.get(1).endsWith(",0.0,0.0,0.0,wilcoxon-signed-rank,true,0.0,0,1.0,1.0,0.5,0.0"));
    assertEquals(1 + 2 * 2, Files.readAllLines(out.resolve("speedup.csv")).size());
    assertTrue(Files.readString(out.resolve("curve-models.csv")).contains("aging-evolution (tar"));
    assertTrue(Files.readString(out.resolve("curve-models.svg")).startsWith("<svg "));
    assertTrue(ImageIO.read(out.resolve("curve-models.png").toFile()).getWidth() > 1000);
  }

  @Test
  @Tag("slow")
  void strategiesOfDifferentNamesAreComparedWhenNamed() throws IOException {
    Path a = run("a", EXPERIMENT);
    Path b = run("b", EXPERIMENT.replace("population: 3", "population: 6"));
    Path out = FOLDER.resolve("out");
    golden(
        "compare-names",
        Nas.say(
                "compare",
                a,
                b,
                "--strategy",
                "random=aging-evolution",
                "--strategy",
                "random",
                "--out",
                out)
            .done());
    List<String> tests = Files.readAllLines(out.resolve("significance.csv"));
    assertEquals(1 + 2, tests.size());
    assertTrue(
        tests
            .get(1)
            .startsWith("aging-evolution (target/compare-test/b),random (target/compare-test/a),"),
        tests.get(1));
  }

  @Test
  @Tag("slow")
  void otherSeedsAndBudgetsAreSaid() throws IOException {
    Path a = run("a", EXPERIMENT);
    Path b =
        run(
            "b",
            EXPERIMENT
                .replace("12}", "8}")
                .replace("name: tiny", "name: tiny\nseed: 7")
                .replace("- random", "- {name: RAND, random: {}}"));
    golden("compare-seeds", Nas.say("compare", a, b).done());
    String at = Nas.say("compare", a, b, "--at", "5", "--strategy", "aging-evolution").done();
    assertTrue(at.contains("Test accuracy of the incumbent after 5 trained models"), at);
    assertTrue(!at.contains("Warning") && !at.contains("Only in"), at);
    Nas.keepTrials(b.resolve("journal/02-aging-evolution/000.jsonl"), 3);
    assertTrue(Nas.say("compare", a, b).done().contains("Warning: target/compare-test/b holds "));
  }

  @Test
  @Tag("slow")
  void theSameExperimentIsRecognised() throws IOException {
    Path a = run("a", EXPERIMENT);
    Path b = run("b", EXPERIMENT);
    Path c = run("c", EXPERIMENT.replace("noisy", "{noisy: {failure-share: 0.2}}"));
    String said = Nas.say("compare", a, b).done();
    assertTrue(
        said.startsWith(b + " is the same experiment as " + a + ", and holds the same trials.\n"),
        said);
    String three = Nas.say("compare", a, b, c, "--anyway").done();
    assertTrue(three.contains("Warning: The accuracies of " + a + " and " + c), three);
    assertTrue(three.contains("evaluator.noisy.failure-share: 0 / 0.2\n"), three);
  }

  @Tag("slow")
  @Test
  void whatCannotBeComparedIsRefused() throws IOException {
    StringBuilder refusals = new StringBuilder();
    Path a = run("a", EXPERIMENT);
    Path b = run("b", EXPERIMENT.replace("noisy", "{noisy: {failure-share: 0.2}}"));
    Path named =
        run(
            "named",
            EXPERIMENT
                .replace("- random", "- {name: RAND, random: {}}")
                .replace("- aging-evolution:", "- name: AE\n    aging-evolution:"));
    Path failed = run("failed", EXPERIMENT.replace("noisy", "{noisy: {failure-share: 1}}"));
    refused(refusals, "nothing", "compare");
    refused(refusals, "one run", "compare", a);
    refused(refusals, "the same folder", "compare", a, FOLDER.resolve("b/../a"));
    refused(refusals, "another evaluator", "compare", a, b);
    refused(refusals, "no trained network", "compare", a, failed);
    refused(refusals, "no strategy in common", "compare", a, named);
    refused(refusals, "strategy, near", "compare", a, b, "--strategy", "aging-evolutoin");
    refused(refusals, "strategy, far", "compare", a, b, "--strategy", "xyzzyxyzzy");
    refused(refusals, "other, near", "compare", a, b, "--strategy", "random=aging-evolutoin");
    refused(refusals, "other, nothing", "compare", a, b, "--strategy", "random=");
    refused(refusals, "at zero", "compare", a, b, "--anyway", "--at", "0");
    refused(refusals, "at too many", "compare", a, b, "--anyway", "--at", "13");
    refused(refusals, "at text", "compare", a, b, "--at", "end");
    refused(refusals, "target", "compare", a, b, "--target", "101");
    refused(refusals, "target NaN", "compare", a, b, "--target", "NaN");
    refused(refusals, "target word", "compare", a, b, "--target", "baseline");
    refused(refusals, "out is a run", "compare", a, b, "--anyway", "--out", a);
    refused(
        refusals, "out is a file", "compare", a, b, "--anyway", "--out", FOLDER.resolve("a.yaml"));
    refused(refusals, "no folder", "compare", a, FOLDER.resolve("nowhere"));
    refused(refusals, "no run", "compare", a, FOLDER);
    Path journal = b.resolve("journal/01-random/000.jsonl");
    Files.writeString(
        journal, Files.readString(journal).replaceFirst("\"trial\":1", "\"trial\":2"));
    refused(refusals, "damaged", "compare", a, b);
    Files.writeString(new RunFolder(b).experimentFile(), "name: [");
    refused(refusals, "damaged experiment", "compare", a, b);
    golden("compare-refusals", refusals.toString());
  }

  private static void refused(StringBuilder refusals, String what, Object... arguments) {
    Nas.Said said = Nas.say(arguments);
    assertEquals(Main.USER_ERROR, said.exitCode(), said.err() + said.out());
    assertEquals("", said.out());
    refusals.append("# ").append(what).append('\n');
    // Lines hold wall-clock times, so their checksums differ every time.
    refusals.append(said.err().replaceAll("(checksum is|it states) [0-9a-f]{8}", "$1 CRC"));
  }
}
