package nas.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {

  @ParameterizedTest
  @CsvSource({
    "8, 32, 8",
    "32, 32, 32",
    "1, 5, 1",
    "1.0, 5, 5",
    "1/4, 16, 4",
    "0.25, 16, 4",
    ".5, 6, 3",
    "3/3, 7, 7",
    "2/6, 9, 3",
    "0.125, 1000000000, 125000000"
  })
  void isANumberOrAShare(String text, int all, int expected) {
    assertEquals(expected, new Amount(text).exactly("k", all, "things"));
    assertEquals(expected, new Amount(text).roughly("k", all, "things"));
  }

  @ParameterizedTest
  @CsvSource({"1/3, 10, 3", "1/2, 5, 3", "0.2, 1079, 216", "1/5, 1079, 216"})
  void mayBeRounded(String text, int all, int expected) {
    assertEquals(expected, new Amount(text).roughly("k", all, "things"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "1/0",
        "0/4",
        "5/4",
        "1.5",
        "0.0",
        "1e3",
        "a",
        "1/",
        "/2",
        "1 /2",
        "NaN",
        "1.",
        "99999999999999999999",
        "½"
      })
  void refusesEverythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> new Amount(text));
  }

  @Test
  void refusesWhatDoesNotFitTheWhole() {
    assertEquals(
        "channels (1/3) of 16 channels is no whole number",
        refusal(() -> new Amount("1/3").exactly("channels", 16, "channels")));
    assertEquals(
        "samples (0.0001) of 1079 training images leaves none",
        refusal(() -> new Amount("0.0001").roughly("samples", 1079, "training images")));
    assertEquals(
        "resolution (33) is more than the full task's 32 pixels",
        refusal(() -> new Amount("33").exactly("resolution", 32, "pixels")));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable task) {
    return String.valueOf(assertThrows(InvalidSettingException.class, task).getMessage());
  }
}
