package nas.core.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nas.core.UserException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Files that a user names: read as a whole up to a limit, or opened and decompressed. */
public final class InputFile {

  private static final int BUFFER = 1 << 16;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private InputFile() {}

  /**
   * Reads all bytes; a file that never ends, such as {@code /dev/zero}, is refused as well as one
   * that is too long.
   *
   * @param most how many bytes the file may have
   * @throws UserException if it cannot be read or is longer
   */
  public static byte[] bytes(Path file, int most) {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new UserException(
            "Cannot read " + file + ": it has more than the " + most + " bytes that are allowed",
            "you meant another file");
      }
      return bytes;
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  /**
   * Reads a text in UTF-8.
   *
   * @param most how many bytes the file may have
   * @throws UserException if it cannot be read, is longer, or is no such text
   */
  public static String text(Path file, int most) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(file, most)))
          .toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  /**
   * Opens a file; one that begins as gzip does is decompressed, all its parts, each compared with
   * its checksum at its end. What follows the last part is refused.
   *
   * @throws IOException if it cannot be read; {@link FileProblem} finds words
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw =
        new BufferedInputStream(ReadMeter.counted(Files.newInputStream(file)), BUFFER);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
      raw.reset();
      if (!gzip) {
        return raw;
      }
      InputStream expanded =
          GzipCompressorInputStream.builder()
              .setInputStream(raw)
              .setDecompressConcatenated(true)
              .get();
      return new BufferedInputStream(new ExpandedStream(expanded, Files.size(file)), BUFFER);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
