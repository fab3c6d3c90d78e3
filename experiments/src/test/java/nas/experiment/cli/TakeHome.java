package nas.experiment.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.ImageData;

/** Trained networks and image files for tests. */
public final class TakeHome {

  /** An experiment that trains on the embedded digits. */
  static final String EXPERIMENT =
      """
      name: small
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      evaluator: {training: {epochs: 1, batch-size: 128, learning-rate: 0.1}}
      budget: {trained-models: 2}
      strategies: [random]
      """;

  /** An architecture whose classes depend on the images. */
  static final String ARCHITECTURE =
      "|nor_conv_1x1~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|";

  private static byte[] trained = {};

  private TakeHome() {}

  /** Returns a file with a trained network; it is trained only once. */
  static synchronized Path model(Path folder) {
    Path file = folder.resolve("model.safetensors");
    try {
      if (trained.length == 0) {
        Path experiment = Nas.write(folder.resolve("small.yaml"), EXPERIMENT);
        Path out = folder.resolve("first-trained");
        Nas.say("train", experiment, "--arch", ARCHITECTURE, "--out", out).done();
        trained = Files.readAllBytes(out.resolve("model.safetensors"));
      }
      return Files.write(file, trained);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes digits as PNG files, a folder a class; returns the folder. */
  public static Path digits(Path folder, int classes, int imagesOfEach) throws IOException {
    ImageData digits = new DigitsPlugin().read(new DigitsPlugin.Settings(8));
    int[] written = new int[classes];
    for (int image = 0; image < digits.training().count(); image++) {
      int label = digits.training().labels()[image];
      if (label < classes && written[label] < imagesOfEach) {
        BufferedImage png = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 64; pixel++) {
          int grey = digits.training().pixels()[image * 64 + pixel] & 0xff;
          png.setRGB(pixel % 8, pixel / 8, grey << 16 | grey << 8 | grey);
        }
        Path file = folder.resolve("digit " + label).resolve(written[label]++ + ".png");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        ImageIO.write(png, "png", file.toFile());
      }
    }
    return folder;
  }
}
