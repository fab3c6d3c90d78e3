package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ErrorTextTest {

  private static final List<String> KNOWN = List.of("none", "nor_conv_1x1", "nor_conv_3x3");

  @Test
  void nearestWordWinsAndTheEarlierOnATie() {
    assertEquals(Optional.of("nor_conv_3x3"), ErrorText.nearest("nor_conv3x3", KNOWN));
    assertEquals(Optional.of("nor_conv_1x1"), ErrorText.nearest("nor_conv_2x2", KNOWN));
    assertEquals(Optional.of("none"), ErrorText.nearest("nnoe", KNOWN));
    assertEquals(Optional.of("none"), ErrorText.nearest("none", KNOWN));
    assertEquals(Optional.of("nor_conv_1x1"), ErrorText.nearest("nor", KNOWN));
    assertEquals(
        Optional.of("conv3x3-bn-relu"),
        ErrorText.nearest("conv3x3", List.of("maxpool3x3", "conv3x3-bn-relu")));
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
    assertEquals("\"a?b?c\"", ErrorText.quote("a\nb\u00e9c"));
    assertEquals("\"" + "x".repeat(80) + "\"", ErrorText.quote("x".repeat(80)));
    assertEquals("\"" + "x".repeat(80) + "...\"", ErrorText.quote("x".repeat(81)));
  }
}
