package nas.engine.data;

import java.nio.file.Path;
import nas.core.UserException;
import nas.network.FeatureShape;

/** Reads single image files. */
public final class ImageFile {

  private static final int MOST_PIXELS_PER_SIDE = 32_768;

  private ImageFile() {}

  /**
   * Reads an image file, turns it as EXIF says and scales it, exactly as images of a folder are
   * read: grey images become colour where three channels are asked for, colours become grey where
   * one is, images that are not square are squeezed.
   *
   * @param shape channels (1 or 3), height and width to return
   * @return unsigned bytes, each channel after channel, row after row
   * @throws UserException if the file is missing, damaged or no such image
   */
  public static byte[] read(Path file, FeatureShape shape) {
    try (ImageRows image = open(file)) {
      return Resize.to(image, shape);
    }
  }

  static ImageRows open(Path file) {
    return ImageRows.open(file, MOST_PIXELS_PER_SIDE, MOST_PIXELS_PER_SIDE);
  }
}
