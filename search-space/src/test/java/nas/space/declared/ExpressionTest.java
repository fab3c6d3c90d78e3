package nas.space.declared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpressionTest {

  private static final Map<String, Object> VALUES =
      Map.of("in", 10.0, "width", 24.0, "stride", 1.0, "act", "relu", "nothing", 0.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 3",
        "1e-5 | 0.00001",
        ".5 | 0.5",
        "1 + 2 * 3 | 7",
        "(1 + 2) * 3 | 9",
        "7 - 2 - 1 | 4",
        "24 / 4 / 2 | 3",
        "7 % 4 | 3",
        "-in + 1 | -9",
        "2 * -3 | -6",
        "in * width | 240",
        "floor(in / 4) | 2",
        "ceil(in / 4) | 3",
        "max(4, floor(in / 4), 1) | 4",
        "min(in, width) | 10",
        "1 < 2 | 1",
        "in >= width | 0",
        "in != width | 1",
        "not in == width | 1",
        "not nothing | 1",
        "stride == 1 and in == 10 | 1",
        "stride == 2 or in == 10 and width == 24 | 1",
        "(stride == 2 or in == 10) and width == 25 | 0",
        "act == \"relu\" | 1",
        "act != \"tanh\" | 1",
        "act == 1 | 0",
        "true | 1",
        "false + 2 | 2",
        "0 * -1 == 0 | 1",
        "nothing == 1 and act > 2 | 0",
        "nothing == 0 or act > 2 | 1",
      })
  void valuesAreThoseOfArithmetic(String text, String value) {
    Object found = Expression.parse(text.replace('"', '\'')).value(VALUES);
    assertEquals(value, Expression.text(found));
  }

  @Test
  void textsAndNamesAreTold() {
    assertEquals("a b", Expression.parse("'a b'").value(Map.of()));
    assertEquals(
        Set.of("in", "width", "min2"), Expression.parse("max(in, width) * min2 == in").names());
    assertEquals("2.66667", Expression.text(8.0 / 3));
    assertEquals("1000000000", Expression.text(1e9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + | it ends too early",
        "(1 | ')' is missing",
        "1 2 | '2' does not fit there",
        "max() | ')' does not fit there",
        "max 3 | '3' does not fit there",
        "floor(1, 2) | floor takes one value",
        "a $ b | there is something wrong at '$ b'",
        "and | 'and' does not fit there",
        "a = b | there is something wrong at '= b'",
      })
  void whatIsNoExpressionIsRefused(String text, String problem) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Expression.parse(text));
    assertEquals(problem, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 / nothing | \"1 / nothing\" divides by 0 or is too large",
        "in % nothing | \"in % nothing\" divides by 0 or is too large",
        "1e300 * 1e300 | \"1e300 * 1e300\" divides by 0 or is too large",
        "act + 1 | \"relu\" is no number",
        "absent | nothing says what absent is",
      })
  void whatHasNoValueIsRefused(String text, String problem) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Expression.parse(text).value(VALUES));
    assertEquals(problem.replace('"', '\''), refused.getMessage());
  }

  @Test
  void longTextsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Expression.parse("(".repeat(201)));
    assertEquals(1.0, Expression.parse("(".repeat(99) + "1" + ")".repeat(99)).value(Map.of()));
  }
}
