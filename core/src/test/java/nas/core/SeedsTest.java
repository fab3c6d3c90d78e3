package nas.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SeedsTest {

  @Test
  void theNumberAtACounterIsTheFirstOfJavasGenerator() {
    for (long counter : new long[] {0, 1, -1, 88, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertEquals(new SplittableRandom(counter).nextDouble(), Seeds.unit(counter), "" + counter);
    }
  }

  @Test
  void allOrdersOfAShuffleAreEquallyLikely() {
    RandomGenerator random = Seeds.generator(7);
    Map<String, Long> counts = new TreeMap<>();
    for (int round = 0; round < 24_000; round++) {
      int[] values = {1, 2, 3, 4};
      Seeds.shuffle(values, random);
      counts.merge(Arrays.toString(values), 1L, Long::sum);
      Arrays.sort(values);
      assertArrayEquals(new int[] {1, 2, 3, 4}, values);
    }
    assertEquals(24, counts.size(), counts.toString());
    long[] each = counts.values().stream().mapToLong(Long::longValue).toArray();
    ChiSquare.assertUniform(each, "orders of seed 7");
  }
}
