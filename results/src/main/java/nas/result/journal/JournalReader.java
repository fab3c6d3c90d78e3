package nas.result.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nas.result.ResultException;
import nas.result.io.FileProblem;

/**
 * Reads journals, strictly: a record is returned only if its line is whole and follows the earlier
 * ones.
 *
 * <p>The one damage that a killed process can do, an unfinished last line, is reported and can be
 * repaired; all other damage is refused.
 */
public final class JournalReader {

  /** Longest line that can be a journal line, in bytes. */
  static final int GREATEST_LINE_BYTES = 1 << 20;

  private JournalReader() {}

  /**
   * Reads a journal without changing it; a file that does not exist is an empty journal.
   *
   * @throws JournalException if a line is damaged, missing or foreign
   * @throws ResultException if the file cannot be read
   */
  public static Journal read(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Journal(List.of(), Optional.empty());
    }
    if (!Files.isRegularFile(file)) {
      throw new ResultException(
          "Cannot read the journal " + file + ": it is not a file", "move it away");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(new Lines(in, file), file);
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private static Journal read(Lines lines, Path file) throws IOException {
    List<TrialRecord> trials = new ArrayList<>();
    long offset = 0;
    while (true) {
      byte[] line = lines.next(trials.size() + 1);
      if (lines.whole()) {
        trials.add(decode(line, file, trials));
        offset += line.length + 1;
      } else if (line.length == 0) {
        return new Journal(trials, Optional.empty());
      } else {
        checkTornEnd(line, file, trials.size());
        Journal.TornEnd tornEnd = new Journal.TornEnd(trials.size() + 1, offset, line.length);
        return new Journal(trials, Optional.of(tornEnd));
      }
    }
  }

  /** Cuts a file into lines; buffered streams read it byte by byte, under a lock for each. */
  private static final class Lines {

    private final InputStream in;
    private final Path file;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private boolean whole;

    Lines(InputStream in, Path file) {
      this.in = in;
      this.file = file;
    }

    /** Returns whether a newline followed the last line. */
    boolean whole() {
      return whole;
    }

    /** Returns the next line without its newline, or the rest of the file. */
    byte[] next(int number) throws IOException {
      int scanned = start;
      while (true) {
        while (scanned < end && buffer[scanned] != '\n') {
          scanned++;
        }
        if (scanned - start > GREATEST_LINE_BYTES) {
          throw new JournalException(
              file,
              number,
              "the line is longer than " + GREATEST_LINE_BYTES + " bytes, so it is no journal line",
              advice(number));
        }
        whole = scanned < end;
        if (whole) {
          byte[] line = Arrays.copyOfRange(buffer, start, scanned);
          start = scanned + 1;
          return line;
        }
        scanned -= start;
        if (!fill()) {
          byte[] rest = Arrays.copyOfRange(buffer, start, end);
          start = end;
          return rest;
        }
      }
    }

    /** Moves the begun line to the front and reads on; false at the end of the file. */
    private boolean fill() throws IOException {
      end -= start;
      System.arraycopy(buffer, start, buffer, 0, end);
      start = 0;
      if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * end);
      }
      int read = in.read(buffer, end, buffer.length - end);
      end += Math.max(read, 0);
      return read > 0;
    }
  }

  private static TrialRecord decode(byte[] line, Path file, List<TrialRecord> earlier) {
    int number = earlier.size() + 1;
    try {
      TrialRecord trial = JournalLine.decode(line);
      String problem = TrialConsistency.problem(trial, earlier);
      if (problem != null) {
        throw new JournalException(file, number, problem, advice(number));
      }
      return trial;
    } catch (JournalLine.BadLineException e) {
      throw new JournalException(file, number, e.problem(), advice(number));
    }
  }

  /**
   * Refuses a last line that no killed process can have left, so that a repair never cuts a file
   * that is not ours. Zero bytes are what some file systems leave after a power failure.
   */
  private static void checkTornEnd(byte[] end, Path file, int due) {
    int written = end.length;
    while (written > 0 && end[written - 1] == 0) {
      written--;
    }
    byte[] head =
        ("{\"trial\":" + due + ",\"architecture\":\"").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < Math.min(written, head.length); i++) {
      if (end[i] != head[i]) {
        throw new JournalException(
            file,
            due + 1,
            "the line has no end and does not begin as trial " + due + " would",
            advice(due + 1));
      }
    }
  }

  private static String advice(int line) {
    return "restore the file from a copy, or "
        + (line == 1 ? "delete it" : "cut it before line " + line)
        + " and run again: trials from there on are evaluated anew";
  }

  /**
   * Cuts off an unfinished last line, if there is one; the trial it was for is evaluated again.
   *
   * @return what was cut off
   * @throws JournalException if there is any other damage; the file is left as it is
   * @throws ResultException if the file cannot be read or written
   */
  public static Optional<Journal.TornEnd> repair(Path file) {
    Optional<Journal.TornEnd> tornEnd = read(file).tornEnd();
    if (tornEnd.isPresent()) {
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        out.setLength(tornEnd.get().offset());
        out.getFD().sync();
      } catch (IOException e) {
        throw FileProblem.explain("repair", file, e);
      }
    }
    return tornEnd;
  }
}
