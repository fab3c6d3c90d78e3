package nas.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import nas.core.UserException;

/** Refuses damaged image files, of which Java's readers return black pixels or noise. */
final class Integrity {

  private static final int PNG_SIGNATURE_BYTES = 8;
  private static final int RIFF_HEADER_BYTES = 8;
  private static final byte[] IEND = {'I', 'E', 'N', 'D'};
  private static final int JPEG_START_OF_SCAN = 0xda;
  private static final int JPEG_END = 0xd9;
  private static final byte GIF_TRAILER = 0x3b;

  private Integrity() {}

  /**
   * Checks a file of a format.
   *
   * @throws UserException if it is cut off, or a checksum is wrong
   */
  static void require(Path file, byte[] bytes, ImageFormat format) {
    switch (format) {
      case PNG -> requireWholePng(file, bytes);
      case JPEG -> {
        // In compressed data 0xff is always followed by 0, so the start of a scan is found for
        // sure.
        if (lastMarker(bytes, JPEG_END) < lastMarker(bytes, JPEG_START_OF_SCAN)
            || lastMarker(bytes, JPEG_START_OF_SCAN) < 0) {
          throw cutOff(file, bytes.length);
        }
      }
      case WEBP -> {
        if (bytes.length < RIFF_HEADER_BYTES + littleEndian(bytes, 4)) {
          throw cutOff(file, bytes.length);
        }
      }
      case BMP -> {
        // Some programs leave the size of the file away, as 0.
        if (bytes.length < littleEndian(bytes, 2)) {
          throw cutOff(file, bytes.length);
        }
      }
      case GIF -> {
        int last = bytes.length - 1;
        while (last > 0 && bytes[last] == 0) {
          last--;
        }
        if (bytes[last] != GIF_TRAILER) {
          throw cutOff(file, bytes.length);
        }
      }
      default -> {
        // Their readers notice.
      }
    }
  }

  private static long littleEndian(byte[] bytes, int at) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at));
  }

  private static void requireWholePng(Path file, byte[] bytes) {
    ByteBuffer png = ByteBuffer.wrap(bytes).position(PNG_SIGNATURE_BYTES);
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
        throw new UserException(
            file + " is damaged: the checksum of the part at byte " + start + " is wrong",
            "fetch the file again, or delete it");
      }
      if (Arrays.equals(bytes, start + 4, start + 8, IEND, 0, IEND.length)) {
        return;
      }
    }
    throw cutOff(file, bytes.length);
  }

  private static int lastMarker(byte[] bytes, int marker) {
    for (int i = bytes.length - 2; i >= 0; i--) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) marker) {
        return i;
      }
    }
    return -1;
  }

  static UserException cutOff(Path file, int bytes) {
    return new UserException(
        file + " is cut off: the image goes on after byte " + bytes,
        "fetch the file again, or delete it");
  }
}
