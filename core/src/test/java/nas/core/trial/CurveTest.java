package nas.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurveTest {

  private static Curve curve(Map<Integer, Double> byEpoch) {
    return new Curve(new TreeMap<>(byEpoch));
  }

  @Test
  void meansAndBestValuesAreOfTheEpochsThatWereMeasured() {
    Curve curve = curve(Map.of(2, 10.0, 4, 30.0, 6, 20.0));
    assertEquals(OptionalDouble.empty(), curve.meanUpTo(1));
    assertEquals(OptionalDouble.of(10), curve.meanUpTo(3));
    assertEquals(OptionalDouble.of(20), curve.meanUpTo(4));
    assertEquals(OptionalDouble.of(20), curve.meanUpTo(99));
    assertEquals(OptionalDouble.of(30), curve.best(Better.HIGHER));
    assertEquals(OptionalDouble.of(10), curve.best(Better.LOWER));
    assertTrue(Curve.NONE.isEmpty());
    assertEquals(OptionalDouble.empty(), Curve.NONE.best(Better.LOWER));
  }

  @Test
  void onlyFiniteValuesAfterAnEpochAreHeld() {
    assertThrows(IllegalArgumentException.class, () -> curve(Map.of(0, 1.0)));
    assertThrows(IllegalArgumentException.class, () -> curve(Map.of(1, Double.NaN)));
  }

  @Test
  void strategiesKnowTheValidationValueOnly() {
    Result.Trained trained =
        new Result.Trained(
            Objective.ACCURACY,
            50,
            OptionalDouble.of(60),
            OptionalDouble.of(7),
            curve(Map.of(1, 40.0)),
            new TreeMap<>(Map.of("macs", 8.0)));
    assertEquals(new Result.Trained(50), trained.forStrategy());
    assertEquals(60, trained.reported());
    assertThrows(IllegalStateException.class, () -> trained.forStrategy().reported());
  }
}
