package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import nas.engine.model.TrainedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many cats, few dogs, and owls of which there are none to test with. */
@Tag("slow")
final class AccuracyBasisTest {

  private static final String ARCHITECTURE =
      "|nor_conv_1x1~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Writes images of noise, which nothing can be learnt from but how many there are. */
  private void images(String part, String name, int count) throws IOException {
    SplittableRandom random = new SplittableRandom((part + name).hashCode());
    for (int image = 0; image < count; image++) {
      BufferedImage noise = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 64; pixel++) {
        noise.setRGB(pixel % 8, pixel / 8, random.nextInt(1 << 24));
      }
      Path file = folder.resolve("photos/" + part + "/" + name + "/" + image + ".png");
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      ImageIO.write(noise, "png", file.toFile());
    }
  }

  private Path experiment(String weights) throws IOException {
    images("train", "cat", 60);
    images("train", "dog", 12);
    images("train", "owl", 12);
    images("test", "cat", 12);
    images("test", "dog", 2);
    return Nas.write(
        folder.resolve("pets.yaml"),
        """
        name: pets
        search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
        data: {image-folder: {folder: photos, size: 8}}
        evaluator: {training: {epochs: 3, batch-size: 16, learning-rate: 0.01, class-weights: %s}}
        budget: {trained-models: 1}
        strategies: [random]
        """
            .formatted(weights));
  }

  @Test
  void aConstantAnswerIsNotTakenForAnAccuracy() throws Exception {
    Path experiment = experiment("none");
    Path trained = folder.resolve("trained");
    String said = Nas.say("train", experiment, "--arch", ARCHITECTURE, "--out", trained).done();
    for (String line :
        List.of(
            "Test accuracy 85.71 %",
            "Balanced accuracy 50.00 %; always answering 'cat' has 85.71 %",
            "Recall: cat 100.00 %, dog 0.00 %, owl no images",
            "No test images: owl",
            "Warning: the test accuracy (85.71 %) is no better than always answering 'cat'"
                + " (85.71 %). Maybe ")) {
      assertTrue(said.contains(line), said);
    }
    assertEquals(
        """
        class,test-images,recognised,recall-percent\r
        cat,12,12,100.0\r
        dog,2,0,0.0\r
        owl,0,0,no images\r
        """,
        Files.readString(trained.resolve("recall.csv")));
    String html = Files.readString(trained.resolve("report.html"));
    assertTrue(html.contains("no better than always answering") && html.contains("no images"));
    assertTrue(!html.contains("NaN"), html);
    Nas.Said predicted =
        Nas.say("predict", trained, folder.resolve("photos/test/dog/0.png"), "--csv");
    assertEquals(0, predicted.exitCode());
    assertEquals(2, predicted.out().lines().count(), predicted.out());
    assertTrue(
        predicted
            .err()
            .startsWith("Warning: this network was right for 85.71 % of its test images"),
        predicted.err());

    String ran = Nas.say("run", experiment, "--out", folder.resolve("run")).done();
    for (String line :
        List.of(
            "no image to test is of class owl; test accuracies say nothing of it",
            "Always answering 'cat' has a test accuracy of 85.71 %.",
            "Warning: no better than that: random. Maybe ")) {
      assertTrue(ran.contains(line), ran);
    }
    String report = Files.readString(folder.resolve("run/report.html"));
    assertTrue(report.contains(" has a test accuracy of 85.71 %."), report);
  }

  @Test
  void classWeightsAreKeptWithTheModel() throws Exception {
    Path experiment = experiment("balanced");
    Path trained = folder.resolve("trained");
    Nas.say("train", experiment, "--arch", ARCHITECTURE, "--out", trained).done();
    TrainedModel model = TrainedModel.read(trained);
    assertEquals("balanced", model.provenance().get("training.class-weights"));
    Path plain = folder.resolve("plain");
    Nas.say(
            "train",
            experiment,
            "--arch",
            ARCHITECTURE,
            "--set",
            "evaluator.training.class-weights=none",
            "--out",
            plain)
        .done();
    assertTrue(
        model.tensors().get(0).values()[0]
            != TrainedModel.read(plain).tensors().get(0).values()[0]);
    String given = "{cat: 0.5, 'owl': 2}";
    Path mapped = folder.resolve("mapped");
    Nas.say("train", experiment(given), "--arch", ARCHITECTURE, "--out", mapped).done();
    TrainedModel other = TrainedModel.read(mapped);
    assertEquals("0.5", other.provenance().get("training.class-weights.cat"));
    assertEquals("2", other.provenance().get("training.class-weights.owl"));
    assertTrue(model.tensors().get(0).values()[0] != other.tensors().get(0).values()[0]);
  }

  @Test
  void weightsOfClassesThatAreNotThereAreRefused() throws Exception {
    Path experiment = experiment("{cats: 2}");
    String refusal =
        "class-weights has 'cats', and data set photos has no such class in "
            + experiment
            + ":4. Maybe you mean 'cat'.";
    for (List<Object> command :
        List.of(
            List.<Object>of("train", experiment, "--arch", ARCHITECTURE, "--out", "none"),
            List.<Object>of("run", experiment, "--out", folder.resolve("none")))) {
      Nas.Said said = Nas.say(command.toArray());
      assertEquals(2, said.exitCode(), said.err());
      assertTrue(said.err().contains(refusal), said.err());
    }
    assertFalse(Files.exists(folder.resolve("none")));
  }
}
