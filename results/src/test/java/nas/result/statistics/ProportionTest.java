package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Intervals of shares, against statsmodels' proportion_confint(method='wilson'). */
class ProportionTest {

  @Test
  void intervalsAreWilsons() {
    assertEquals(0.4901625, new Proportion(8, 10).lower(), 1e-6);
    assertEquals(0.9433178, new Proportion(8, 10).upper(), 1e-6);
    assertEquals(0, new Proportion(0, 10).lower());
    assertEquals(0.2775328, new Proportion(0, 10).upper(), 1e-6);
    assertEquals(0.7224672, new Proportion(10, 10).lower(), 1e-6);
    assertEquals(1, new Proportion(10, 10).upper());
    assertEquals(0.5, new Proportion(300, 600).share());
    assertThrows(IllegalArgumentException.class, () -> new Proportion(3, 2));
    assertThrows(IllegalArgumentException.class, () -> new Proportion(0, 0));
  }
}
