package nas.core.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.random.RandomGenerator;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;

final class BeatenTest {

  private static final double NONE = Double.NaN;

  @Test
  void sharesAreOfTheOthersBeaten() {
    assertShares(new double[] {0, 0.5, 1}, -1e300, 4, Double.POSITIVE_INFINITY);
    assertShares(new double[] {1, 0.25, 0.25}, 7, 5, 5);
    assertShares(new double[] {0.5, 0.5}, 3, 3);
  }

  @Test
  void whatHasNoScoreIsWorthNothingAndBeatenByAll() {
    assertShares(new double[] {0, 2 / 3.0, 1, 0}, NONE, 1, 2, NONE);
    assertShares(new double[] {0, 0}, NONE, NONE);
  }

  @Test
  void aScoreAloneIsWorthOneHalf() {
    assertShares(new double[] {0.5}, -3);
    assertShares(new double[] {0}, NONE);
  }

  private static void assertShares(double[] expected, double... scores) {
    assertArrayEquals(expected, Ranks.shares(scores), 1e-12);
  }

  @Test
  void equalsCountingPairByPair() {
    for (long seed = 0; seed < 50; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      double[] scores = new double[1 + random.nextInt(20)];
      for (int i = 0; i < scores.length; i++) {
        int digit = random.nextInt(7);
        scores[i] = digit == 6 ? NONE : digit == 5 ? -0.0 : digit == 4 ? 0.0 : digit;
      }
      double[] beaten = Ranks.beaten(scores);
      for (int i = 0; i < scores.length; i++) {
        double expected = 0;
        for (int j = 0; j < scores.length; j++) {
          boolean tie =
              scores[i] == scores[j] || (Double.isNaN(scores[i]) && Double.isNaN(scores[j]));
          boolean beats =
              scores[i] > scores[j] || (!Double.isNaN(scores[i]) && Double.isNaN(scores[j]));
          expected += i == j ? 0 : tie ? 0.5 : beats ? 1 : 0;
        }
        assertEquals(expected, beaten[i], "seed " + seed + ", score " + i);
      }
    }
  }
}
