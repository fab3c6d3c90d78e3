package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Curve;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import org.junit.jupiter.api.Test;

class WrittenMeasurementsTest {

  private static final String AT = "validation-accuracy-percent@epoch-";

  private static Result.Trained read(Map<String, Double> written) {
    return WrittenMeasurements.trained(
        Objective.ACCURACY, 1, 2, OptionalDouble.empty(), new TreeMap<>(written));
  }

  private static void assertCurve(Map<Integer, Double> curve, Map<String, Double> written) {
    Result.Trained trained = read(written);
    assertEquals(new Curve(new TreeMap<>(curve)), trained.validationCurve());
    assertTrue(trained.measurements().keySet().stream().noneMatch(key -> key.startsWith(AT)));
    assertEquals(new TreeMap<>(written), WrittenMeasurements.of(trained));
  }

  @Test
  void epochsHaveTheDigitsOfTheSchedule() {
    assertCurve(Map.of(2, 40.0, 4, 50.0), Map.of("epochs", 8.0, AT + "2", 40.0, AT + "4", 50.0));
    assertCurve(Map.of(2, 40.0), Map.of("epochs", 12.0, "macs", 3.0, AT + "02", 40.0));
    assertCurve(Map.of(2, 40.0), Map.of("epochs", 2.0, "schedule-epochs", 108.0, AT + "002", 40.0));
    assertCurve(Map.of(7, 1.0, 10, 2.0), Map.of(AT + "07", 1.0, AT + "10", 2.0));
    assertCurve(Map.of(), Map.of("epochs", 3.0));
  }

  @Test
  void namesOfAnotherFormStayMeasurements() {
    for (String name : new String[] {"x", "", "007", "0", "00", "9999999999", "-1", "+1", "1 "}) {
      SortedMap<String, Double> written = new TreeMap<>(Map.of("epochs", 9.0, AT + name, 1.0));
      Result.Trained trained = read(written);
      assertTrue(trained.validationCurve().isEmpty(), name);
      assertEquals(written, trained.measurements());
      assertEquals(written, WrittenMeasurements.of(trained));
    }
  }
}
