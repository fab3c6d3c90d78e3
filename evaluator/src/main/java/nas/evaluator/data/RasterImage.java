package nas.evaluator.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded PNG or JPEG file.
 *
 * @param image the pixels
 */
record RasterImage(BufferedImage image) {

  private static final long MOST_PIXELS = 1L << 26;

  /**
   * Reads a file; its dimensions are looked at before any pixel is decoded.
   *
   * @param mostWidth a wider image is refused
   * @param mostHeight a higher image is refused
   */
  static RasterImage read(Path file, int mostWidth, int mostHeight) {
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream input = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new DataException(
            file + " is not a PNG or JPEG image", "fetch the file again, or delete it");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width > mostWidth || height > mostHeight || (long) width * height > MOST_PIXELS) {
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

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** Returns a pixel's red, green and blue, 8 bits each from the top; transparency is ignored. */
  int rgb(int x, int y) {
    return image.getRGB(x, y);
  }

  /** Returns the grey value of a pixel: as stored in a grey image, else ITU-R BT.601 luma. */
  int grey(int x, int y) {
    if (image.getRaster().getNumBands() <= 2
        && image.getColorModel().getNumComponents() <= 2
        && image.getSampleModel().getSampleSize(0) == 8) {
      return image.getRaster().getSample(x, y, 0);
    }
    int rgb = rgb(x, y);
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
  }
}
