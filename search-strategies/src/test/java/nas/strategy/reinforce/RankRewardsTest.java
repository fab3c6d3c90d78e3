package nas.strategy.reinforce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

final class RankRewardsTest {

  private static final double NONE = Double.NaN;

  @Test
  void rewardsAreSharesOfTheOthersBeaten() {
    assertRewards(new double[] {0, 0.5, 1}, -1e300, 4, Double.POSITIVE_INFINITY);
    assertRewards(new double[] {1, 0.25, 0.25}, 7, 5, 5);
    assertRewards(new double[] {0.5, 0.5}, 3, 3);
  }

  @Test
  void whatHasNoScoreIsWorthNothingAndBeatenByAll() {
    assertRewards(new double[] {0, 2 / 3.0, 1, 0}, NONE, 1, 2, NONE);
    assertRewards(new double[] {0, 0}, NONE, NONE);
  }

  @Test
  void aScoreAloneIsWorthOneHalf() {
    assertRewards(new double[] {0.5}, -3);
    assertRewards(new double[] {0}, NONE);
  }

  private static void assertRewards(double[] expected, double... scores) {
    assertArrayEquals(expected, RankRewards.of(scores), 1e-12);
  }
}
