package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies three of the golden cases: one of NAS-Bench-201, two of NAS-Bench-101. */
final class VerifyCommandTest {

  private static final String GRASP = "\"grasp\": -2.474371473607256";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path file(String was, String becomes) {
    String text = Nas.goldenSubset();
    assertTrue(text.contains(was), was);
    return Nas.write(folder.resolve("golden.json"), text.replace(was, becomes));
  }

  private Path file() {
    return Nas.write(folder.resolve("golden.json"), Nas.goldenSubset());
  }

  /** Returns the lines that compare a number. */
  private static List<String> rows(String out) {
    return out.lines().filter(line -> line.matches("   [a-z].*(ok|cancels|flips|FAIL)")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"float64", "float32"})
  @Tag("slow")
  void allAgree(String precision) {
    String out = Nas.say("verify", file(), "--precision", precision).done();
    assertTrue(
        out.startsWith(folder.resolve("golden.json") + " in " + precision + "\n\n1. |none~0"));
    assertEquals(34, rows(out).size(), out);
    assertTrue(out.contains("\n3 cases, 34 values: "), out);
    if (precision.equals("float64")) {
      assertTrue(out.endsWith("\n3 cases, 34 values: all agree.\n"), out);
      rows(out).forEach(row -> assertTrue(row.endsWith("  ok"), row));
    } else {
      rows(out).forEach(row -> assertTrue(!row.endsWith("FAIL"), row));
    }
    out.lines().skip(1).forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float64", "float32"})
  @Tag("slow")
  void laterMetricsAgreeWithTheirAuthorsCode(String precision) {
    Path file = Nas.write(folder.resolve("followups.json"), Nas.followUpsSubset());
    String out = Nas.say("verify", file, "--precision", precision).done();
    assertEquals(39, rows(out).size(), out);
    rows(out).forEach(row -> assertTrue(row.endsWith("  ok"), row));
    assertTrue(out.endsWith("\n3 cases, 39 values: all agree.\n"), out);
  }

  @Test
  void partsCanBeVerifiedAlone() {
    String out =
        Nas.say("verify", file(), "--case", "010 001 000", "--metrics", "snip,grad-norm").done();
    assertEquals(2, rows(out).size(), out);
    assertTrue(out.contains("\n2. 010 001 000 / input maxpool3x3 output\n"), out);
    assertTrue(out.endsWith("\n1 case, 2 values: all agree.\n"), out);
    assertEquals(out, Nas.say("verify", file(), "--case", 2, "--metrics", "grad-norm,snip").done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"float64", "float32"})
  @Tag("slow")
  void aWrongNumberIsFound(String precision) {
    Path file = file(GRASP, "\"grasp\": -2.5");
    Nas.Said said = Nas.say("verify", file, "--case", "2", "--precision", precision);
    assertEquals(1, said.exitCode());
    assertEquals("", said.err());
    List<String> failed =
        rows(said.out()).stream().filter(line -> line.endsWith("  FAIL")).toList();
    assertEquals(1, failed.size(), said.out());
    assertTrue(
        failed.get(0).matches("   grasp +-2\\.500000000 +-2\\.474\\d+ +1\\.0e-02 .*"), said.out());
    assertTrue(said.out().endsWith("\n1 case, 11 values: 10 agree.\n1 value WRONG.\n"), said.out());
  }

  @Test
  @Tag("slow")
  void theToleranceCanBeSet() {
    Path file = file(GRASP, "\"grasp\": -2.5");
    Object[] options = {"verify", file, "--case", "2", "--metrics", "grasp", "--tolerance"};
    Object[] loose = Arrays.copyOf(options, options.length + 1);
    loose[options.length] = "0.011";
    assertTrue(Nas.say(loose).done().contains(" 1.1e-02  ok\n"));
    loose[options.length] = "0.01";
    assertEquals(1, Nas.say(loose).exitCode());
  }

  @Test
  void anUndefinedScoreIsShownAsSuch() {
    // One image: a correlation of images has no eigenvalue beside 1, nor has the batch a spread.
    Path file = file("\"batch\": 8", "\"batch\": 1");
    Nas.Said said = Nas.say("verify", file, "--case", "2", "--metrics", "jacob-cov,l2-norm");
    assertEquals(1, said.exitCode());
    assertTrue(said.out().contains(" undefined "), said.out());
    assertTrue(said.out().contains("\n       there is no score: "), said.out());
    assertTrue(said.out().endsWith("\n1 case, 2 values: 1 agree.\n1 value WRONG.\n"), said.out());
  }

  @Test
  void theDeviceIsReadBeforeAnythingIsMeasured() {
    Nas.Said said = Nas.say("verify", file(), "--device", "cuda");
    assertEquals(2, said.exitCode());
    assertEquals("device (cuda) must be cpu or gpu:k. Maybe write cpu, or gpu:0.\n", said.err());
    assertEquals("", said.out());
  }
}
