package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.TfRecordFrame;

/**
 * Reads the records of a TFRecord file: each has its length (8 bytes, little-endian), the masked
 * CRC-32C of these bytes, its data, and the masked CRC-32C of the data.
 */
final class TfRecords implements AutoCloseable {

  private static final int MOST_BYTES = 1 << 24;

  private final Path file;
  private final InputStream input;
  private long offset;
  private int record;

  TfRecords(Path file) {
    this.file = file;
    input = SourceFiles.open(file);
  }

  /** Returns the data of the next record, or nothing at the end. */
  Optional<byte[]> next() {
    try {
      byte[] head = input.readNBytes(Long.BYTES + Integer.BYTES);
      if (head.length == 0) {
        return Optional.empty();
      }
      if (head.length < Long.BYTES + Integer.BYTES) {
        throw problem("the file is cut off within the length of a record");
      }
      ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
      if (TfRecordFrame.masked(head, Long.BYTES) != numbers.getInt(Long.BYTES)) {
        throw problem("the checksum of the record's length is wrong");
      }
      long length = numbers.getLong(0);
      if (length < 0 || length > MOST_BYTES) {
        throw problem("the record would have " + length + " bytes");
      }
      byte[] data = input.readNBytes((int) length);
      byte[] crc = input.readNBytes(Integer.BYTES);
      if (crc.length < Integer.BYTES) {
        throw problem("the file is cut off within a record");
      }
      int stated = ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (TfRecordFrame.masked(data, data.length) != stated) {
        throw problem("the checksum of the record is wrong");
      }
      record++;
      offset += head.length + length + crc.length;
      return Optional.of(data);
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  /** Returns a problem with the record that was read last, or, while one is read, with that. */
  UserException problem(String words) {
    return new UserException(
        file + ": record " + (record + 1) + ", about byte " + offset + ": " + words,
        "fetch the file again; it may be cut off, damaged or of another kind");
  }

  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }
}
