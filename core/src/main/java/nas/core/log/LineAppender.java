package nas.core.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Appends lines to a file, each call with one write, so that a killed process loses at most the
 * lines being written. What cannot be written whole is undone.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class LineAppender implements AutoCloseable {

  // Far behind the text: Windows keeps others from reading what is locked.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path file;
  private final byte[] head;
  private final SyncPolicy syncPolicy;
  // Not a FileChannel: that one closes itself when the writing thread is interrupted.
  private final RandomAccessFile out;
  private long lastSyncNanos = System.nanoTime();
  private boolean synced = true;

  private LineAppender(Path file, byte[] head, SyncPolicy syncPolicy, RandomAccessFile out) {
    this.file = file;
    this.head = head.clone();
    this.syncPolicy = syncPolicy;
    this.out = out;
  }

  /**
   * Opens a file to which nobody else appends; creates it.
   *
   * @param head what the file begins with: written before the first lines
   */
  public static LineAppender open(Path file, byte[] head, SyncPolicy syncPolicy)
      throws IOException {
    RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
    try {
      out.seek(out.length());
      return new LineAppender(file, head, syncPolicy, out);
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  /**
   * Opens a file to which other processes append, too: waits until none does, by a lock of the
   * operating system that is held until {@link #close}, and cuts off what a dying process left half
   * written. No other thread of this process may have the file open.
   */
  public static LineAppender openShared(Path file, byte[] head, SyncPolicy syncPolicy)
      throws IOException {
    LineAppender appender = open(file, head, syncPolicy);
    try {
      FileLock lock = appender.out.getChannel().lock(LOCKED_BYTE, 1, false);
      if (!lock.isValid()) {
        throw new IOException("the lock is lost");
      }
      appender.cut(appender.endOfLastLine());
      return appender;
    } catch (IOException e) {
      appender.out.close();
      throw e;
    }
  }

  /** Returns where the last whole line ends; 0 if the head is not whole. */
  private long endOfLastLine() throws IOException {
    long end = out.length();
    while (end > head.length) {
      out.seek(end - 1);
      if (out.read() == '\n') {
        return end;
      }
      end--;
    }
    return end == head.length ? end : 0;
  }

  /** Returns the length of the file in bytes. */
  public long length() throws IOException {
    return out.length();
  }

  /** Cuts the file to a length, unless it is shorter. */
  public void cut(long length) throws IOException {
    if (length < out.length()) {
      out.setLength(length);
      synced = false;
    }
    out.seek(length);
  }

  /**
   * Appends whole lines.
   *
   * @throws IOException if they cannot be written; the file is then as before
   */
  public void append(byte[] lines) throws IOException {
    long before = out.getFilePointer();
    try {
      out.write(before == 0 ? joined(head, lines) : lines);
    } catch (IOException e) {
      undo(before, e);
      throw e;
    }
    synced = false;
    if (System.nanoTime() - lastSyncNanos >= syncPolicy.atMostEvery().toNanos()) {
      sync();
    }
  }

  private static byte[] joined(byte[] head, byte[] lines) {
    byte[] both = Arrays.copyOf(head, head.length + lines.length);
    System.arraycopy(lines, 0, both, head.length, lines.length);
    return both;
  }

  private void undo(long length, IOException cause) {
    try {
      out.setLength(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Forces what is written to the disk. */
  private void sync() throws IOException {
    if (!Files.exists(file)) {
      // What is written into a file that was removed is lost when the program ends.
      throw new NoSuchFileException(file.toString());
    }
    out.getFD().sync();
    lastSyncNanos = System.nanoTime();
    synced = true;
  }

  /** Forces what is written to the disk, unless that is never wanted, and closes the file. */
  @Override
  public void close() throws IOException {
    try (out) {
      if (!synced && !syncPolicy.equals(SyncPolicy.NEVER) && out.getFD().valid()) {
        sync();
      }
    }
  }
}
