package nas.experiment.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Photographs of many sizes: {@code predict} and the example program, which knows an exported
 * network and ONNX Runtime only, say the same.
 */
@Tag("slow")
final class OnnxPhotosTest {

  /** Of a probability: rounding of 32-bit sums, and what the program's two digits leave out. */
  private static final double TOLERANCE = 1e-3;

  private static final int PHOTOS = 100;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  void theExampleAgreesOnColourPhotographs() throws Exception {
    assertAgrees(3, PHOTOS);
  }

  @Test
  void theExampleAgreesWhereTheNetworkSeesGrey() throws Exception {
    assertAgrees(1, 24);
  }

  private void assertAgrees(int channels, int count) throws Exception {
    Path trained = trained(channels);
    List<Path> photos = new ArrayList<>();
    for (int photo = 0; photo < count; photo++) {
      photos.add(photo(folder.resolve("photos"), photo));
    }
    Path onnx = folder.resolve("photos.onnx");
    Nas.say("export", trained, "--out", onnx).done();
    List<Object> predict = new ArrayList<>(List.of("predict", trained, "--csv"));
    predict.addAll(photos);
    List<String> expected = Nas.say(predict.toArray()).done().lines().skip(1).toList();
    List<String> said = example(onnx, photos);
    assertEquals(count, said.size(), said::toString);
    Set<String> classes = new HashSet<>();
    Set<String> probabilities = new HashSet<>();
    for (int photo = 0; photo < count; photo++) {
      String[] row = expected.get(photo).split(",", -1);
      String[] words =
          said.get(photo).substring(photos.get(photo).toString().length()).split(" ", -1);
      assertEquals(row[1], words[1], said.get(photo));
      assertEquals(
          Double.parseDouble(row[2]),
          Double.parseDouble(words[2]) / 100,
          TOLERANCE,
          said.get(photo));
      classes.add(row[1]);
      probabilities.add(row[2]);
    }
    assertEquals(3, classes.size(), "all classes occur: " + classes);
    assertTrue(probabilities.size() > count / 2, "probabilities differ: " + probabilities);
  }

  private Path trained(int channels) throws IOException {
    for (int image = 0; image < 60; image++) {
      int kind = image % 3;
      Path file = folder.resolve("images/class" + kind + "/" + image + ".png");
      write(scene(40 + image, 64, kind, image), "png", file);
    }
    Path experiment =
        Nas.write(
            folder.resolve("photos.yaml"),
            """
            name: photos
            search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
            data: {image-folder: {folder: images, size: 32, channels: %d}}
            evaluator: {training: {epochs: 12, batch-size: 8, learning-rate: 0.02}}
            budget: {trained-models: 2}
            strategies: [random]
            """
                .formatted(channels));
    Path out = folder.resolve("trained");
    Nas.say(
            "train",
            experiment,
            "--arch",
            "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|",
            "--out",
            out)
        .done();
    return out;
  }

  /** Writes a picture of 48 to 4,000 pixels a side: JPEG or PNG, colour or grey. */
  private static Path photo(Path folder, int number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    int most = number % 33 == 0 ? 4000 : 1200;
    int width = side(random, most);
    int height = number % 33 == 0 ? 4000 * 3 / 4 : side(random, most);
    BufferedImage scene = scene(width, height, number % 3, 1000 + number);
    if (number % 5 == 0) {
      scene = grey(scene);
    }
    String format = number % 4 == 3 ? "png" : "jpg";
    Path file = write(scene, format, folder.resolve(number + "." + format));
    if (format.equals("jpg") && number % 2 == 0) {
      Files.write(file, oriented(Files.readAllBytes(file), 1 + number / 2 % 8));
    }
    return file;
  }

  /** Puts an EXIF segment behind the first marker of a JPEG file: how the camera was held. */
  private static byte[] oriented(byte[] jpeg, int orientation) {
    ByteBuffer segment = ByteBuffer.allocate(36);
    segment.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0MM\0*".getBytes(US_ASCII));
    segment.putInt(8).putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1);
    segment.putShort((short) orientation).putShort((short) 0).putInt(0);
    return ByteBuffer.allocate(jpeg.length + segment.capacity())
        .put(jpeg, 0, 2)
        .put(segment.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static int side(SplittableRandom random, int most) {
    return (int) Math.round(48 * Math.pow(most / 48.0, random.nextDouble()));
  }

  /** A lit gradient with round and straight edges and grain; kinds differ by colour and grid. */
  private static BufferedImage scene(int width, int height, int kind, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double x0 = random.nextDouble();
    double y0 = random.nextDouble();
    double radius = 0.1 + 0.4 * random.nextDouble();
    double stripes = (4 + 6 * kind) * (0.7 + 0.6 * random.nextDouble());
    double light = 0.5 + 0.5 * random.nextDouble();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = (x + 0.5) / width;
        double v = (y + 0.5) / height;
        boolean inside = (u - x0) * (u - x0) + (v - y0) * (v - y0) < radius * radius;
        double shade = light * (40 + 120 * u + 40 * v);
        shade += Math.sin(6.28 * stripes * (u + 0.3 * v)) > 0.2 ? 45 : 0;
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double value = shade + (inside && channel == kind ? 70 : 0) + 24 * random.nextDouble();
          rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static BufferedImage grey(BufferedImage scene) {
    BufferedImage grey =
        new BufferedImage(scene.getWidth(), scene.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < scene.getHeight(); y++) {
      for (int x = 0; x < scene.getWidth(); x++) {
        grey.getRaster().setSample(x, y, 0, scene.getRGB(x, y) >> 8 & 0xff);
      }
    }
    return grey;
  }

  private static Path write(BufferedImage image, String format, Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    assertTrue(ImageIO.write(image, format, file.toFile()), format);
    return file;
  }

  private static List<String> example(Path onnx, List<Path> photos)
      throws IOException, InterruptedException {
    String runtime =
        Path.of(OrtSession.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                runtime,
                "../examples/onnx/Classify.java",
                onnx.toString()));
    photos.forEach(photo -> command.add(photo.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    return said.lines().toList();
  }
}
