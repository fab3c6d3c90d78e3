package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import nas.core.ChiSquare;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;

/**
 * What every search space must hold to; the test of a space implements it, and beside it the
 * contract of each capability that the space offers.
 *
 * @param <A> the architecture
 */
public interface SpaceContract<A> {

  /** Seed of all tests here; the messages of failures repeat it. */
  long SEED = 20_260_101;

  /** Returns the space under test. */
  Space<A> space();

  /** Returns the form of a point in which it is edited, where a space has several of one point. */
  default A edited(A point) {
    return point;
  }

  /** Returns in how many places a point and one of its neighbours differ. */
  int edits(A point, A other);

  /** Returns texts that are no architecture of this space, besides the garbage tried anyway. */
  List<String> malformed();

  /** Says whether the beginning of a text is a text of the space, too. */
  default boolean isText(String beginning) {
    return false;
  }

  /** Returns the first points that a seeded generator draws. */
  default List<A> samples(int count) {
    RandomGenerator random = Seeds.generator(SEED);
    List<A> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(space().sample(random));
    }
    return samples;
  }

  @Test
  default void samplesAreValidAndRepeatable() {
    List<A> samples = samples(200);
    assertEquals(samples, samples(200), "seed " + SEED);
    assertTrue(new HashSet<>(samples).size() > 1, "seed " + SEED);
    for (A point : samples) {
      assertEquals(Optional.empty(), space().whyInvalid(point), "seed " + SEED);
    }
  }

  @Test
  default void eachCapabilityIsOfferedOnce() {
    for (Class<?> kind :
        List.of(
            Blueprint.class,
            ChoiceSequence.class,
            Diagram.class,
            Encoder.class,
            Enumeration.class)) {
      boolean offered = Capability.find(space(), kind).isPresent();
      assertEquals(offered, space().capabilities().stream().anyMatch(kind::isInstance));
      assertTrue(offered || space().whyNo(kind).length() > 10, "why no " + kind);
    }
  }

  @Test
  default void textReadsBack() {
    for (A point : samples(200)) {
      String text = space().format(point);
      assertEquals(point, space().parse(text), text);
      assertEquals(text, space().format(space().parse("  " + text + "\n")), text);
    }
  }

  @Test
  default void canonicalIdsAreAsciiAndSurviveText() {
    for (A point : samples(200)) {
      String id = space().canonicalId(point);
      assertTrue(id.matches("[ -~]+"), id);
      assertEquals(id, space().canonicalId(space().parse(space().format(point))));
    }
  }

  @Test
  default void pointsWithOneCanonicalIdHaveOneRepresentative() {
    Map<String, A> representatives = new HashMap<>();
    List<A> points = new ArrayList<>(samples(500));
    samples(20).forEach(point -> points.addAll(space().neighbours(point)));
    for (A point : points) {
      A representative = space().representative(point);
      String id = space().canonicalId(point);
      assertEquals(id, space().canonicalId(representative), "of " + point + ", seed " + SEED);
      assertEquals(representative, space().representative(representative), "seed " + SEED);
      A other = representatives.putIfAbsent(id, representative);
      assertTrue(other == null || other.equals(representative), id + ": " + other + ", " + point);
    }
  }

  @Test
  default void neighboursAreDistinctValidAndOneEditAway() {
    for (A point : samples(50)) {
      List<A> neighbours = space().neighbours(point);
      assertEquals(neighbours, space().neighbours(point), "the order is fixed");
      assertEquals(neighbours.size(), new HashSet<>(neighbours).size(), "repeats of " + point);
      assertFalse(neighbours.contains(point), "contains " + point);
      assertEquals(neighbours.size(), space().countNeighbours(point), "neighbours of " + point);
      for (A neighbour : neighbours) {
        assertEquals(1, edits(edited(point), neighbour), point + " and " + neighbour);
        assertEquals(Optional.empty(), space().whyInvalid(neighbour));
        assertTrue(
            space().neighbours(neighbour).contains(edited(point)), point + " and " + neighbour);
      }
    }
  }

  @Test
  default void mutationIsUniformOverNeighbours() {
    for (A point : samples(3)) {
      List<A> neighbours = space().neighbours(point);
      long[] counts = new long[neighbours.size()];
      RandomGenerator random = Seeds.generator(SEED);
      for (int i = 0; i < 200 * counts.length; i++) {
        int index = neighbours.indexOf(space().mutate(point, random));
        assertTrue(index >= 0, "no neighbour of " + point);
        counts[index]++;
      }
      ChiSquare.assertUniform(counts, "mutations of " + point + ", seed " + SEED);
    }
  }

  @Test
  default void malformedTextIsRefusedWithAShortMessage() {
    List<String> texts = new ArrayList<>(malformed());
    texts.addAll(
        List.of("", " ", "\n", "null", "{}", "|", "+", "/", "~", "0 0", "-1", "\u0000\u0007"));
    texts.add("x".repeat(1_000_000));
    texts.add("|".repeat(100_000));
    texts.add("0".repeat(100_000) + " / input output");
    String text = space().format(samples(1).get(0));
    for (int end = 0; end < text.length(); end++) {
      String beginning = text.substring(0, end);
      if (!isText(beginning)) {
        texts.add(beginning);
      }
    }
    for (String malformed : texts) {
      InvalidArchitectureException refusal =
          assertThrows(InvalidArchitectureException.class, () -> space().parse(malformed));
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.length() > 10 && message.length() < 600, message);
      assertTrue(message.matches("[ -~]+"), "printable: " + message);
    }
  }

  @Test
  default void damagedTextNeverEndsInAnythingButARefusal() {
    Random random = new Random(SEED);
    String characters = "|+~/ 01239ntoivc_x\u00e9";
    for (A point : samples(50)) {
      for (int i = 0; i < 40; i++) {
        StringBuilder text = new StringBuilder(space().format(point));
        int at = random.nextInt(text.length());
        text.setCharAt(at, characters.charAt(random.nextInt(characters.length())));
        try {
          A read = space().parse(text.toString());
          assertEquals(read, space().parse(space().format(read)), "seed " + SEED);
        } catch (InvalidArchitectureException refusal) {
          assertTrue(String.valueOf(refusal.getMessage()).length() > 10, "seed " + SEED);
        }
      }
    }
  }
}
