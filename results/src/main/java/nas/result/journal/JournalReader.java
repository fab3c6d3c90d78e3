package nas.result.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.log.LineAppender;
import nas.core.log.LineLog;
import nas.core.log.SyncPolicy;

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
    LineLog log = new LineLog(file, new byte[0], GREATEST_LINE_BYTES);
    Contents contents = new Contents(file);
    try {
      byte[] torn = log.readNew(contents);
      if (torn.length == 0) {
        return contents.journal(Optional.empty());
      }
      contents.checkTornEnd(torn);
      return contents.journal(
          Optional.of(new Journal.TornEnd(contents.due(), log.end(), torn.length)));
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  /** What has been read of a file, and what may follow. */
  static final class Contents implements LineLog.Reader {

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

    @Override
    public UserException foreignHead(String found) {
      throw new IllegalStateException("journals have no head");
    }

    @Override
    public UserException tooLong(int number) {
      return refused(
          "the line is longer than " + GREATEST_LINE_BYTES + " bytes, so it is no journal line");
    }

    @Override
    public void line(int number, byte[] line) {
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
      try (LineAppender out = LineAppender.open(file, new byte[0], SyncPolicy.EVERY_LINE)) {
        out.cut(tornEnd.get().offset());
      } catch (IOException e) {
        throw FileProblem.explain("repair", file, e);
      }
    }
    return tornEnd;
  }
}
