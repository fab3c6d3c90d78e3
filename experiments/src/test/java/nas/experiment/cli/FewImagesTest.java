package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.engine.model.TrainedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said and done where validation images are few. */
final class FewImagesTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment(int perClass, int networks) throws Exception {
    return Nas.write(
        folder.resolve("few.yaml"),
        """
        name: few
        search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
        data: {patterns: {per-class: %d, test-per-class: 4, size: 8}}
        evaluator:
          training:
            epochs: 1
            least-steps: 6
            batch-size: 8
            learning-rate: 0.01
            augmentation: [random-resized-crop, rotation, colour-jitter, random-augment]
            regularisation: {label-smoothing: 0.1, mixup: 0.2, cutmix: 1}
        budget: {trained-models: %d}
        seed: 3
        strategies: [random]
        networks: [resnet8]
        """
            .formatted(perClass, networks));
  }

  @Test
  @Tag("slow")
  void orderByChanceIsSaidAndSizeCounts() throws Exception {
    Path run = folder.resolve("run");
    String said = Nas.say("run", experiment(10, 12), "--out", run).done();
    assertTrue(
        said.contains(
            "An epoch of 24 training examples has 3 steps: 2 epochs instead of 1, for the sake of"
                + " least-steps (6)."),
        said);
    String warning = "on 6 validation images chance alone moves an accuracy by ";
    assertTrue(said.contains("Warning: " + warning), said);
    assertTrue(Files.readString(run.resolve("report.html")).contains(warning));

    Path trained = folder.resolve("trained");
    String told = Nas.say("train", run, "--out", trained).done();
    Matcher chosen =
        Pattern.compile("Chosen of (\\d+) networks: on 6 validation images chance alone moves")
            .matcher(told);
    assertTrue(chosen.find(), told);
    assertTrue(Integer.parseInt(chosen.group(1)) >= 8, told);
    assertTrue(told.contains("2 epochs instead of 1"), told);

    Path again = folder.resolve("again");
    String architecture =
        Objects.requireNonNull(
            TrainedModel.read(trained.resolve("model.safetensors"))
                .provenance()
                .get("architecture"));
    String given = Nas.say("train", run, "--arch", architecture, "--out", again).done();
    assertFalse(given.contains("Chosen of"), given);
    assertEquals(
        -1,
        Files.mismatch(trained.resolve("model.safetensors"), again.resolve("model.safetensors")));
  }

  @Test
  @Tag("slow")
  void fewNetworksAreChosenByAccuracy() throws Exception {
    Path run = folder.resolve("run");
    String said = Nas.say("run", experiment(10, 4), "--out", run).done();
    assertFalse(said.contains("most of their order is chance"), said);
    String before = "On 6 validation images chance alone moves an accuracy of 80 % by 18.2 points,";
    assertTrue(said.indexOf(before) < said.indexOf("few: 1 strategy"), said);
    assertTrue(said.contains(before), said);
    Path one = folder.resolve("one");
    String alone = Nas.say("run", experiment(10, 1), "--out", one).done();
    assertFalse(alone.contains("chance alone"), alone);
    String curves = "Accuracy over the search";
    assertFalse(Files.readString(one.resolve("report.html")).contains(curves));
    assertTrue(Files.readString(run.resolve("report.html")).contains(curves));
    String told = Nas.say("train", run, "--out", folder.resolve("trained")).done();
    assertFalse(told.contains("Chosen of"), told);
  }
}
