package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import org.junit.jupiter.api.Test;

/**
 * What every search space must hold to; the test of a space implements it.
 *
 * @param <A> the architecture
 */
public interface SearchSpaceContract<A> {

  /** Seed of all tests here; the messages of failures repeat it. */
  long SEED = 20_260_101;

  /** Returns the space under test. */
  SearchSpace<A> space();

  /** Returns a task that every architecture of the space can solve. */
  Task task();

  /** Returns the form of a point in which it is edited, where a space has several of one point. */
  default A edited(A point) {
    return point;
  }

  /** Returns in how many places a point and one of its neighbours differ. */
  int edits(A point, A other);

  /** Returns texts that are no architecture of this space, besides the garbage tried anyway. */
  List<String> malformed();

  private List<A> samples(int count) {
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
  default void enumerationHasNoRepeatsAndIsValid() {
    List<A> points = space().enumerate().limit(2_000).toList();
    assertEquals(points, space().enumerate().limit(2_000).toList(), "the order is fixed");
    assertEquals(points.size(), new LinkedHashSet<>(points).size());
    assertEquals(
        space().size().min(java.math.BigInteger.valueOf(2_000)).intValueExact(), points.size());
    for (A point : points) {
      assertEquals(Optional.empty(), space().whyInvalid(point));
    }
  }

  @Test
  default void encodingsShareVocabularyAndRunForwards() {
    Set<List<String>> vocabularies = new HashSet<>();
    for (A point : samples(100)) {
      Encoding encoding = space().encode(point);
      vocabularies.add(encoding.vocabulary());
      assertEquals("input", encoding.vocabulary().get(encoding.operations().get(0)));
      assertEquals(
          "output", encoding.vocabulary().get(encoding.operations().get(encoding.nodes() - 1)));
      for (int to = 0; to < encoding.nodes(); to++) {
        for (int from = to; from < encoding.nodes(); from++) {
          assertFalse(encoding.adjacency().get(from).get(to), "edge " + from + "->" + to);
        }
        float sum = 0;
        for (float value : encoding.oneHot()[to]) {
          sum += value;
        }
        assertEquals(1, sum);
      }
    }
    assertEquals(1, vocabularies.size());
  }

  @Test
  default void samplesReadBackFromTheirChoices() {
    ChoiceSequence<A> sequence = space().choiceSequence();
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
    ChoiceSequence<A> sequence = space().choiceSequence();
    assertEquals(sequence.sizes(), space().choiceSequence().sizes());
    RandomGenerator random = Seeds.generator(SEED);
    int valid = 0;
    for (int draw = 0; draw < 1_000; draw++) {
      List<Integer> choices = sequence.sizes().stream().map(random::nextInt).toList();
      Optional<A> decoded = sequence.decode(choices);
      if (decoded.isPresent()) {
        valid++;
        assertEquals(Optional.empty(), space().whyInvalid(decoded.get()), "seed " + SEED);
        assertEquals(choices, sequence.encode(decoded.get()), "seed " + SEED);
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

  @Test
  default void cellGraphsRunFromInputToOutput() {
    for (A point : samples(100)) {
      List<String> nodes = space().cellGraph(point).nodes();
      assertEquals("input", nodes.get(0));
      assertEquals("output", nodes.get(nodes.size() - 1));
    }
  }

  @Test
  default void networksClassifyAndBearTheCanonicalId() {
    for (A point : samples(20)) {
      Network network = space().network(point, task());
      assertEquals(space().canonicalId(point), network.id());
      assertEquals(task().input(), network.input());
      assertEquals(new FeatureShape(task().classes(), 1, 1), network.outputNode().output());
      assertTrue(network.parameters() > 0);
      assertTrue(network.live().parameters() <= network.parameters());
      assertEquals(network.live().outputNode().name(), network.outputNode().name());
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
      texts.add(text.substring(0, end));
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
