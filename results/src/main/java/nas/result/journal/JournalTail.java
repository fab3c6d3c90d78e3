package nas.result.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.log.LineLog;
import org.jspecify.annotations.Nullable;

/**
 * Follows a journal that another process writes: every look reads only the lines that are new.
 *
 * <p>A journal can also become shorter, as when its search is given more budget and the line of its
 * end goes, or be replaced; it is then read from the beginning. A line that is being written is not
 * taken for one.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class JournalTail {

  private final Path file;
  private LineLog log;
  private JournalReader.Contents contents;
  private @Nullable Seen seen;
  private @Nullable UserException refused;
  private Journal journal = Journal.EMPTY;

  /** A file as it was at a look; with the same it need not be read. */
  private record Seen(@Nullable Object key, long bytes, FileTime modified) {}

  /** Creates a tail that has read nothing yet. */
  public JournalTail(Path file) {
    this.file = file;
    this.log = log();
    this.contents = new JournalReader.Contents(file);
  }

  private LineLog log() {
    return new LineLog(file, new byte[0], JournalReader.GREATEST_LINE_BYTES);
  }

  /** Returns what stood in the journal at the last look. */
  public Journal journal() {
    return journal;
  }

  /**
   * Reads what is new; a file that is not there yet is an empty journal.
   *
   * @return whether the journal is another than before
   * @throws UserException if a line is damaged, missing or foreign, or the file cannot be read or
   *     was removed; the journal stays as it was at the last look
   */
  public boolean look() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Seen now = new Seen(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
      if (now.equals(seen)) {
        if (refused != null) {
          throw refused;
        }
        return false;
      }
      boolean replaced = seen != null && !Objects.equals(seen.key(), now.key());
      if (replaced || now.bytes() < log.end()) {
        restart();
      }
      seen = now;
      refused = null;
      return readNew();
    } catch (NoSuchFileException absent) {
      if (journal.equals(Journal.EMPTY)) {
        return false;
      }
      restart();
      seen = null;
      refused = null;
      throw new UserException("The journal " + file + " was removed", "restore it from a copy");
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private void restart() {
    log = log();
    contents = new JournalReader.Contents(file);
  }

  private boolean readNew() throws IOException {
    long before = log.end();
    try {
      log.readNew(contents);
    } catch (UserException foreign) {
      // If it became shorter and grew again since the last look, this was no line's beginning.
      restart();
      readAgain();
      before = -1;
    }
    if (log.end() == before) {
      return false;
    }
    journal = contents.journal(Optional.empty());
    return true;
  }

  private void readAgain() throws IOException {
    try {
      log.readNew(contents);
    } catch (UserException damaged) {
      restart();
      refused = damaged;
      throw damaged;
    }
  }
}
