package nas.space.nasbench201;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against what {@code random.seed} and {@code random.shuffle} of CPython 3 give. */
final class PythonRandomTest {

  @Test
  void drawsThePublishedNumbers() {
    PythonRandom random = new PythonRandom(0);
    int[] drawn = IntStream.range(0, 10).map(i -> random.below(1000)).toArray();
    assertArrayEquals(new int[] {864, 394, 776, 911, 430, 41, 265, 988, 523, 497}, drawn);
  }

  @Test
  void shufflesLikePython() {
    int[] values = IntStream.range(0, 12).toArray();
    new PythonRandom(88).shuffle(values);
    assertArrayEquals(new int[] {11, 1, 10, 8, 7, 9, 4, 0, 2, 5, 3, 6}, values);
  }

  @Test
  void drawsBeyondOneFillOfTheState() {
    PythonRandom random = new PythonRandom(2_147_483_647);
    int last = -1;
    for (int i = 0; i < 2_000; i++) {
      last = random.below(1 << 30);
    }
    assertEquals(1064692737, last);
  }
}
