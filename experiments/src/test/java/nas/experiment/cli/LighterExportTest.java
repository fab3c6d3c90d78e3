package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that are written lighter than they were trained, and what that costs. */
final class LighterExportTest {

  private static final Pattern COMPARED =
      Pattern.compile("Accuracy as trained (.*%.*), as written (.*%.*), of ([0-9,]+) images");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Returns test images in folders that are named as the classes are. */
  private Path images() throws Exception {
    Path all = TakeHome.digits(folder.resolve("photos"), 10, 6);
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int label = 0; label < 10; label++) {
      Files.move(all.resolve("digit " + label), images.resolve(Integer.toString(label)));
    }
    return images;
  }

  /** Writes a network with folded normalisations and weights of 8 bits, and compares. */
  private static Nas.Said lighter(Path model, Path images, Path out, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("export", model, "--fold-batch-norm", "--weights", "int8"));
    arguments.addAll(List.of("--images", images, "--out", out));
    arguments.addAll(List.of(more));
    return Nas.say(arguments.toArray());
  }

  @Test
  @Tag("slow")
  void whatIsSaidOfTheFileIsWhatTheFileSays() throws Exception {
    Path model = TakeHome.model(folder);
    Path images = images();
    Path light = folder.resolve("light.onnx");
    String said = lighter(model, images, light).done();
    Matcher compared = COMPARED.matcher(said);
    assertTrue(compared.find(), said);
    assertEquals("60", compared.group(3));
    String trained = Nas.say("evaluate", model, images).done();
    assertTrue(trained.startsWith("Accuracy " + compared.group(1) + " of 60 images"), trained);
    String written = Nas.say("evaluate", light, images).done();
    assertTrue(written.startsWith("Accuracy " + compared.group(2) + " of 60 images"), written);
    assertTrue(said.contains("Batch normalisations: 11 folded, 1 left"), said);
    assertTrue(said.contains("One image takes "), said);

    Path plain = folder.resolve("plain.onnx");
    Nas.say("export", model, "--out", plain).done();
    assertTrue(Files.size(light) < Files.size(plain), "smaller");
  }

  @Test
  @Tag("slow")
  void roundedLayersAreThoseOfTheFile() throws Exception {
    Path model = TakeHome.model(folder);
    Path images = images();
    Path whole = folder.resolve("whole.onnx");
    Path damaged = Files.writeString(images.resolve("damaged.png"), "no image");
    Nas.Said export = lighter(model, images, whole, "--calibrate", images);
    String said = export.out();
    assertEquals(0, export.exitCode(), export::err);
    assertTrue(export.err().contains("damaged.png is not a PNG"), export::err);
    String values =
        "Values of layers: whole numbers of 8 bits, over their ranges on 60 of 61 images";
    assertTrue(said.startsWith(values), said);
    Files.delete(damaged);
    Matcher compared = COMPARED.matcher(said);
    assertTrue(compared.find(), said);
    String written = Nas.say("evaluate", whole, images).done();
    assertTrue(written.startsWith("Accuracy " + compared.group(2) + " of 60 images"), written);
    assertTrue(!said.contains("One image takes"), said);
  }

  @Test
  @Tag("slow")
  void foldedArraysPredictTheSame() throws Exception {
    Path model = TakeHome.model(folder);
    Path images = images();
    Path folded = folder.resolve("folded.safetensors");
    Nas.say("export", model, "--fold-batch-norm", "--out", folded).done();
    String before = Nas.say("evaluate", model, images).done();
    String after = Nas.say("evaluate", folded, images).done();
    assertEquals(before.lines().findFirst(), after.lines().findFirst());
  }

  @Test
  void whatMeansNothingIsRefused() throws Exception {
    Path model = TakeHome.model(folder);
    Path out = folder.resolve("m.json");
    Refusal.refused(
        folder, "export-weights-json", "export", model, "--weights", "int8", "--out", out);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Refusal.refused(
        folder,
        "export-images-none",
        "export",
        model,
        "--images",
        empty,
        "--out",
        folder.resolve("m.onnx"));
    Path calibrated = folder.resolve("m.onnx");
    Refusal.refused(
        folder,
        "export-calibrate-float32",
        "export",
        model,
        "--calibrate",
        empty,
        "--out",
        calibrated);
    Refusal.refused(
        folder,
        "export-calibrate-none",
        "export",
        model,
        "--weights",
        "int8",
        "--calibrate",
        empty,
        "--out",
        calibrated);
    assertTrue(Files.notExists(folder.resolve("m.onnx")) && Files.notExists(out), "nothing");
  }
}
