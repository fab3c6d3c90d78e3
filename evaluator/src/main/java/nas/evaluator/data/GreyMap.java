package nas.evaluator.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;

/**
 * Reads the binary form, P5, of the portable grey map (PGM): an ASCII header with width, height and
 * greatest value, comments from {@code #} to the end of their lines, then a byte for each pixel.
 */
final class GreyMap {

  private static final int WHITE = 255;
  private static final int MOST_DIGITS = 9;
  private static final String ADVICE = "fetch the file again, or delete it";

  /** Refuses sizes. */
  @FunctionalInterface
  interface SizeCheck {
    /** Throws a {@link DataException} if an image is too large. */
    void require(long width, long height);
  }

  private final Path file;
  private final byte[] bytes;
  private int at = 2;

  private GreyMap(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** Says whether a file begins as these do. */
  static boolean begins(byte[] bytes) {
    return bytes.length > 2
        && bytes[0] == 'P'
        && bytes[1] == '5'
        && (isSpace(bytes[2]) || bytes[2] == '#');
  }

  /**
   * Decodes a file.
   *
   * @param check asked before memory is taken for the pixels
   */
  static BufferedImage decode(Path file, byte[] bytes, SizeCheck check) {
    return new GreyMap(file, bytes).decode(check);
  }

  private BufferedImage decode(SizeCheck check) {
    int width = number("width");
    int height = number("height");
    int white = number("greatest value");
    check.require(width, height);
    if (white > WHITE) {
      throw new DataException(
          file + " has values up to " + white + ", but only 8 bits, values up to 255, are read",
          "convert it to 8 bits");
    }
    // A single space ends the header; number() has seen that it is there.
    at++;
    if (bytes.length - at < (long) width * height) {
      throw RasterImage.cutOff(file, bytes.length);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      int value = bytes[at + pixel] & 0xff;
      if (value > white) {
        throw new DataException(
            file
                + " is damaged: the value "
                + value
                + " at byte "
                + (at + pixel)
                + " is more than the header's greatest, "
                + white,
            ADVICE);
      }
      pixels[pixel] = (byte) ((value * WHITE + white / 2) / white);
    }
    return image;
  }

  /** Reads a positive number of the header; stops at the space behind it. */
  private int number(String name) {
    while (at < bytes.length && (isSpace(bytes[at]) || bytes[at] == '#')) {
      if (bytes[at] == '#') {
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
          at++;
        }
      } else {
        at++;
      }
    }
    int start = at;
    int value = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - start < MOST_DIGITS) {
      value = 10 * value + bytes[at++] - '0';
    }
    if (at == bytes.length) {
      throw RasterImage.cutOff(file, bytes.length);
    }
    if (value == 0 || !isSpace(bytes[at])) {
      throw new DataException(
          file
              + " is damaged: its header has no sound "
              + name
              + " at byte "
              + start
              + " (a whole number of 1 to 999999999)",
          ADVICE);
    }
    return value;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
