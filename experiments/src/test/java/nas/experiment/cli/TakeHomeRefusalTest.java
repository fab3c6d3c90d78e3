package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 'train', 'export' and 'predict' refuse; see {@link RefusalTest}. */
final class TakeHomeRefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, Object... arguments) {
    Refusal.refused(folder, golden, arguments);
  }

  private Path damaged(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("damaged.safetensors"), bytes);
  }

  @Test
  void damagedModels() throws IOException {
    Path out = folder.resolve("model.onnx");
    Path model = TakeHome.model(folder);
    byte[] bytes = Files.readAllBytes(model);
    refused("model-missing", "export", folder.resolve("none"), "--out", out);
    refused("model-folder", "predict", Files.createDirectory(folder.resolve("e")), model);
    refused("model-empty", "export", damaged(new byte[0]), "--out", out);
    refused("model-cut", "export", damaged(Arrays.copyOf(bytes, bytes.length - 9)), "--out", out);
    refused("model-cut-header", "export", damaged(Arrays.copyOf(bytes, 99)), "--out", out);
    refused(
        "model-foreign",
        "export",
        Nas.write(folder.resolve("a.txt"), "This is no model at all."),
        "--out",
        out);
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 3] ^= 16;
    refused("model-flipped", "predict", damaged(flipped), model);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String other = text.replace("\\\"version\\\":1", "\\\"version\\\":7");
    assertFalse(other.equals(text));
    refused(
        "model-version",
        "export",
        damaged(other.getBytes(StandardCharsets.ISO_8859_1)),
        "--out",
        out);
    byte[] infinite = bytes.clone();
    Arrays.fill(infinite, bytes.length - 4, bytes.length, (byte) 0);
    infinite[bytes.length - 2] = (byte) 0x80;
    infinite[bytes.length - 1] = 0x7f;
    refused("model-infinite", "export", damaged(infinite), "--out", out);
    assertFalse(Files.exists(out), "nothing is written");
  }

  @Test
  @Tag("slow")
  void exports() throws IOException {
    Path model = TakeHome.model(folder);
    refused("export-no-out", "export", model);
    refused("export-format", "export", model, "--to", "tflite", "--out", folder.resolve("a"));
    refused("export-no-format", "export", model, "--out", folder.resolve("model.pb"));
    refused("export-folder", "export", model, "--to", "onnx", "--out", folder);
    refused("export-below-file", "export", model, "--out", model.resolve("a.onnx"));
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "/dev/full is not there");
    Path link = Files.createSymbolicLink(folder.resolve("a.onnx"), full);
    refused("export-disk-full", "export", model, "--out", link);
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void predictions() throws IOException {
    Path model = TakeHome.model(folder);
    refused("predict-no-image", "predict", model);
    refused("predict-top", "predict", model, model, "--top", "0");
    refused("predict-device", "predict", model, model, "--device", "tpu");
    Path digits = TakeHome.digits(folder.resolve("digits"), 1, 2);
    Path sound = digits.resolve("digit 0/0.png");
    byte[] png = Files.readAllBytes(sound);
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length - 20));
    Path text = Nas.write(folder.resolve("text.png"), "no image");
    Path missing = folder.resolve("none.png");
    refused("predict-images", "predict", model, cut, sound, text, missing);
    Nas.Said said = Nas.say("predict", model, cut, sound, text, sound);
    assertEquals(2, said.exitCode());
    assertEquals(2, said.out().lines().count(), said.out());
    assertTrue(said.out().startsWith(sound + ": "), said.out());
  }

  @Test
  @Tag("slow")
  void trainings() throws IOException {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    Path out = folder.resolve("out");
    refused("train-nothing", "train");
    refused("train-no-architecture", "train", experiment, "--out", out);
    refused("train-architecture", "train", experiment, "--arch", "|conv~0|", "--out", out);
    Object[] sound = {"train", experiment, "--arch", TakeHome.ARCHITECTURE, "--out", out};
    refused("train-epochs-zero", with(sound, "--epochs", "0"));
    refused("train-epochs-text", with(sound, "--epochs", "many"));
    refused("train-seed", with(sound, "--seed", "x"));
    refused("train-set", with(sound, "--set", "final-training.epoch=3"));
    refused("train-device", with(sound, "--set", "final-training.device=tpu"));
    refused("train-data", with(sound, "--set", "data={digits: {resize: 2}}"));
    refused("train-variant", with(sound, "--set", "search-space.nasbench201.variant=zero-cost"));
    Path run = Nas.finishedRun(folder);
    refused("train-not-said", "train", run);
    Path empty = folder.resolve("empty");
    Nas.say("run", experiment, "--out", empty).done();
    Files.delete(empty.resolve("journal/01-random/000.jsonl"));
    refused("train-nothing-trained", "train", empty);
    refused("train-out-is-a-file", with(sound, "--out", experiment));
    TakeHome.model(Files.createDirectories(out));
    refused("train-again", sound);
    Nas.Said failed =
        Nas.say(
            "train",
            experiment,
            "--arch",
            TakeHome.ARCHITECTURE,
            "--out",
            folder.resolve("failed"),
            "--set",
            "final-training={epochs: 3, learning-rate: 100, weight-decay: 100}");
    assertEquals(2, failed.exitCode(), failed::toString);
    assertTrue(failed.err().startsWith("The training failed: the training loss became "));
    assertFalse(Files.exists(folder.resolve("failed/model.safetensors")));
  }

  private static Object[] with(Object[] arguments, Object... more) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    if (more[0].equals("--out")) {
      // Options are given once.
      all[4] = more[0];
      all[5] = more[1];
      return Arrays.copyOf(all, arguments.length);
    }
    return all;
  }
}
