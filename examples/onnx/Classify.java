import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Classifies PNG and JPEG files by an exported network, as {@code predict} does; needs ONNX Runtime
 * only. The network scales the images itself: what is left to do is to turn photographs upright,
 * and to hand over their pixels.
 *
 * <pre>
 * java -cp onnxruntime-1.22.0.jar examples/onnx/Classify.java animals.onnx photo.jpg
 * </pre>
 */
public final class Classify {

  private Classify() {}

  /** Prints the most probable class of each image; the first argument is the network. */
  public static void main(String[] arguments) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(arguments[0])) {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      TensorInfo input = (TensorInfo) session.getInputInfo().get("image").getInfo();
      int channels = (int) input.getShape()[1];
      for (int argument = 1; argument < arguments.length; argument++) {
        BufferedImage image = upright(new File(arguments[argument]));
        long[] shape = {1, channels, image.getHeight(), image.getWidth()};
        try (OnnxTensor tensor =
                OnnxTensor.createTensor(environment, pixels(image, channels), shape);
            OrtSession.Result result = session.run(Map.of("image", tensor))) {
          float[] shares = ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
          int best = 0;
          for (int label = 1; label < shares.length; label++) {
            best = shares[label] > shares[best] ? label : best;
          }
          System.out.printf(
              "%s: %s %.2f %%%n",
              arguments[argument], metadata.get("class." + best), 100 * shares[best]);
        }
      }
    }
  }

  /** Returns the pixels of an image: channel after channel, row after row, 0 to 255. */
  static FloatBuffer pixels(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    FloatBuffer pixels = FloatBuffer.allocate(channels * height * width);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int rgb = rgb(image, x, y);
          pixels.put(
              channels == 1
                  ? (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255) + 500)
                      / 1000
                  : rgb >> (16 - 8 * channel) & 255);
        }
      }
    }
    return pixels.rewind();
  }

  /** Returns a pixel as it is stored; Java would change grey values and apply colour profiles. */
  private static int rgb(BufferedImage image, int x, int y) {
    WritableRaster raster = image.getRaster();
    int bits = image.getSampleModel().getSampleSize(0);
    if (image.getColorModel() instanceof IndexColorModel || bits < 8) {
      return image.getRGB(x, y);
    }
    int first = raster.getSample(x, y, 0) >> (bits - 8);
    return raster.getNumBands() < 3
        ? 0x010101 * first
        : first << 16
            | raster.getSample(x, y, 1) >> (bits - 8) << 8
            | raster.getSample(x, y, 2) >> (bits - 8);
  }

  /** Reads an image and turns it as the camera says (EXIF orientation). */
  static BufferedImage upright(File file) throws IOException {
    BufferedImage image = ImageIO.read(file);
    return turned(image, orientation(Files.readAllBytes(file.toPath())));
  }

  /** Returns the EXIF orientation of a JPEG, 1 to 8; 1, which is upright, if it has none. */
  private static int orientation(byte[] file) {
    ByteBuffer jpeg = ByteBuffer.wrap(file);
    // Segments of a marker, which begins with 0xff, and a length, up to the compressed pixels.
    int at = file.length > 2 && jpeg.getShort(0) == (short) 0xffd8 ? 2 : file.length;
    while (at <= file.length - 18 && file[at] == (byte) 0xff && file[at + 1] != (byte) 0xda) {
      int length = jpeg.getShort(at + 2) & 0xffff;
      if (file[at + 1] == (byte) 0xe1
          && length >= 16
          && new String(file, at + 4, 6, StandardCharsets.ISO_8859_1).equals("Exif\0\0")) {
        return orientation(
            jpeg.position(at + 10).limit(Math.min(file.length, at + 2 + length)).slice());
      }
      at += 2 + length;
    }
    return 1;
  }

  /** Returns the entry 0x112 of the first directory of a TIFF file. */
  private static int orientation(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return 1;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int at = directory + 2; entries > 0 && at <= tiff.limit() - 12; at += 12, entries--) {
      if (tiff.getShort(at) == 0x112) {
        return tiff.getShort(at + 8);
      }
    }
    return 1;
  }

  /** Mirrors (2, 4, 5, 7), turns upside down (3, 4), or turns by a quarter (5 to 8). */
  private static BufferedImage turned(BufferedImage image, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    boolean quarter = orientation >= 5;
    BufferedImage turned =
        new BufferedImage(
            image.getColorModel(),
            image
                .getRaster()
                .createCompatibleWritableRaster(quarter ? height : width, quarter ? width : height),
            image.isAlphaPremultiplied(),
            null);
    boolean right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < turned.getHeight(); y++) {
      for (int x = 0; x < turned.getWidth(); x++) {
        // Where the pixel lies in the file: orientations of 5 and more have rows for columns.
        int column = quarter ? y : x;
        int row = quarter ? x : y;
        turned
            .getRaster()
            .setDataElements(
                x,
                y,
                image
                    .getRaster()
                    .getDataElements(
                        right ? width - 1 - column : column,
                        bottom ? height - 1 - row : row,
                        null));
      }
    }
    return turned;
  }
}
