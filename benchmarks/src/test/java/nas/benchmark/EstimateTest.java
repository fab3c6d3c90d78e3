package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;

class EstimateTest {

  /** Logarithms 0, 1, 2 have mean 1 and standard error 1 / sqrt(3); t is 4.302653. */
  @Test
  void isTheGeometricMeanWithAnInterval() {
    Estimate estimate = Estimate.of(1, Math.E, Math.E * Math.E);
    assertEquals(Math.E, estimate.value(), 1e-12);
    assertEquals(Math.exp(1 - 4.302653 / Math.sqrt(3)), estimate.low(), 1e-6);
    assertEquals(Math.exp(1 + 4.302653 / Math.sqrt(3)), estimate.high(), 1e-5);
  }

  @Test
  void ofRatiosIsTheRatioOfMeans() {
    double[] one = {2, 3, 5};
    double[] other = {1, 4, 4};
    assertEquals(
        Estimate.of(one).value() / Estimate.of(other).value(),
        Estimate.ratio(one, other).value(),
        1e-12);
  }

  @Test
  void oneValueHasNoInterval() {
    assertEquals("4.00", Estimate.of(4).text("%.2f"));
    assertEquals("2.0 (2.0 to 2.0)", Estimate.of(2, 2, 2).text("%.1f"));
    assertEquals("0.5 (0.5 to 0.5)", Estimate.of(2, 2).under(1).text("%.1f"));
    assertEquals("100 (100 to 100)", Estimate.of(2, 2, 2).percentAboveOne().text("%.0f"));
  }

  @Test
  void rateHasTheLowerEndOfTheLongerTime() {
    Estimate rate = Estimate.of(1, 2, 4).under(8);
    assertEquals(4, rate.value(), 1e-12);
    assertTrue(rate.low() < 4 && rate.high() > 4);
    assertEquals(16, rate.low() * rate.high(), 1e-9);
  }

  /** Of 2,000 intervals 95 % hold the mean that the values are drawn with, within 4 errors. */
  @Test
  void intervalsHoldTheMeanAsOftenAsTheySay() {
    RandomGenerator random = Seeds.generator(3);
    long held =
        DoubleStream.generate(() -> 0)
            .limit(2_000)
            .filter(
                ignored -> {
                  double[] values = new double[5];
                  Arrays.setAll(values, index -> Math.exp(1 + 0.3 * random.nextGaussian()));
                  Estimate estimate = Estimate.of(values);
                  return estimate.low() <= Math.E && Math.E <= estimate.high();
                })
            .count();
    assertEquals(1_900, (double) held, 4 * Math.sqrt(2_000 * 0.95 * 0.05));
  }
}
