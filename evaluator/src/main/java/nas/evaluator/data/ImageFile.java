package nas.evaluator.data;

import java.nio.file.Path;
import nas.space.network.FeatureShape;

/** Reads single image files. */
public final class ImageFile {

  private ImageFile() {}

  /**
   * Reads a PNG, JPEG or PGM file and scales it, exactly as images of a folder are read: grey
   * images become colour where three channels are asked for, colours become grey where one is,
   * images that are not square are squeezed.
   *
   * @param shape channels (1 or 3), height and width to return
   * @return unsigned bytes, each channel after channel, row after row
   * @throws DataException if the file is missing, damaged or no such image
   */
  public static byte[] read(Path file, FeatureShape shape) {
    return ImageFolderPlugin.decode(file, shape);
  }
}
