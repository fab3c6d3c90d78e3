package nas.engine.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import nas.core.UserException;

/** Reads whole files, with errors that name the file and the place. */
final class DataFiles {

  private DataFiles() {}

  /** Turns the bytes of an embedded file into something. */
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream bytes) throws IOException;
  }

  /** Reads a file that is embedded in the program, beside the readers. */
  static <T> T embedded(String name, Reading<T> reading) {
    try (InputStream resource = DataFiles.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new UserException(
            "The embedded " + name + " is missing from the program", "build it again");
      }
      return reading.read(resource);
    } catch (IOException e) {
      throw new UserException(
          "The embedded " + name + " cannot be read: " + e.getMessage(), "build it again");
    }
  }

  /** Checks that a folder is there. */
  static void requireFolder(Path folder, String advice) {
    if (!Files.isDirectory(folder)) {
      String what = Files.exists(folder) ? " is not a folder" : " does not exist";
      throw new UserException("Data folder " + folder + what, advice);
    }
  }

  /**
   * Reads a file of at most {@code most} bytes; a name that ends in .gz is decompressed.
   *
   * @param most number of bytes after decompression beyond which the file is refused
   */
  static byte[] read(Path file, long most) {
    int limit = (int) Math.min(most, Integer.MAX_VALUE - 16);
    try {
      if (Files.isRegularFile(file) && !isCompressed(file) && Files.size(file) <= limit) {
        // The size is known, so nothing is copied.
        return Files.readAllBytes(file);
      }
      try (InputStream input = open(file)) {
        byte[] bytes = input.readNBytes(limit);
        if (bytes.length == limit && input.read() >= 0) {
          throw new UserException(
              file + ": more than the " + limit + " bytes that belong there",
              "check that this is the right file, and fetch it again");
        }
        return bytes;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Says whether a file is decompressed when it is read. */
  static boolean isCompressed(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".gz");
  }

  /** Opens a file; a name that ends in .gz is decompressed. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!isCompressed(file)) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Returns what people read of a file that could not be read. */
  static UserException unreadable(Path file, IOException failure) {
    UserException error;
    if (failure instanceof NoSuchFileException) {
      error =
          new UserException(file + " does not exist", "check the path, or fetch the file again");
    } else if (Files.isDirectory(file)) {
      error = new UserException(file + " is a folder, not a file", "name a file in it");
    } else if (failure instanceof AccessDeniedException) {
      error = new UserException(file + " may not be read", "change its permissions");
    } else if (failure instanceof EOFException) {
      error =
          new UserException(
              file + " is cut off: it ends in the middle of its compressed data",
              "fetch the file again");
    } else {
      String reason = failure.getMessage();
      error =
          new UserException(
              file
                  + " cannot be read: "
                  + (reason == null ? failure.getClass().getSimpleName() : reason),
              "check its permissions, or fetch the file again; it may be cut off or damaged");
    }
    error.initCause(failure);
    return error;
  }
}
