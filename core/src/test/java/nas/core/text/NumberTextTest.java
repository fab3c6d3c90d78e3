package nas.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NumberTextTest {

  @Test
  @Tag("slow")
  void groupedNumbersAreThoseOfTheFormatterWithoutNegativeZeros() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    double[] special = {0, -0.0, 0.5, 1.005, 2.675, 999.995, 1000, -999_999.5, 1e-300, 1e20, 1e300};
    for (int i = 0; i < 20_000; i++) {
      double value =
          i < special.length
              ? special[i]
              : random.nextGaussian() * StrictMath.pow(10, random.nextInt(-4, 17));
      int decimals = random.nextInt(5);
      String expected = String.format(Locale.ROOT, "%,." + decimals + "f", value);
      assertEquals(
          expected.matches("-[0.]+") ? expected.substring(1) : expected,
          NumberText.grouped(value, decimals),
          "seed " + seed);
    }
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() {
    assertEquals("NaN", NumberText.grouped(Double.NaN, 2));
    assertEquals("-Infinity", NumberText.grouped(Double.NEGATIVE_INFINITY, 0));
  }
}
