package nas.space.choices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.space.Blueprint;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.InvalidArchitectureException;
import org.junit.jupiter.api.Test;

final class ChoiceSpaceTest {

  private static final long SEED = 7;
  private static final ChoiceSpace SPACE =
      new ChoiceSpace(new ChoiceSettings(3, List.of("8", "16", "24", "32"), ":"));

  @Test
  void enumerationIsCompleteAndInOrder() {
    List<ChoiceString> points = SPACE.enumerate().toList();
    assertEquals(BigInteger.valueOf(64), SPACE.size());
    assertEquals(64, new HashSet<>(points).size());
    assertEquals("8:8:8", SPACE.format(points.get(0)));
    assertEquals("8:8:16", SPACE.format(points.get(1)));
    assertEquals("32:32:32", SPACE.format(points.get(63)));
    for (ChoiceString point : points) {
      assertEquals(point, SPACE.parse(" " + SPACE.format(point) + "\n"));
      assertEquals(SPACE.format(point), SPACE.canonicalId(point));
    }
  }

  @Test
  void neighboursDifferAtOnePosition() {
    for (ChoiceString point : SPACE.enumerate().toList()) {
      List<ChoiceString> neighbours = SPACE.neighbours(point);
      assertEquals(9, new HashSet<>(neighbours).size());
      for (ChoiceString neighbour : neighbours) {
        int edits = 0;
        for (int position = 0; position < 3; position++) {
          edits += point.choices().get(position).equals(neighbour.choices().get(position)) ? 0 : 1;
        }
        assertEquals(1, edits);
      }
    }
  }

  @Test
  void samplesAreUniform() {
    List<ChoiceString> points = SPACE.enumerate().toList();
    long[] counts = new long[64];
    var random = Seeds.generator(SEED);
    for (int i = 0; i < 200 * counts.length; i++) {
      counts[points.indexOf(SPACE.sample(random))]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
  }

  /** One number for each position, so that searches which began long ago go on alike. */
  @Test
  void everyPositionIsDrawnByOneNumber() {
    var random = Seeds.generator(SEED);
    var same = Seeds.generator(SEED);
    for (int i = 0; i < 100; i++) {
      List<Integer> drawn = List.of(same.nextInt(4), same.nextInt(4), same.nextInt(4));
      assertEquals(new ChoiceString(drawn), SPACE.sample(random));
      ChoiceString point = SPACE.sample(random);
      drawn = List.of(same.nextInt(4), same.nextInt(4), same.nextInt(4));
      assertEquals(new ChoiceString(drawn), point);
      assertEquals(SPACE.neighbours(point).get(same.nextInt(9)), SPACE.mutate(point, random));
    }
  }

  @Test
  void encodingIsAChain() {
    Encoding encoding = Encoder.required(SPACE).encode(SPACE.parse("16:8:32"));
    assertEquals(List.of("input", "8", "16", "24", "32", "output"), encoding.vocabulary());
    assertEquals(List.of(0, 2, 1, 4, 5), encoding.operations());
    for (int from = 0; from < 5; from++) {
      for (int to = 0; to < 5; to++) {
        assertEquals(to == from + 1, encoding.adjacency().get(from).get(to));
      }
    }
    assertEquals(
        List.of("input", "16", "8", "32", "output"),
        Diagram.of(SPACE).orElseThrow().cellGraph(SPACE.parse("16:8:32")).nodes());
  }

  @Test
  void separatorMayBeMissingIfOptionsHaveOneLength() {
    ChoiceSpace space = new ChoiceSpace(new ChoiceSettings(4, List.of("0", "1", "2"), ""));
    assertEquals(List.of(0, 2, 2, 1), space.parse("0221").choices());
    assertEquals("0221", space.format(space.parse("0221")));
    for (String bad : List.of("", "022", "02210", "0223", "0 2 2 1")) {
      assertThrows(InvalidArchitectureException.class, () -> space.parse(bad), bad);
    }
  }

  @Test
  void malformedTextIsRefused() {
    for (String bad :
        List.of("", " ", "8", "8:8", "8:8:8:8", "8:8:9", "8:8: 8", "8::8", "x".repeat(1_000_000))) {
      InvalidArchitectureException refused =
          assertThrows(InvalidArchitectureException.class, () -> SPACE.parse(bad));
      assertFalse(String.valueOf(refused.getMessage()).length() > 300);
    }
  }

  @Test
  void networksAreRefused() {
    assertEquals(Optional.empty(), Blueprint.of(SPACE));
    assertThrows(InvalidArchitectureException.class, () -> Blueprint.required(SPACE));
  }

  @Test
  void ambiguousSettingsAreRefused() {
    List<String> options = List.of("a", "b");
    assertEquals("positions", key(0, options, ":"));
    assertEquals("options", key(2, List.of("a"), ":"));
    assertEquals("options", key(2, List.of("a", "a"), ":"));
    assertEquals("options", key(2, List.of("a", "b c"), ":"));
    assertEquals("separator", key(2, List.of("a", "a:b"), ":"));
    assertEquals("separator", key(2, List.of("a", "bc"), ""));
    assertEquals("separator", key(2, options, "\n"));
  }

  private static String key(int positions, List<String> options, String separator) {
    return assertThrows(
            InvalidSettingException.class, () -> new ChoiceSettings(positions, options, separator))
        .key();
  }
}
