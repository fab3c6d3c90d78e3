package nas.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes colour profiles out of files whose readers would change the stored colours by them. */
final class ColourProfiles {

  private static final int RIFF_HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int PROFILE_CHUNK = fourCharacters("ICCP");
  private static final int FEATURES_CHUNK = fourCharacters("VP8X");
  private static final int UNKNOWN_CHUNK = fourCharacters("none");
  private static final byte PROFILE_FLAG = 0x20;

  private ColourProfiles() {}

  /** Returns a file without its colour profile; the same array if nothing has to be taken out. */
  static byte[] without(byte[] file, ImageFormat format) {
    return switch (format) {
      case JPEG -> JpegHeader.withoutProfiles(file);
      case WEBP -> withoutChunk(file);
      default -> file;
    };
  }

  /** Renames the chunk of a WebP file (RFC 9649, 2.7), and says that there is none. */
  private static byte[] withoutChunk(byte[] file) {
    byte[] plain = file.clone();
    ByteBuffer chunks = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    int at = RIFF_HEADER_BYTES;
    while (at + CHUNK_HEADER_BYTES < plain.length) {
      int name = chunks.getInt(at);
      if (name == PROFILE_CHUNK) {
        chunks.putInt(at, UNKNOWN_CHUNK);
      } else if (name == FEATURES_CHUNK) {
        plain[at + CHUNK_HEADER_BYTES] &= ~PROFILE_FLAG;
      }
      long next = at + CHUNK_HEADER_BYTES + Integer.toUnsignedLong(chunks.getInt(at + 4));
      at = (int) Math.min(plain.length, next + next % 2);
    }
    return plain;
  }

  private static int fourCharacters(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }
}
