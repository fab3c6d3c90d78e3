package nas.evaluator.tabular;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a benchmark file is laid out; all numbers are little-endian.
 *
 * <pre>
 *  0 magic                       8 bytes
 *  8 version of the format       int
 * 12 bytes of the header         int
 * 16 bytes of the body           long
 * 24 CRC-32C of the header       int
 * 28 CRC-32C of the block CRCs   int
 * 32 SHA-256 of all other bytes but those of the last field
 * 64 rows                        int
 * 68 slots of the index          int
 * 72 CRC-32C of the bytes 0..71  int
 * 76 header: JSON in UTF-8, then zeros up to a multiple of 16
 *    body: index, keys, columns, each at a multiple of 16
 *    one CRC-32C, an int, for each 64 KiB of the body
 * </pre>
 *
 * <p>A slot of the index is empty (16 zeros) or holds the {@link KeyHash} of a key (long, int) and
 * its row plus one (int). A key is looked for from the slot {@code floor(first / 2^64 x slots)},
 * unsigned, to the next empty one.
 */
final class FileLayout {

  static final byte[] MAGIC = {(byte) 0x89, 'N', 'A', 'S', 'B', '\r', '\n', 0x1a};
  static final int VERSION = 1;

  static final int VERSION_AT = 8;
  static final int HEADER_BYTES_AT = 12;
  static final int BODY_BYTES_AT = 16;
  static final int HEADER_CRC_AT = 24;
  static final int BLOCKS_CRC_AT = 28;
  static final int SHA256_AT = 32;
  static final int ROWS_AT = 64;
  static final int SLOTS_AT = 68;
  static final int PREFIX_CRC_AT = 72;
  static final int HEADER_AT = 76;

  static final int SHA256_BYTES = 32;
  static final int BLOCK_SHIFT = 16;
  static final int SLOT_BYTES = 16;

  private FileLayout() {}

  static long aligned(long offset) {
    return (offset + 15) & -16L;
  }

  static int blocks(long bodyBytes) {
    return (int) ((bodyBytes + (1 << BLOCK_SHIFT) - 1) >>> BLOCK_SHIFT);
  }

  static int firstSlot(long hash, int slots) {
    return (int) (((hash >>> 32) * slots) >>> 32);
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
