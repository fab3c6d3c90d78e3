package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import nas.experiment.plugin.Plugins;
import org.junit.jupiter.api.Test;

/** Numbers stand where the file has {@code auto}, and nothing else knows of the word. */
final class FittedSettingsTest {

  private static final ExperimentReader READER =
      Plugins.load(FittedSettingsTest.class.getClassLoader()).reader();

  // 90 images, of which 18 are set aside to validate: 72 are 9 steps of 8.
  private static final String EXPERIMENT =
      """
      name: fitted
      search-space: nasbench201
      data: {patterns: {per-class: 30, test-per-class: 4, size: 8}}
      evaluator: {training: {batch-size: auto, epochs: auto, learning-rate: auto}}
      budget: {trained-models: 1}
      strategies: [random]
      final-training: {batch-size: 4, epochs: auto, learning-rate: auto, warmup-epochs: auto}
      """;

  private static LoadedExperiment read(String text, String... changes) {
    return READER.read(text, "the test", List.of(changes).stream().map(Assignment::parse).toList());
  }

  @Test
  void experimentIsThatOfTheNumbers() {
    LoadedExperiment fitted = read(EXPERIMENT);
    LoadedExperiment written =
        read(
            EXPERIMENT,
            "evaluator.training={batch-size: 8, epochs: 34, learning-rate: 0.025}",
            "final-training={batch-size: 4, epochs: 112, learning-rate: 0.018, warmup-epochs: 3.7}");
    assertEquals(written.experiment(), fitted.experiment());
    assertEquals(written.experiment().toYaml(), fitted.experiment().toYaml());
    assertEquals(written.experiment().identity(), fitted.experiment().identity());
    assertEquals(List.of(), written.chosen());
    assertEquals(List.of(), read(fitted.experiment().toYaml()).chosen());
  }

  @Test
  void whatWasChosenIsSaidWithWhatItFollowsFrom() {
    assertEquals(
        List.of(
            "evaluator.training: auto is epochs 34, batch-size 8, learning-rate 0.025 (72 training"
                + " images, 9 steps an epoch, 306 in all)",
            "final-training: auto is epochs 112, learning-rate 0.018, warmup-epochs 3.7 (72"
                + " training images, 18 steps an epoch, 2,016 in all)"),
        read(EXPERIMENT).chosen());
  }

  @Test
  void wordOfTheCommandLineIsFitted() {
    LoadedExperiment fitted =
        read(EXPERIMENT, "evaluator={training: {epochs: 2}}", "evaluator.training.batch-size=auto");
    assertEquals(
        "evaluator.training: auto is batch-size 8 (72 training images, 9 steps an epoch)",
        fitted.chosen().get(0));
  }

  @Test
  void fewImagesAreScoredTogether() {
    assertEquals(
        "proxies: auto is batch-size 32 (90 images to train and validate on)",
        read(EXPERIMENT, "proxies.batch-size=auto").chosen().get(1));
    assertEquals(
        "proxies: auto is batch-size 12 (12 images to train and validate on)",
        read(EXPERIMENT, "proxies.batch-size=auto", "data.patterns.per-class=4").chosen().get(1));
    assertEquals(
        "proxies: auto is batch-size 30 (90 images to train and validate on)",
        read(EXPERIMENT, "proxies={batch-size: auto, balanced: true}").chosen().get(1));
  }

  @Test
  void unreadableDataAreRefusedOnce() {
    ExperimentException refused =
        assertThrows(
            ExperimentException.class,
            () -> read(EXPERIMENT, "data={image-folder: {folder: /nowhere}}"));
    assertEquals(1, refused.problems().size(), refused::getMessage);
    assertEquals(
        "auto follows from the images, which cannot be read (Data folder /nowhere does not exist)",
        refused.problems().get(0).message());
  }
}
