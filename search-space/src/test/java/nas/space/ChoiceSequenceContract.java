package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;

/**
 * What the sequences of choices of a space must hold to.
 *
 * @param <A> the architecture
 */
public interface ChoiceSequenceContract<A> extends SpaceContract<A> {

  /**
   * Returns a sequence with 0 at all positions that do not count for its architecture; by default
   * all count.
   */
  default List<Integer> counted(List<Integer> choices) {
    return choices;
  }

  @Test
  default void samplesReadBackFromTheirChoices() {
    ChoiceSequence<A> sequence = ChoiceSequence.of(space());
    for (A point : samples(500)) {
      List<Integer> choices = sequence.encode(point);
      assertEquals(sequence.length(), choices.size());
      A decoded = sequence.decode(choices).orElseThrow();
      assertEquals(space().canonicalId(point), space().canonicalId(decoded), "seed " + SEED);
      assertEquals(choices, sequence.encode(decoded), "seed " + SEED);
    }
  }

  @Test
  default void choicesAreValidArchitecturesOrNone() {
    ChoiceSequence<A> sequence = ChoiceSequence.of(space());
    assertEquals(sequence.sizes(), ChoiceSequence.of(space()).sizes());
    RandomGenerator random = Seeds.generator(SEED);
    int valid = 0;
    for (int draw = 0; draw < 1_000; draw++) {
      List<Integer> choices = sequence.sizes().stream().map(random::nextInt).toList();
      Optional<A> decoded = sequence.decode(choices);
      if (decoded.isPresent()) {
        valid++;
        assertEquals(Optional.empty(), space().whyInvalid(decoded.get()), "seed " + SEED);
        assertEquals(counted(choices), sequence.encode(decoded.get()), "seed " + SEED);
      }
    }
    assertTrue(valid > 0, "none of 1,000 sequences is an architecture, seed " + SEED);
    List<Integer> zeros = Collections.nCopies(sequence.length(), 0);
    for (int position = 0; position < sequence.length(); position++) {
      for (int outside : new int[] {-1, sequence.sizes().get(position)}) {
        List<Integer> choices = new ArrayList<>(zeros);
        choices.set(position, outside);
        assertThrows(IllegalArgumentException.class, () -> sequence.decode(choices));
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> sequence.decode(zeros.subList(1, zeros.size())));
  }
}
