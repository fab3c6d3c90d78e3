package nas.core.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The frame of a record of TFRecord files: its length (8 bytes, little-endian), the masked CRC-32C
 * of these bytes, its data, and the masked CRC-32C of the data.
 */
public final class TfRecordFrame {

  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecordFrame() {}

  /** Returns a record with its frame. */
  public static byte[] around(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(masked(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(masked(data, data.length));
    return record.array();
  }

  /**
   * Returns the CRC-32C of bytes, rotated right by 15 bits, plus a constant.
   *
   * @param length how many of them
   */
  public static int masked(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
