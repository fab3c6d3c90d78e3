package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.Automatic;
import nas.engine.data.Census;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training is like follows from the number of its images. */
final class FittingScheduleTest {

  /** The settings beside those that are chosen, as they are by default. */
  private static Automatic.Given given(Map<String, Object> others) {
    Map<String, Object> values =
        new TreeMap<>(
            Map.of(
                "validation-share",
                0.2,
                "test-share",
                0.2,
                "least-steps",
                0,
                "optimizer",
                OptimizerKind.SGD,
                "folds",
                Optional.empty(),
                "refit",
                false,
                "crop-padding",
                4,
                "cutout-size",
                16));
    values.putAll(others);
    return new Automatic.Given(new TreeMap<>(values));
  }

  private static Map<String, Double> chosen(
      Automatic.Rule rule, Map<String, Object> others, Integer... classes) {
    return rule.choose(given(others), () -> new Census(List.of(classes), 0, 0, 48)).numbers();
  }

  private static Map<String, Double> numbers(
      double batch, double rate, double epochs, double warmup) {
    return Map.of(
        "batch-size", batch, "learning-rate", rate, "epochs", epochs, "warmup-epochs", warmup);
  }

  // Images of each class, of which a fifth each is set aside to validate and to test.
  @ParameterizedTest
  @CsvSource({
    // 2 images: a step an epoch.
    "1, 2, 8, 0.025, 300, 10, 2000, 66.6",
    // 24 images: 3 steps an epoch.
    "12, 3, 8, 0.025, 100, 3.3, 667, 22.2",
    // 864 images: 27 steps of 32.
    "144, 10, 32, 0.05, 12, 0.4, 75, 2.5",
    // 30,000 images: 235 steps of 128, the last of them smaller.
    "5000, 10, 128, 0.1, 5, 0.1, 60, 2"
  })
  void scheduleFitsTheImages(
      int each,
      int classes,
      double batch,
      double rate,
      double epochs,
      double warmup,
      double foundEpochs,
      double foundWarmup) {
    Integer[] images = Stream.generate(() -> each).limit(classes).toArray(Integer[]::new);
    assertEquals(
        numbers(batch, rate, epochs, warmup),
        chosen(new FittingSchedule.OfSearch(), Map.of(), images));
    assertEquals(
        numbers(batch, rate, foundEpochs, foundWarmup),
        chosen(new FittingSchedule.OfFound(), Map.of(), images));
  }

  // As published for images of 32 pixels: 4 pixels around them, and a square of 16.
  @ParameterizedTest
  @CsvSource({"32, 4, 16", "48, 6, 24", "16, 2, 8", "28, 4, 14", "8, 1, 4", "3, 0, 2", "1, 0, 1"})
  void cropsAndCutoutsAreInProportionToTheImages(int side, double padding, double cutout) {
    Automatic.Given given = given(Map.of("batch-size", 8, "epochs", 5, "warmup-epochs", 0.0));
    TreeMap<String, Object> values = new TreeMap<>(given.values());
    values.put("learning-rate", 0.1);
    values.keySet().removeAll(List.of("crop-padding", "cutout-size"));
    Automatic.Chosen chosen =
        new FittingSchedule.OfSearch()
            .choose(new Automatic.Given(values), () -> new Census(List.of(50, 50), 0, 0, side));
    assertEquals(Map.of("crop-padding", padding, "cutout-size", cutout), chosen.numbers());
    assertEquals("of %d pixels".formatted(side), chosen.why());
  }

  @Test
  void minibatchIsTheLargestWithTwentyStepsAnEpoch() {
    for (int images = 0; images <= 5_000; images++) {
      int size = FittingSchedule.batchSize(images);
      assertEquals(1, Integer.bitCount(size));
      assertTrue(size >= 8 && size <= 128);
      assertTrue(size == 8 || images >= 20 * size, "too large for " + images);
      assertTrue(size == 128 || images < 20 * 2 * size, "too small for " + images);
    }
  }

  @Test
  void everyTrainingHasItsStepsAndNoEpochTooMany() {
    for (int images = 1; images <= 20_000; images += 7) {
      int steps = new Batching(FittingSchedule.batchSize(images), true).stepsPerEpoch(images);
      int epochs = FittingSchedule.OF_SEARCH.epochs(steps, 0);
      assertTrue((long) epochs * steps >= 300, "too few for " + images);
      assertTrue(epochs == 5 || (epochs - 1L) * steps < 300, "too many for " + images);
    }
  }

  @Test
  void whatIsGivenStaysAndTheRestFollowsFromIt() {
    Integer[] images = {400, 400};
    assertEquals(
        Map.of("learning-rate", 0.2, "epochs", 300.0, "warmup-epochs", 10.0),
        chosen(new FittingSchedule.OfSearch(), Map.of("batch-size", 512), images));
    assertEquals(
        Map.of("batch-size", 16.0, "learning-rate", 0.035, "warmup-epochs", 0.3),
        chosen(new FittingSchedule.OfSearch(), Map.of("epochs", 9), images));
    assertEquals(
        34.0,
        chosen(new FittingSchedule.OfSearch(), Map.of("least-steps", 1_000), images).get("epochs"));
  }

  @ParameterizedTest
  @CsvSource({"8, 0.025", "16, 0.035", "32, 0.05", "64, 0.071", "128, 0.1", "256, 0.14"})
  void learningRateGrowsWithTheSquareRootOfTheMinibatch(int size, double rate) {
    assertEquals(rate, FittingSchedule.learningRate(size));
  }

  @Test
  void foldsAndRefitAddTrainingImages() {
    Integer[] images = {100, 100};
    // Of 200 images 120 are left: 15 steps of 8.
    assertEquals(20.0, chosen(new FittingSchedule.OfSearch(), Map.of(), images).get("epochs"));
    // Of 160 images a tenth validates: 144 are 18 steps of 8.
    assertEquals(
        17.0,
        chosen(new FittingSchedule.OfSearch(), Map.of("folds", Optional.of(10)), images)
            .get("epochs"));
    // All 160 are 20 steps of 8, or 10 of 16.
    assertEquals(
        100.0, chosen(new FittingSchedule.OfFound(), Map.of("refit", true), images).get("epochs"));
  }

  @Test
  void learningRateIsThatOfGradientDescent() {
    InvalidSettingException refused =
        Assertions.assertThrows(
            InvalidSettingException.class,
            () ->
                chosen(
                    new FittingSchedule.OfSearch(),
                    Map.of("optimizer", OptimizerKind.ADAM),
                    50,
                    50));
    assertEquals("learning-rate", refused.key());
    assertEquals(
        "learning-rate (auto) is chosen for sgd, and optimizer is adam", refused.getMessage());
  }
}
