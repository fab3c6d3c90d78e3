package nas.core.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import nas.core.UserException;

/**
 * A text file that grows by whole lines. It begins with a head, if there is one, that says what it
 * holds under which circumstances. A last line without its end is what a dying process left; it is
 * never taken for a line.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class LineLog {

  private static final int CHUNK_BYTES = 1 << 16;

  private final Path file;
  private final byte[] head;
  private final int longestLine;
  private long end;
  private int lines;

  /**
   * Creates a log that has read nothing yet.
   *
   * @param head the first lines; empty if there are none
   * @param longestLine bytes of the longest line that can be one
   */
  public LineLog(Path file, byte[] head, int longestLine) {
    this.file = file;
    this.head = head.clone();
    this.longestLine = longestLine;
  }

  /** Takes what is read. */
  public interface Reader {

    /**
     * Takes a line.
     *
     * @param number from 1, lines of the head included
     * @param line without its end
     */
    void line(int number, byte[] line);

    /**
     * Returns the error for a file that begins otherwise.
     *
     * @param found what stands in the place of the head and some of what follows
     */
    UserException foreignHead(String found);

    /** Returns the error for a line that is too long. */
    UserException tooLong(int number);
  }

  /** Returns the path. */
  public Path file() {
    return file;
  }

  /** Returns the length in bytes of what was read: the head and whole lines. */
  public long end() {
    return end;
  }

  /**
   * Reads the lines that follow those read before; all if the file has become shorter. Nothing is
   * read behind a head that is not whole, as a process leaves it that dies at once.
   *
   * @return what follows the last whole line
   */
  public byte[] readNew(Reader reader) throws IOException {
    if (Files.size(file) < end) {
      restart();
    }
    try (InputStream in = Files.newInputStream(file)) {
      Lines rest = new Lines(in);
      if (end > 0) {
        in.skipNBytes(end);
      } else if (!rest.skipHead(reader)) {
        return new byte[0];
      }
      while (true) {
        byte[] line = rest.next(reader);
        if (!rest.whole) {
          return line;
        }
        reader.line(lines + 1, line);
        end += line.length + 1;
        lines++;
      }
    }
  }

  /** Forgets what was read. */
  public void restart() {
    end = 0;
    lines = 0;
  }

  /**
   * Appends lines behind those read, of a file to which nobody else appends, and forces them to the
   * disk; what a dying process left half written goes.
   *
   * @throws IOException if they cannot be written; the file is then as before
   */
  public void append(byte[] sealedLines) throws IOException {
    try (LineAppender out = LineAppender.open(file, head, SyncPolicy.EVERY_LINE)) {
      out.cut(end);
      out.append(sealedLines);
      if (end == 0) {
        lines = newlines(head);
      }
      end = out.length();
    }
    lines += newlines(sealedLines);
  }

  private static int newlines(byte[] text) {
    int count = 0;
    for (byte c : text) {
      count += c == '\n' ? 1 : 0;
    }
    return count;
  }

  /** Cuts a stream into lines; buffered streams read it byte by byte, under a lock for each. */
  private final class Lines {

    private final InputStream in;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int start;
    private int filled;

    /** Whether a line end followed the last line. */
    private boolean whole;

    Lines(InputStream in) {
      this.in = in;
    }

    /** Skips the head; false if it is cut short. */
    boolean skipHead(Reader reader) throws IOException {
      boolean more = true;
      while (more && filled < head.length + CHUNK_BYTES / 2) {
        more = fill();
      }
      int shared = Math.min(filled, head.length);
      if (!Arrays.equals(buffer, 0, shared, head, 0, shared)) {
        throw reader.foreignHead(new String(buffer, 0, filled, StandardCharsets.ISO_8859_1));
      }
      if (filled < head.length) {
        return false;
      }
      start = head.length;
      end = head.length;
      lines = newlines(head);
      return true;
    }

    /** Returns the next line without its end, or the rest of the file. */
    byte[] next(Reader reader) throws IOException {
      int scanned = start;
      while (true) {
        while (scanned < filled && buffer[scanned] != '\n') {
          scanned++;
        }
        if (scanned - start > longestLine) {
          throw reader.tooLong(lines + 1);
        }
        whole = scanned < filled;
        if (whole) {
          byte[] line = Arrays.copyOfRange(buffer, start, scanned);
          start = scanned + 1;
          return line;
        }
        scanned -= start;
        if (!fill()) {
          byte[] rest = Arrays.copyOfRange(buffer, start, filled);
          start = filled;
          return rest;
        }
      }
    }

    /** Moves the begun line to the front and reads on; false at the end of the file. */
    private boolean fill() throws IOException {
      filled -= start;
      System.arraycopy(buffer, start, buffer, 0, filled);
      start = 0;
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * filled);
      }
      int read = in.read(buffer, filled, buffer.length - filled);
      filled += Math.max(read, 0);
      return read > 0;
    }
  }
}
