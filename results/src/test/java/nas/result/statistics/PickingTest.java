package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import nas.result.statistics.Picking.Pools;
import org.junit.jupiter.api.Test;

final class PickingTest {

  private static final double[] SCORES = {5, 1, 4, 4, 2, 7, 0, 3};
  private static final double[] PERCENT = {88, 91, 93, 90, 60, 92, 10, 93.5};

  private static PickFigures figures(double[] scores, double[] accuracies, Pools pools) {
    return new Picking(scores, accuracies, pools).estimates(0, 3);
  }

  private static double gain(double[] scores, double[] accuracies) {
    return figures(scores, accuracies, Pools.USUAL).gain().value().orElse(Double.NaN);
  }

  /** The sum as it is written, over an order. */
  private static double discounted(double[] accuracies, int[] order) {
    double sum = 0;
    for (int j = 1; j <= order.length; j++) {
      sum += (Math.pow(2, accuracies[order[j - 1]]) - 1) / (Math.log(1 + j) / Math.log(2));
    }
    return sum;
  }

  private static int[] order(double[] keys) {
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted((a, b) -> Double.compare(keys[b], keys[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Test
  void theGainIsTheSumAsItIsWritten() {
    int[] order = order(SCORES);
    int[] swapped = order.clone();
    // Cells 2 and 3 have one score, so both orders count half.
    int first = IntStream.range(0, order.length).filter(i -> order[i] == 2).findFirst().orElse(-1);
    swapped[first] = 3;
    swapped[first + 1] = 2;
    assertEquals(3, order[first + 1]);
    double expected =
        (discounted(PERCENT, order) + discounted(PERCENT, swapped))
            / 2
            / discounted(PERCENT, order(PERCENT));
    assertEquals(expected, gain(SCORES, PERCENT), 1e-12);
    assertEquals(1, gain(PERCENT, PERCENT));
  }

  @Test
  void sharesArePercentagesAndLossesHaveNoGain() {
    double[] shares = Arrays.stream(PERCENT).map(percent -> percent / 100).toArray();
    assertEquals(gain(SCORES, PERCENT), gain(SCORES, shares), 1e-9);
    double[] losses = Arrays.stream(PERCENT).map(percent -> -percent).toArray();
    assertTrue(Double.isNaN(gain(SCORES, losses)));
    double[] counts = Arrays.stream(PERCENT).map(percent -> 10 * percent).toArray();
    assertTrue(Double.isNaN(gain(SCORES, counts)));
    assertTrue(figures(SCORES, losses, Pools.USUAL).picks().get(1).regret().value().isPresent());
  }

  @Test
  void onlyTheFirstThousandGain() {
    int count = 1500;
    double[] scores = new double[count];
    double[] accuracies = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = -i;
      accuracies[i] = i < 1000 ? 50 : 90;
    }
    double none = gain(scores, accuracies);
    int[] best = IntStream.range(0, 1000).toArray();
    double[] fifties = new double[count];
    double[] ideal = new double[count];
    Arrays.fill(fifties, 50);
    Arrays.fill(ideal, 0, 500, 90);
    Arrays.fill(ideal, 500, count, 50);
    assertEquals(discounted(fifties, best) / discounted(ideal, best), none, 1e-18);
  }

  /** The means over all pools of a size and all orders of equal scores. */
  private static double[] enumerated(int size, int first) {
    double regret = 0;
    double best = 0;
    int pools = 0;
    for (int members = 0; members < 1 << SCORES.length; members++) {
      if (Integer.bitCount(members) != size) {
        continue;
      }
      for (int preferred : new int[] {2, 3}) {
        int pool = members;
        double[] keys = SCORES.clone();
        keys[preferred] += 0.5;
        int[] order = IntStream.of(order(keys)).filter(i -> (pool >> i & 1) != 0).toArray();
        double greatest = IntStream.of(order).mapToDouble(i -> PERCENT[i]).max().orElseThrow();
        double reached =
            IntStream.of(order).limit(first).mapToDouble(i -> PERCENT[i]).max().orElseThrow();
        regret += greatest - reached;
        best += reached;
        pools++;
      }
    }
    return new double[] {regret / pools, best / pools};
  }

  @Test
  void poolsAverageToWhatAllPoolsDo() {
    for (int size : new int[] {2, 6}) {
      PickFigures figures = figures(SCORES, PERCENT, new Pools(Optional.of(size), 200_000));
      for (PickFigures.Pick pick : figures.picks()) {
        double[] expected = enumerated(size, pick.first());
        assertEquals(expected[0], pick.regret().value().orElseThrow(), 0.2, pick::toString);
        assertEquals(expected[1], pick.best().value().orElseThrow(), 0.2, pick::toString);
      }
      assertNotEquals(enumerated(size, 1)[0], enumerated(size, 5)[0], 1);
    }
  }

  @Test
  void poolsAreHalfOfFewAnd400OfManyAndAtMostAll() {
    assertEquals(400, Pools.USUAL.size(15_625));
    assertEquals(50, Pools.USUAL.size(101));
    assertEquals(1, Pools.USUAL.size(1));
    assertEquals(8, new Pools(Optional.of(20), 1).size(8));
    PickFigures none = figures(new double[0], new double[0], Pools.USUAL);
    assertTrue(none.gain().value().isEmpty());
    assertTrue(none.picks().get(0).best().value().isEmpty());
  }

  @Test
  void theSeedDecidesAndIntervalsHoldTheValue() {
    Random random = new Random(4);
    double[] accuracies = random.doubles(300, 80, 95).toArray();
    double[] scores =
        Arrays.stream(accuracies).map(accuracy -> accuracy + 3 * random.nextGaussian()).toArray();
    Picking picking = new Picking(scores, accuracies, Pools.USUAL);
    PickFigures figures = picking.estimates(200, 1);
    assertEquals(figures, picking.estimates(200, 1));
    assertNotEquals(figures, picking.estimates(200, 2));
    figures.picks().forEach(pick -> requireInside(pick.regret()));
    figures.picks().forEach(pick -> requireInside(pick.best()));
    requireInside(figures.gain());
  }

  private static void requireInside(Estimate estimate) {
    double value = estimate.value().orElseThrow();
    Estimate.Interval interval = estimate.interval().orElseThrow();
    assertTrue(interval.lower() <= value && value <= interval.upper(), estimate::toString);
    assertTrue(interval.lower() < interval.upper(), estimate::toString);
  }
}
