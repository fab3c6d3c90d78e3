package nas.evaluator.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded PNG, JPEG or PGM (P5) file.
 *
 * @param image the pixels
 */
record RasterImage(BufferedImage image) {

  private static final long MOST_PIXELS = 1L << 26;
  private static final long MOST_BYTES = 1L << 28;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] IEND = {'I', 'E', 'N', 'D'};

  /**
   * Reads a file; its dimensions are looked at before any pixel is decoded.
   *
   * @param mostWidth a wider image is refused
   * @param mostHeight a higher image is refused
   */
  static RasterImage read(Path file, int mostWidth, int mostHeight) {
    byte[] bytes = DataFiles.read(file, MOST_BYTES);
    if (GreyMap.begins(bytes)) {
      return new RasterImage(
          GreyMap.decode(
              file,
              bytes,
              (width, height) -> requireSize(file, width, height, mostWidth, mostHeight)));
    }
    requireWhole(file, bytes);
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw noImage(file);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        requireSize(file, reader.getWidth(0), reader.getHeight(0), mostWidth, mostHeight);
        return new RasterImage(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      // The readers of the JDK answer some damaged files this way.
      DataException error =
          new DataException(
              file + " is damaged: " + e.getMessage(), "fetch the file again, or delete it");
      error.initCause(e);
      throw error;
    }
  }

  private static void requireSize(
      Path file, long width, long height, int mostWidth, int mostHeight) {
    if (width > mostWidth || height > mostHeight || width * height > MOST_PIXELS) {
      throw new DataException(
          file
              + ": "
              + width
              + " x "
              + height
              + " pixels are too many; at most "
              + mostWidth
              + " x "
              + mostHeight
              + " and "
              + MOST_PIXELS
              + " in all are read",
          "scale the image down, or delete the file");
    }
  }

  private static DataException noImage(Path file) {
    return new DataException(
        file + " is not a PNG, JPEG or PGM image", "fetch the file again, or delete it");
  }

  /** Refuses damaged files, of which the readers of the JDK return black pixels or noise. */
  private static void requireWhole(Path file, byte[] bytes) {
    if (Arrays.equals(bytes, 0, Math.min(bytes.length, PNG.length), PNG, 0, PNG.length)) {
      requireWholePng(file, bytes);
    } else if (bytes.length < 3 || bytes[0] != (byte) 0xff || bytes[1] != (byte) 0xd8) {
      throw noImage(file);
    } else if (lastMarker(bytes, 0xd9) < lastMarker(bytes, 0xda)) {
      // In compressed data 0xff is always followed by 0, so the start of a scan is found for sure.
      throw cutOff(file, bytes.length);
    }
  }

  private static void requireWholePng(Path file, byte[] bytes) {
    ByteBuffer png = ByteBuffer.wrap(bytes).position(PNG.length);
    while (png.remaining() >= 12) {
      int start = png.position();
      int length = png.getInt();
      if (length < 0 || length > png.remaining() - 8) {
        throw cutOff(file, bytes.length);
      }
      CRC32 crc = new CRC32();
      crc.update(bytes, start + 4, 4 + length);
      png.position(start + 8 + length);
      if (png.getInt() != (int) crc.getValue()) {
        throw new DataException(
            file + " is damaged: the checksum of the part at byte " + start + " is wrong",
            "fetch the file again, or delete it");
      }
      if (Arrays.equals(bytes, start + 4, start + 8, IEND, 0, IEND.length)) {
        return;
      }
    }
    throw cutOff(file, bytes.length);
  }

  static DataException cutOff(Path file, int bytes) {
    return new DataException(
        file + " is cut off: the image goes on after byte " + bytes,
        "fetch the file again, or delete it");
  }

  private static int lastMarker(byte[] bytes, int marker) {
    for (int i = bytes.length - 2; i >= 0; i--) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) marker) {
        return i;
      }
    }
    return -1;
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /**
   * Returns a pixel's red, green and blue, 8 bits each from the top; of a grey image three times
   * its grey value. Transparency is ignored.
   */
  int rgb(int x, int y) {
    return isGrey() ? 0x010101 * stored(x, y) : image.getRGB(x, y);
  }

  /** Returns a row of pixels as {@link #rgb} does, without making an object for each. */
  int[] rgbRow(int y) {
    if (isGrey()) {
      return IntStream.range(0, width()).map(x -> rgb(x, y)).toArray();
    }
    return image.getRGB(0, y, width(), 1, null, 0, width());
  }

  /** Returns the grey value of a pixel: as stored in a grey image, else ITU-R BT.601 luma. */
  int grey(int x, int y) {
    if (isGrey()) {
      return stored(x, y);
    }
    int rgb = rgb(x, y);
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
  }

  /** Java takes the values of such images for linear light, and would brighten them. */
  private boolean isGrey() {
    ColorModel colors = image.getColorModel();
    return colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && (bits() == Byte.SIZE || bits() == Short.SIZE);
  }

  private int bits() {
    return image.getSampleModel().getSampleSize(0);
  }

  private int stored(int x, int y) {
    return image.getRaster().getSample(x, y, 0) >> (bits() - Byte.SIZE);
  }
}
