package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ImportanceTest {

  private static List<Importance> of(List<Map<String, String>> taken, double... values) {
    return Importance.of(taken, values, true, 1);
  }

  @Test
  void aChoiceThatDecidesEverythingHasAllOfTheVariance() {
    List<Map<String, String>> taken = new ArrayList<>();
    double[] values = new double[40];
    for (int i = 0; i < values.length; i++) {
      taken.add(Map.of("kernel", i % 2 == 0 ? "3" : "5", "constant", "x"));
      values[i] = i % 2 == 0 ? 70 : 90;
    }
    List<Importance> found = of(taken, values);
    assertEquals(1, found.size(), "a choice of one option tells nothing");
    assertEquals("kernel", found.get(0).choice());
    assertEquals(1, found.get(0).share(), 1e-12);
    assertEquals(
        List.of("5", "3"), found.get(0).options().stream().map(Importance.Option::name).toList());
    assertEquals(90, found.get(0).options().get(0).mean());
    assertEquals(20, found.get(0).options().get(1).networks());
    assertEquals(
        List.of("3", "5"),
        Importance.of(taken, values, false, 1).get(0).options().stream()
            .map(Importance.Option::name)
            .toList());
  }

  /** The textbook formula from sums of squares about the grand mean, by other steps. */
  @Test
  void theShareIsOmegaSquared() {
    SplittableRandom random = new SplittableRandom(3);
    List<Map<String, String>> taken = new ArrayList<>();
    double[] values = new double[90];
    double[] sums = new double[3];
    int[] counts = new int[3];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      int option = random.nextInt(3);
      taken.add(Map.of("operation", String.valueOf(option)));
      values[i] = 80 + 2 * option + 3 * random.nextDouble();
      sums[option] += values[i];
      counts[option]++;
      sum += values[i];
      squares += values[i] * values[i];
    }
    double correction = sum * sum / values.length;
    double between = -correction;
    for (int option = 0; option < 3; option++) {
      between += sums[option] * sums[option] / counts[option];
    }
    double total = squares - correction;
    double meanSquare = (total - between) / (values.length - 3);
    double expected = (between - 2 * meanSquare) / (total + meanSquare);
    assertEquals(expected, of(taken, values).get(0).share(), 1e-9);
  }

  @Test
  void whatDoesNotMatterHasNoShareOnAverage() {
    SplittableRandom random = new SplittableRandom(5);
    double sum = 0;
    for (int trial = 0; trial < 300; trial++) {
      List<Map<String, String>> taken = new ArrayList<>();
      double[] values = new double[30];
      for (int i = 0; i < values.length; i++) {
        taken.add(Map.of("noise", String.valueOf(random.nextInt(4))));
        values[i] = random.nextDouble();
      }
      sum += of(taken, values).get(0).share();
    }
    assertEquals(0, sum / 300, 0.02);
  }

  @Test
  void whoLacksAChoiceIsAGroupOfItsOwn() {
    List<Map<String, String>> taken = new ArrayList<>();
    double[] values = new double[24];
    for (int i = 0; i < values.length; i++) {
      taken.add(i % 3 == 0 ? Map.of() : Map.of("place 2: kernel", "3"));
      values[i] = i;
    }
    List<Importance.Option> options = of(taken, values).get(0).options();
    assertEquals(2, options.size());
    assertTrue(
        options.stream()
            .anyMatch(one -> one.name().equals(Importance.ABSENT) && one.networks() == 8));
  }

  @Test
  void fewNetworksTellNothing() {
    List<Map<String, String>> taken = new ArrayList<>();
    double[] values = new double[Importance.FEWEST_NETWORKS - 1];
    for (int i = 0; i < values.length; i++) {
      taken.add(Map.of("a", String.valueOf(i % 2)));
      values[i] = i;
    }
    assertEquals(List.of(), of(taken, values));
    List<Map<String, String>> own = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      own.add(Map.of("name", String.valueOf(i)));
    }
    assertEquals(List.of(), of(own, new double[30]), "options of one network each");
  }
}
