package nas.engine.data;

import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import nas.core.UserException;

/**
 * An image file as people see it, row by row from the top: the one place where image files are
 * decoded.
 *
 * <p>Images are turned and mirrored as EXIF's tag Orientation says. Samples are those of the file
 * (Pillow's {@code convert("RGB")} gives the same): colour profiles and transparency are left out
 * of account, of 16 bits the upper 8 are taken, and inks dim the light. What is read at once takes
 * a fraction of Java's memory, so that a large photograph needs little.
 */
final class ImageRows implements AutoCloseable {

  private static final long MOST_PIXELS = 1L << 26;
  private static final long MOST_BYTES = 1L << 28;
  private static final long LEAST_BYTES_AT_ONCE = 1L << 22;
  private static final long MOST_BYTES_AT_ONCE = 1L << 28;
  private static final int SHARE_OF_MEMORY = 3;

  private final Path file;
  private final ImagePixels pixels;
  private final Orientation orientation;

  private ImageRows(Path file, ImagePixels pixels, Orientation orientation) {
    this.file = file;
    this.pixels = pixels;
    this.orientation = orientation;
  }

  /**
   * Opens a file; its dimensions are looked at before any pixel is decoded.
   *
   * @param mostWidth a wider image is refused
   * @param mostHeight a higher image is refused
   * @throws UserException if the file is missing, damaged, too large or of another format
   */
  static ImageRows open(Path file, int mostWidth, int mostHeight) {
    try {
      byte[] bytes = DataFiles.read(file, MOST_BYTES);
      ImageFormat format = requireReadable(file, bytes);
      ImagePixels pixels =
          format == ImageFormat.NETPBM
              ? new PortableMap(file, bytes)
              : new DecodedPixels(file, bytes, format);
      try {
        requireSize(file, pixels, mostWidth, mostHeight);
        pixels.requireWhole();
      } catch (RuntimeException | Error e) {
        pixels.close();
        throw e;
      }
      return new ImageRows(file, pixels, Orientation.in(bytes));
    } catch (OutOfMemoryError e) {
      throw tooLarge(file, "the file does", e);
    }
  }

  private static ImageFormat requireReadable(Path file, byte[] bytes) {
    if (bytes.length == 0) {
      throw new UserException(file + " is empty", "fetch the file again, or delete it");
    }
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, ImageFormat.HEAD_BYTES));
    ImageFormat format =
        ImageFormat.ofContent(head)
            .orElseThrow(
                () ->
                    new UserException(
                        file + " is not a " + ImageFormat.readableTitles() + " image",
                        "fetch the file again, or delete it"));
    if (!format.isReadable()) {
      throw new UserException(
          file + " is a " + format.title() + " file, which is not read, whatever its name says",
          "convert it to JPEG or PNG");
    }
    return format;
  }

  private static void requireSize(Path file, ImagePixels image, int mostWidth, int mostHeight) {
    if (image.width() < 1 || image.height() < 1) {
      throw new UserException(
          file + " is damaged: " + image.width() + " x " + image.height() + " pixels",
          "fetch the file again, or delete it");
    }
    long pixels = (long) image.width() * image.height();
    if (image.width() > mostWidth || image.height() > mostHeight || pixels > MOST_PIXELS) {
      throw new UserException(
          file
              + ": "
              + image.width()
              + " x "
              + image.height()
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

  private static UserException tooLarge(Path file, String what, OutOfMemoryError cause) {
    UserException error =
        new UserException(
            String.format(
                Locale.ROOT,
                "%s: %s not fit into the memory that Java may use, %,d MB",
                file,
                what,
                Runtime.getRuntime().maxMemory() >> 20),
            "allow it more, as in 'java -Xmx4g -jar nas.jar', or scale the image down");
    error.initCause(cause);
    return error;
  }

  /** Returns the columns of the image as seen. */
  int width() {
    return orientation.swapped() ? pixels.height() : pixels.width();
  }

  /** Returns the rows of the image as seen. */
  int height() {
    return orientation.swapped() ? pixels.width() : pixels.height();
  }

  /** Returns the number of images in the file, of which the first is read. */
  int images() {
    return pixels instanceof DecodedPixels decoded ? decoded.images() : 1;
  }

  /**
   * Decodes the image.
   *
   * @param consumer is given each row from the top, in an array that is used again: pixels from the
   *     left, each red, green and blue of 8 bits from bit 16 down
   * @throws UserException if it cannot be decoded, or does not fit into memory
   */
  void forEach(Consumer<int[]> consumer) {
    long share = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
    forEach(consumer, Math.max(LEAST_BYTES_AT_ONCE, Math.min(MOST_BYTES_AT_ONCE, share)));
  }

  /**
   * Decodes the image part by part.
   *
   * @param bytesAtOnce what a part may take; it has one row at least
   */
  void forEach(Consumer<int[]> consumer, long bytesAtOnce) {
    int[] row = new int[width()];
    long bytesPerRow = width() * (pixels.bytesPerPixel() + Integer.BYTES);
    int rowsAtOnce = (int) Math.max(1, Math.min(height(), bytesAtOnce / bytesPerRow));
    try {
      for (int from = 0; from < height(); from += rowsAtOnce) {
        int to = Math.min(height(), from + rowsAtOnce);
        Rectangle stored = orientation.stored(from, to, pixels.width(), pixels.height());
        int[] part = pixels.rgb(stored);
        for (int y = from; y < to; y++) {
          orientation.copyRow(part, stored.width, y - from, row);
          consumer.accept(row);
        }
      }
    } catch (OutOfMemoryError e) {
      throw tooLarge(file, String.format(Locale.ROOT, "%,d x %,d pixels do", width(), height()), e);
    }
  }

  @Override
  public void close() {
    pixels.close();
  }
}
