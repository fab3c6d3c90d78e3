package nas.core.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a compressed file holds, as long as it is in proportion to the file: a few kilobytes that
 * stand for gigabytes are refused with an {@link IOException}.
 */
public final class ExpandedStream extends FilterInputStream {

  /**
   * Tables compress to a tenth or so; a thousandth is what compressors make of nothing but zeros.
   */
  private static final long MOST_RATIO = 200;

  private static final long ALWAYS_ALLOWED = 64L << 20;

  private final long compressedBytes;
  private final long most;
  private long count;

  /**
   * Creates the stream.
   *
   * @param expanded the decompressed data
   * @param compressedBytes how many bytes the data take in compressed form
   */
  public ExpandedStream(InputStream expanded, long compressedBytes) {
    super(expanded);
    this.compressedBytes = compressedBytes;
    most = ALWAYS_ALLOWED + MOST_RATIO * Math.max(0, compressedBytes);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    count(read);
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = in.skip(wanted);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long read) throws IOException {
    count += Math.max(0, read);
    if (count > most) {
      throw new IOException(
          "its "
              + compressedBytes
              + " compressed bytes stand for more than "
              + most
              + ", which no table does");
    }
  }
}
