package nas.core;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ChiSquareTest {

  @Test
  void fairCountsPassAndBiasedOnesDoNot() {
    RandomGenerator random = Seeds.generator(1);
    long[] fair = new long[10];
    long[] biased = new long[10];
    for (int i = 0; i < 10_000; i++) {
      fair[random.nextInt(10)]++;
      biased[random.nextInt(21) / 2 % 10]++;
    }
    ChiSquare.assertUniform(fair, "fair");
    assertThrows(AssertionError.class, () -> ChiSquare.assertUniform(biased, "biased"));
  }

  @Test
  void impossibleOutcomesAndTooFewDrawsFail() {
    double[] half = {0.5, 0.5, 0};
    ChiSquare.assertFits(new long[] {50, 50, 0}, half, "fits");
    assertThrows(
        AssertionError.class, () -> ChiSquare.assertFits(new long[] {50, 50, 1}, half, "not"));
    assertThrows(
        AssertionError.class, () -> ChiSquare.assertFits(new long[] {2, 2, 0}, half, "few"));
  }
}
