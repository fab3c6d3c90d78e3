package nas.engine.data;

import java.awt.Rectangle;
import java.nio.file.Path;
import nas.core.UserException;

/**
 * Reads the binary forms of portable maps: P5 with a grey value for each pixel (PGM), P6 with red,
 * green and blue (PPM). An ASCII header holds width, height and greatest value, with comments from
 * {@code #} to the end of their lines; then come 8 bits a value.
 */
final class PortableMap implements ImagePixels {

  private static final int WHITE = 255;
  private static final int MOST_DIGITS = 9;
  private static final String ADVICE = "fetch the file again, or delete it";

  private final Path file;
  private final byte[] bytes;
  private final int bands;
  private final int width;
  private final int height;
  private final int white;
  private int at = 2;

  /**
   * Reads the header.
   *
   * @throws UserException if it is not sound, or the file is cut off
   */
  PortableMap(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    bands = bytes[1] == '6' ? 3 : 1;
    width = number("width");
    height = number("height");
    white = number("greatest value");
    if (white > WHITE) {
      throw new UserException(
          file + " has values up to " + white + ", but only 8 bits, values up to 255, are read",
          "convert it to 8 bits");
    }
    // A single space ends the header; number() has seen that it is there.
    at++;
  }

  /** Says whether a file begins as these do. */
  static boolean begins(byte[] bytes) {
    return bytes.length > 2
        && bytes[0] == 'P'
        && (bytes[1] == '5' || bytes[1] == '6')
        && (isSpace(bytes[2]) || bytes[2] == '#');
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public long bytesPerPixel() {
    return 0;
  }

  @Override
  public void requireWhole() {
    long values = (long) width * height * bands;
    if (bytes.length - at < values) {
      throw Integrity.cutOff(file, bytes.length);
    }
    for (int place = at; place < at + values; place++) {
      if ((bytes[place] & 0xff) > white) {
        throw new UserException(
            file
                + " is damaged: the value "
                + (bytes[place] & 0xff)
                + " at byte "
                + place
                + " is more than the header's greatest, "
                + white,
            ADVICE);
      }
    }
  }

  @Override
  public int[] rgb(Rectangle part) {
    int[] pixels = new int[part.width * part.height];
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      int x = part.x + pixel % part.width;
      int y = part.y + pixel / part.width;
      int first = at + (y * width + x) * bands;
      for (int band = 0; band < 3; band++) {
        int value = bytes[first + band % bands] & 0xff;
        pixels[pixel] = pixels[pixel] << 8 | (value * WHITE + white / 2) / white;
      }
    }
    return pixels;
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
      throw Integrity.cutOff(file, bytes.length);
    }
    if (value == 0 || !isSpace(bytes[at])) {
      throw new UserException(
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
