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
import nas.core.UserException;
import nas.core.file.FileProblem;

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
   * @throws UserException if a line is damaged, missing or foreign
   * @throws UserException if the file cannot be read
   */
  public static Journal read(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Journal.EMPTY;
    }
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "Cannot read the journal " + file + ": it is not a file", "move it away");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(new Lines(in, file), file);
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private static Journal read(Lines lines, Path file) throws IOException {
    Contents contents = new Contents(file);
    long offset = 0;
    while (true) {
      byte[] line = lines.next(contents.due());
      if (lines.whole()) {
        contents.add(line);
        offset += line.length + 1;
      } else if (line.length == 0) {
        return contents.journal(Optional.empty());
      } else {
        contents.checkTornEnd(line);
        return contents.journal(
            Optional.of(new Journal.TornEnd(contents.due(), offset, line.length)));
      }
    }
  }

  /** What has been read of a file, and what may follow. */
  private static final class Contents {

    private final Path file;
    private Optional<SearchIdentity> identity = Optional.empty();
    private final List<TrialRecord> trials = new ArrayList<>();
    private Optional<SearchEnd> end = Optional.empty();

    Contents(Path file) {
      this.file = file;
    }

    /** Returns the number of the next line, from 1. */
    int due() {
      return trials.size() + 1 + (identity.isPresent() ? 1 : 0) + (end.isPresent() ? 1 : 0);
    }

    Journal journal(Optional<Journal.TornEnd> tornEnd) {
      return new Journal(identity, trials, end, tornEnd);
    }

    void add(byte[] line) {
      try {
        JournalEntry entry = JournalLine.decode(line);
        if (end.isPresent()) {
          throw refused("the line stands after the end of the search");
        }
        if (entry instanceof TrialRecord trial) {
          String problem = TrialConsistency.problem(trial, trials);
          if (problem != null) {
            throw refused(problem);
          }
          trials.add(trial);
        } else if (entry instanceof SearchEnd stated) {
          if (stated.trials() != trials.size()) {
            throw refused(
                "the search ended after " + stated.trials() + " trials, not " + trials.size());
          }
          end = Optional.of(stated);
        } else if (entry instanceof SearchIdentity stated) {
          if (due() > 1) {
            throw refused("the line that says which search this is must be the first");
          }
          identity = Optional.of(stated);
        }
      } catch (JournalLine.BadLineException e) {
        throw refused(e.problem());
      }
    }

    private UserException refused(String problem) {
      return UserException.at(file, due(), problem, advice(due()));
    }

    /**
     * Refuses a last line that no killed process can have left, so that a repair never cuts a file
     * that is not ours. Zero bytes are what some file systems leave after a power failure.
     */
    void checkTornEnd(byte[] torn) {
      int written = torn.length;
      while (written > 0 && torn[written - 1] == 0) {
        written--;
      }
      String begun = new String(torn, 0, written, StandardCharsets.ISO_8859_1);
      String trial = "{\"trial\":" + trials.size() + ",\"architecture\":\"";
      List<String> heads =
          due() == 1
              ? List.of(SearchLines.IDENTITY_HEAD, trial, SearchLines.END_HEAD)
              : end.isPresent() ? List.of("") : List.of(trial, SearchLines.END_HEAD);
      if (heads.stream().noneMatch(head -> begins(begun, head))) {
        throw refused(
            "the line has no end and does not begin as trial " + trials.size() + " would");
      }
    }

    private static boolean begins(String begun, String head) {
      int compared = Math.min(begun.length(), head.length());
      return begun.regionMatches(0, head, 0, compared) && (!head.isEmpty() || begun.isEmpty());
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
          throw UserException.at(
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

  private static String advice(int line) {
    return "restore the file from a copy, or "
        + (line == 1 ? "delete it" : "cut it before line " + line)
        + " and run again: trials from there on are evaluated anew";
  }

  /**
   * Cuts off an unfinished last line, if there is one; the trial it was for is evaluated again.
   *
   * @return what was cut off
   * @throws UserException if there is any other damage; the file is left as it is
   * @throws UserException if the file cannot be read or written
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
