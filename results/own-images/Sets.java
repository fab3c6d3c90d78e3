import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import nas.engine.data.Cifar10Plugin;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.IdxPlugin;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.data.PatternsPlugin;

/**
 * Writes the eight folders of images that compare.sh searches on, SET/train/CLASS and SET/test/CLASS:
 * java -cp nas.jar results/own-images/Sets.java OUT CIFAR-10 FASHION-MNIST (the folders of both).
 *
 * <p>Of each class the first images in the order of the files are taken, as many as are asked for.
 */
public final class Sets {

  private static final int ALL = Integer.MAX_VALUE;

  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[0]);
    ImageData patterns = new PatternsPlugin().read(new PatternsPlugin.Settings(60, 200, 64, 40, 0));
    write(out.resolve("patterns"), patterns, each -> 60, 200);

    // Those behind the first 100 of each class are for the test.
    ImageData digits = new DigitsPlugin().read(new DigitsPlugin.Settings(8));
    part(out.resolve("digits/train"), digits, digits.training(), each -> 0, each -> 100, Sets::plain);
    part(out.resolve("digits/test"), digits, digits.training(), each -> 100, each -> ALL, Sets::plain);

    ImageData cifar10 =
        new Cifar10Plugin().read(new Cifar10Plugin.Settings(Path.of(arguments[1]), Optional.empty()));
    write(out.resolve("cifar10-100"), cifar10, each -> 100, 200);
    write(out.resolve("cifar10-1000"), cifar10, each -> 1000, 200);

    ImageData fashion =
        new IdxPlugin().read(new IdxPlugin.Settings(Path.of(arguments[2]), Optional.empty()));
    write(out.resolve("fashion-50"), fashion, each -> 50, 200);
    write(out.resolve("fashion-500"), fashion, each -> 500, 200);
    // 400 images of the first class, 20 of the last, in a geometric sequence.
    write(
        out.resolve("unbalanced"),
        fashion,
        each -> (int) Math.round(400 * Math.pow(0.05, each / 9.0)),
        200);
    part(out.resolve("photos/train"), fashion, fashion.training(), each -> 0, each -> 40, Sets::photo);
    part(
        out.resolve("photos/test"), fashion, fashion.test().get(), each -> 0, each -> 40, Sets::photo);
  }

  private static void write(Path set, ImageData data, IntUnaryOperator each, int test)
      throws IOException {
    part(set.resolve("train"), data, data.training(), label -> 0, each, Sets::plain);
    part(set.resolve("test"), data, data.test().get(), label -> 0, label -> test, Sets::plain);
  }

  /** How an image becomes a file. */
  private interface Form {
    void write(BufferedImage image, Path stem, int number) throws IOException;
  }

  private static void part(
      Path folder, ImageData data, Images images, IntUnaryOperator from, IntUnaryOperator to, Form form)
      throws IOException {
    int[] seen = new int[data.task().classes()];
    for (int number = 0; number < images.count(); number++) {
      int label = images.labels()[number];
      int at = seen[label]++;
      if (at >= from.applyAsInt(label) && at < to.applyAsInt(label)) {
        Path file =
            folder.resolve(data.classNames().get(label).replace('/', '-')).resolve("%04d".formatted(at));
        Files.createDirectories(file.getParent());
        form.write(picture(images, number), file, number);
      }
    }
  }

  private static BufferedImage picture(Images images, int number) {
    int height = images.shape().height();
    int width = images.shape().width();
    int channels = images.shape().channels();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < height * width; pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        int plane = number * channels + Math.min(channel, channels - 1);
        rgb = rgb << 8 | images.pixels()[plane * height * width + pixel] & 0xff;
      }
      picture.setRGB(pixel % width, pixel / width, rgb);
    }
    return picture;
  }

  private static void plain(BufferedImage image, Path stem, int number) throws IOException {
    ImageIO.write(image, "png", Path.of(stem + ".png").toFile());
  }

  /** As a camera might: of 48 to 4,000 pixels a side, most of them small, held in any of the eight ways. */
  private static void photo(BufferedImage image, Path stem, int number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    double share = random.nextDouble();
    int width = side(share);
    int height = side(Math.max(0, Math.min(1, share + 0.1 * (random.nextDouble() - 0.5))));
    int orientation = 1 + random.nextInt(8);
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(held(large, orientation), "jpg", jpeg);
    Files.write(Path.of(stem + ".jpg"), oriented(jpeg.toByteArray(), orientation));
  }

  private static int side(double share) {
    return (int) Math.round(48 * Math.pow(4000 / 48.0, share * share));
  }

  /** Returns the picture as the file holds it, which EXIF's orientation makes upright again. */
  private static BufferedImage held(BufferedImage upright, int orientation) {
    boolean swapped = orientation >= 5;
    boolean fromTheRight = List.of(2, 3, 7, 8).contains(orientation);
    boolean fromBelow = List.of(3, 4, 6, 7).contains(orientation);
    int width = swapped ? upright.getHeight() : upright.getWidth();
    int height = swapped ? upright.getWidth() : upright.getHeight();
    BufferedImage held = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int across = fromTheRight ? width - 1 - x : x;
        int down = fromBelow ? height - 1 - y : y;
        held.setRGB(x, y, swapped ? upright.getRGB(down, across) : upright.getRGB(across, down));
      }
    }
    return held;
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
}
