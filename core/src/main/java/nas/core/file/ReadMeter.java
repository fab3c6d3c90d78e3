package nas.core.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts the bytes that a thread reads of files, so that another can show how far it is. */
public final class ReadMeter {

  private static final ThreadLocal<LongAdder> WATCHED = ThreadLocal.withInitial(LongAdder::new);

  private ReadMeter() {}

  /**
   * Returns what an action returns, which this thread does; the bytes that it reads are counted.
   */
  public static <T> T counting(LongAdder bytes, Supplier<T> action) {
    WATCHED.set(bytes);
    try {
      return action.get();
    } finally {
      WATCHED.remove();
    }
  }

  /** Returns a stream whose bytes are counted for the thread that opens it. */
  public static InputStream counted(InputStream raw) {
    LongAdder bytes = WATCHED.get();
    return new FilterInputStream(raw) {
      @Override
      public int read() throws IOException {
        int value = in.read();
        bytes.add(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        bytes.add(Math.max(0, read));
        return read;
      }
    };
  }
}
