package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose numbers follow from the images is one with plain numbers. */
final class FittedRunTest {

  // 108 images are 13 steps of 8, and one of 4.
  private static final String CHOSEN =
      "final-training: auto is epochs 143, batch-size 8, learning-rate 0.025 (108 training images,"
          + " 14 steps an epoch, 2,002 in all)";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(String finalTraining) {
    return Nas.write(
        folder.resolve("fitted.yaml"),
        Nas.EXPERIMENT
            + """
            data: {patterns: {per-class: 60, test-per-class: 0}}
            final-training: {%s}
            """
                .formatted(finalTraining));
  }

  @Test
  @Tag("slow")
  void runFolderHoldsNumbersAndGoesOn() throws Exception {
    Path run = folder.resolve("run");
    Path fitted = experiment("epochs: auto, batch-size: auto, learning-rate: auto");
    String said = Nas.say("run", fitted, "--out", run).done();
    assertTrue(said.contains(CHOSEN + "."), said);
    String resolved = Files.readString(run.resolve("experiment.yaml"));
    assertFalse(resolved.contains("auto"), resolved);
    assertTrue(Files.readString(run.resolve("provenance.json")).contains(CHOSEN));
    assertTrue(Files.readString(run.resolve("report.html")).contains(CHOSEN));

    String more = "budget.trained-models=7";
    Nas.say("run", fitted, "--out", run, "--set", more).done();
    String later = Nas.say("run", run, "--set", "budget.trained-models=8").done();
    assertFalse(later.contains("auto is"), later);
    assertTrue(Files.readString(run.resolve("provenance.json")).contains(CHOSEN));

    Path written = folder.resolve("written");
    Nas.say("run", experiment("epochs: 143, batch-size: 8, learning-rate: 0.025"), "--out", written)
        .done();
    assertEquals(resolved, Files.readString(written.resolve("experiment.yaml")));
    Nas.say("run", fitted, "--out", written).done();
  }

  @Test
  @Tag("slow")
  void epochsThatAreGivenGoBeforeThoseThatAreChosen() {
    String said = trainedFor1("epochs: auto");
    assertTrue(said.contains("final-training: auto is epochs "), said);
    assertTrue(said.contains("--epochs 1 goes before auto."), said);
    String warmed = trainedFor1("epochs: 30, warmup-epochs: auto");
    assertTrue(warmed.contains("final-training: auto is warmup-epochs "), warmed);
    assertFalse(warmed.contains("goes before auto"), warmed);
  }

  private String trainedFor1(String finalTraining) {
    Path fitted =
        Nas.write(
            folder.resolve("light.yaml"),
            """
            name: light
            search-space: {nasbench201: {channels: 1, cells-per-stage: 1}}
            data: {patterns: {per-class: 8, test-per-class: 0, size: 8}}
            evaluator: noisy
            budget: {trained-models: 1}
            strategies: [random]
            final-training: {%s}
            """
                .formatted(finalTraining));
    String light = "|nor_conv_1x1~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";
    Path trained = folder.resolve("trained " + finalTraining.length());
    return Nas.say("train", fitted, "--arch", light, "--epochs", "1", "--out", trained).done();
  }
}
