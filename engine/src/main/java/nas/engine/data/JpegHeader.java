package nas.engine.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What the segments before the first scan of a JPEG file say (ITU-T T.81, annex B; T.872 for
 * Adobe's).
 *
 * @param components colour components of a pixel; 0 if no frame is found
 * @param adobeTransform Adobe's word about the colours, if there is one: 0 red, green, blue or CMYK
 *     as they are, 1 YCbCr, 2 YCCK
 */
record JpegHeader(int components, OptionalInt adobeTransform) {

  private static final int START_OF_SCAN = 0xda;
  private static final int PROFILE_SEGMENT = 0xe2;
  private static final int ADOBE_SEGMENT = 0xee;
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int ADOBE_TRANSFORM_OFFSET = 11;
  private static final int COMPONENTS_OFFSET = 5;

  /** Receives the segments, without their markers. */
  @FunctionalInterface
  private interface SegmentVisitor {
    /**
     * Visits a segment.
     *
     * @param marker its second byte
     * @param from where its marker begins
     * @param to where the next one begins
     */
    void visit(int marker, int from, int to);
  }

  /** Reads the header as far as it is sound. */
  static JpegHeader of(byte[] file) {
    int[] components = new int[1];
    int[] transform = {-1};
    walk(
        file,
        (marker, from, to) -> {
          int content = from + 4;
          if (isFrame(marker) && content + COMPONENTS_OFFSET < to) {
            components[0] = file[content + COMPONENTS_OFFSET] & 0xff;
          } else if (marker == ADOBE_SEGMENT
              && content + ADOBE_TRANSFORM_OFFSET < to
              && begins(file, content, ADOBE)) {
            transform[0] = file[content + ADOBE_TRANSFORM_OFFSET] & 0xff;
          }
        });
    return new JpegHeader(
        components[0], transform[0] < 0 ? OptionalInt.empty() : OptionalInt.of(transform[0]));
  }

  /** Returns the file without colour profiles, which would make a reader change stored colours. */
  static byte[] withoutProfiles(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    int[] copied = new int[1];
    walk(
        file,
        (marker, from, to) -> {
          if (marker == PROFILE_SEGMENT && begins(file, from + 4, PROFILE)) {
            kept.write(file, copied[0], from - copied[0]);
            copied[0] = to;
          }
        });
    if (copied[0] == 0) {
      return file;
    }
    kept.write(file, copied[0], file.length - copied[0]);
    return kept.toByteArray();
  }

  private static void walk(byte[] file, SegmentVisitor visitor) {
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        // Markers may be preceded by any number of these.
        at++;
        continue;
      }
      int to = at + 2 + Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(at + 2));
      if (marker == START_OF_SCAN || to > file.length) {
        return;
      }
      visitor.visit(marker, at, to);
      at = to;
    }
  }

  /** Says whether a marker begins a frame; 0xc4, 0xc8 and 0xcc in that range do not. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean begins(byte[] file, int from, byte[] text) {
    int to = from + text.length;
    return to <= file.length && Arrays.equals(file, from, to, text, 0, text.length);
  }
}
