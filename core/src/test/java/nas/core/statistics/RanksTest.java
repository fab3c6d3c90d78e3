package nas.core.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RanksTest {

  @Test
  void equalNumbersShareTheirRanks() {
    assertArrayEquals(
        new double[] {5, 2.5, 1, 2.5, 4}, Ranks.average(new double[] {9, 3, -1, 3, 8}));
    assertArrayEquals(new double[] {2, 2, 2}, Ranks.average(new double[] {7, 7, 7}));
    assertArrayEquals(new double[] {}, Ranks.average(new double[] {}));
    assertArrayEquals(
        new double[] {1.5, 1.5, 3}, Ranks.average(new double[] {-0.0, 0.0, Double.MIN_VALUE}));
    assertArrayEquals(
        new double[] {1.5, 4, 1.5, 3},
        Ranks.average(
            new double[] {
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY,
              -Double.MAX_VALUE
            }));
    assertThrows(IllegalArgumentException.class, () -> Ranks.average(new double[] {1, Double.NaN}));
  }

  @Test
  void spearmanOfFiveIsOneMinusSixSquaresByNTimesNSquaredMinusOne() {
    // The formula without ties; the differences of the ranks are 1, 1, 0, 1, 1.
    double[] b = {2, 1, 3, 5, 4};
    assertEquals(1 - 6 * 4 / 120.0, spearman(new double[] {1, 2, 3, 4, 5}, b), 1e-15);
    assertEquals(1, spearman(new double[] {1, 2, 30}, -1, 0, 1e300));
    assertEquals(-1, spearman(new double[] {1, 2, 30}, 1, 0, -1e300));
    assertTrue(Double.isNaN(spearman(new double[] {1, 2, 3}, 4, 4, 4)));
  }

  private static double spearman(double[] a, double... b) {
    return Ranks.spearman(Ranks.average(a), Ranks.average(b));
  }
}
