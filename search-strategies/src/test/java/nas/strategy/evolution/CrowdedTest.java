package nas.strategy.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenetics.ext.moea.Vec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;

class CrowdedTest {

  private static final Optional<Vec<double[]>> INFEASIBLE = Optional.empty();

  private static Optional<Vec<double[]>> rewards(double... values) {
    return Optional.of(Vec.of(values));
  }

  /** Worked out by hand: a front of four, two behind it, and what failed. */
  @Test
  void ranksAndDistancesAreThoseOfThePaper() {
    List<Crowded> crowded =
        Crowded.of(
            List.of(
                rewards(0, 4),
                rewards(1, 3),
                INFEASIBLE,
                rewards(2, 2),
                rewards(4, 0),
                rewards(0, 3),
                rewards(1, 1)));
    double infinite = Double.POSITIVE_INFINITY;
    assertEquals(
        List.of(
            new Crowded(0, infinite),
            // (2 - 0) / 4 + (4 - 2) / 4
            new Crowded(0, 1),
            new Crowded(2, 0),
            // (4 - 1) / 4 + (3 - 0) / 4
            new Crowded(0, 1.5),
            new Crowded(0, infinite),
            new Crowded(1, infinite),
            new Crowded(1, infinite)),
        crowded);
    assertEquals(List.of(0, 4, 3, 1, 5, 6, 2), order(crowded));
  }

  private static List<Integer> order(List<Crowded> crowded) {
    return IntStream.range(0, crowded.size())
        .boxed()
        .sorted(Comparator.<Integer, Crowded>comparing(crowded::get).reversed())
        .toList();
  }

  /** With one objective the order is that of the values, and equals are equally fit. */
  @Test
  void oneObjectiveOrdersByItsValues() {
    List<Crowded> crowded =
        Crowded.of(List.of(rewards(3), INFEASIBLE, rewards(7), rewards(5), INFEASIBLE));
    assertEquals(List.of(2, 3, 0, 1, 4), order(crowded));
    assertEquals(crowded.get(1), crowded.get(4));
  }

  @Test
  void whereAllAreInfeasibleNoneIsFitter() {
    assertEquals(
        List.of(new Crowded(0, 0), new Crowded(0, 0)), Crowded.of(List.of(INFEASIBLE, INFEASIBLE)));
  }

  /** Ranks are those of taking away, again and again, what a comparison of all pairs leaves. */
  @Test
  void ranksAreThoseOfComparingAllPairs() {
    RandomGenerator random = Seeds.generator(5);
    for (int objectives = 1; objectives <= 4; objectives++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        points.add(random.doubles(objectives).map(value -> Math.rint(9 * value)).toArray());
      }
      assertEquals(
          peeled(points),
          Crowded.of(points.stream().map(CrowdedTest::rewards).toList()).stream()
              .map(Crowded::rank)
              .toList());
    }
  }

  private static List<Integer> peeled(List<double[]> points) {
    int[] ranks = new int[points.size()];
    List<Integer> left = IntStream.range(0, ranks.length).boxed().toList();
    for (int rank = 0; !left.isEmpty(); rank++) {
      List<Integer> all = left;
      List<Integer> front =
          all.stream()
              .filter(
                  one ->
                      all.stream()
                          .noneMatch(other -> dominates(points.get(other), points.get(one))))
              .toList();
      for (int one : front) {
        ranks[one] = rank;
      }
      left = all.stream().filter(one -> !front.contains(one)).toList();
    }
    return IntStream.of(ranks).boxed().toList();
  }

  private static boolean dominates(double[] one, double[] other) {
    return !Arrays.equals(one, other)
        && IntStream.range(0, one.length).allMatch(i -> one[i] >= other[i]);
  }
}
