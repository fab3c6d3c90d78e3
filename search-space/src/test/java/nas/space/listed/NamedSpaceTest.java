package nas.space.listed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.space.Blueprint;
import nas.space.ChoiceSequence;
import nas.space.InvalidArchitectureException;
import org.junit.jupiter.api.Test;

final class NamedSpaceTest {

  private static final List<String> NAMES = List.of("b", "[(0, 1), 2]", "a b", "zz");
  private static final NamedSpace SPACE = new NamedSpace("darts", NAMES);

  @Test
  void pointsAreTheNames() {
    assertEquals(NAMES, SPACE.enumerate().toList());
    for (String name : NAMES) {
      assertEquals(name, SPACE.parse(SPACE.format(name)));
      assertEquals(name, SPACE.canonicalId(name));
      assertEquals(SPACE.encode("b"), SPACE.encode(name));
      assertEquals(List.of(), SPACE.neighbours(name));
      ChoiceSequence<String> sequence = ChoiceSequence.of(SPACE);
      assertEquals(name, sequence.decode(sequence.encode(name)).orElseThrow());
    }
    assertEquals("a b", SPACE.parse(" a b\n"));
    assertTrue(SPACE.whyInvalid("c").isPresent());
    assertThrows(InvalidArchitectureException.class, () -> SPACE.parse("c"));
    assertTrue(SPACE.whyNoNeighbours().isPresent());
    assertTrue(Blueprint.of(SPACE).isEmpty());
    assertEquals(
        "the architectures of darts are known by name only, so they have no networks",
        SPACE.whyNo(Blueprint.class));
  }

  @Test
  void samplesAreUniform() {
    long[] counts = new long[NAMES.size()];
    var random = Seeds.generator(5);
    for (int draw = 0; draw < 4000; draw++) {
      counts[NAMES.indexOf(SPACE.sample(random))]++;
    }
    ChiSquare.assertUniform(counts, "samples");
  }

  @Test
  void namesThatCannotBeAreRefused() {
    for (List<String> bad :
        List.of(List.<String>of(), List.of("a", "a"), List.of(""), List.of("\u00e9"))) {
      assertThrows(InvalidArchitectureException.class, () -> new NamedSpace("n", bad));
    }
  }
}
