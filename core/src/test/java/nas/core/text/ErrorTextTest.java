package nas.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorTextTest {

  private static final List<String> KNOWN = List.of("none", "nor_conv_1x1", "nor_conv_3x3");

  @Test
  void nearestWordWinsAndTheEarlierOnATie() {
    assertEquals(Optional.of("nor_conv_3x3"), ErrorText.nearest("nor_conv3x3", KNOWN));
    assertEquals(Optional.of("nor_conv_1x1"), ErrorText.nearest("nor_conv_2x2", KNOWN));
    assertEquals(Optional.of("nor_conv_3x3"), ErrorText.nearest("conv_3x3", KNOWN));
    assertEquals(Optional.of("none"), ErrorText.nearest("nnoe", KNOWN));
    assertEquals(Optional.of("none"), ErrorText.nearest("none", KNOWN));
    assertEquals(Optional.of("nor_conv_1x1"), ErrorText.nearest("nor", KNOWN));
    assertEquals(
        Optional.of("conv3x3-bn-relu"),
        ErrorText.nearest("conv3x3", List.of("maxpool3x3", "conv3x3-bn-relu")));
    assertEquals(
        Optional.of("synflow"), ErrorText.nearest("synflo", List.of("ssnr-synflow", "synflow")));
  }

  @Test
  void nothingIsSuggestedForWordsThatAreFarFromAll() {
    assertEquals(Optional.empty(), ErrorText.nearest("population", KNOWN));
    assertEquals(Optional.empty(), ErrorText.nearest("", KNOWN));
    assertEquals(Optional.empty(), ErrorText.nearest("n".repeat(1_000_000), KNOWN));
    assertEquals(Optional.empty(), ErrorText.nearest("none", List.of()));
  }

  @Test
  void quotesAreShortAndPrintable() {
    assertEquals("\"a?b\u00e9?c\"", ErrorText.quote("a\nb\u00e9\u202ec"));
    assertEquals("\"" + "x".repeat(80) + "\"", ErrorText.quote("x".repeat(80)));
    assertEquals("\"" + "x".repeat(80) + "...\"", ErrorText.quote("x".repeat(81)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, '', 3",
    "kitten, sitting, 3",
    "ca, ac, 1",
    "ca, abc, 3",
    "abcd, acbd, 1",
    "population, popluation, 1",
    "saturday, sunday, 3"
  })
  void distanceCountsEdits(String from, String to, int edits) {
    assertEquals(edits, ErrorText.distance(from, to));
    assertEquals(edits, ErrorText.distance(to, from));
  }

  @Test
  void nearestWordIsOneThatIsNear() {
    List<String> known = List.of("population", "tournament", "seed", "batch-size", "k");
    assertEquals(Optional.of("population"), ErrorText.nearest("popluation", known));
    assertEquals(Optional.of("batch-size"), ErrorText.nearest("batchSize", known));
    assertEquals(Optional.of("batch-size"), ErrorText.nearest("Batch_Size", known));
    assertEquals(Optional.of("seed"), ErrorText.nearest("sede", known));
    assertEquals(Optional.empty(), ErrorText.nearest("zebra", known));
    assertEquals(Optional.empty(), ErrorText.nearest("x", known), "one letter resembles nothing");
    assertEquals(Optional.empty(), ErrorText.nearest("", known));
    assertEquals(Optional.empty(), ErrorText.nearest("z".repeat(100_000), known));
  }
}
