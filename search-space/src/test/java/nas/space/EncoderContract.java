package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the encoder of a space must hold to.
 *
 * @param <A> the architecture
 */
public interface EncoderContract<A> extends SpaceContract<A> {

  @Test
  default void encodingsShareVocabularyAndRunForwards() {
    Set<List<String>> vocabularies = new HashSet<>();
    Set<Set<String>> places = new HashSet<>();
    for (A point : samples(100)) {
      Encoding encoding = Encoder.required(space()).encode(point);
      vocabularies.add(encoding.vocabulary());
      places.add(encoding.places());
      assertTrue(encoding.places().containsAll(Encoding.ENDS), "an end is no operation");
      assertTrue(encoding.vocabulary().containsAll(encoding.places()));
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
    assertEquals(1, places.size());
  }
}
