package nas.evaluator.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads whole files, with errors that name the file and the place. */
final class DataFiles {

  private DataFiles() {}

  /** Checks that a folder is there. */
  static void requireFolder(Path folder, String advice) {
    if (!Files.isDirectory(folder)) {
      String what = Files.exists(folder) ? " is not a folder" : " does not exist";
      throw new DataException("Data folder " + folder + what, advice);
    }
  }

  /**
   * Reads a file of at most {@code most} bytes; a name that ends in .gz is decompressed.
   *
   * @param most number of bytes after decompression beyond which the file is refused
   */
  static byte[] read(Path file, long most) {
    int limit = (int) Math.min(most, Integer.MAX_VALUE - 16);
    try (InputStream input = open(file)) {
      byte[] bytes = input.readNBytes(limit);
      if (bytes.length == limit && input.read() >= 0) {
        throw new DataException(
            file + ": more than the " + limit + " bytes that belong there",
            "check that this is the right file, and fetch it again");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!String.valueOf(file.getFileName()).endsWith(".gz")) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  static DataException unreadable(Path file, IOException failure) {
    DataException error =
        failure instanceof NoSuchFileException
            ? new DataException(file + " does not exist", "check the path, or fetch the file again")
            : new DataException(
                file + " cannot be read: " + failure.getMessage(),
                "check its permissions, or fetch the file again; it may be cut off or damaged");
    error.initCause(failure);
    return error;
  }
}
