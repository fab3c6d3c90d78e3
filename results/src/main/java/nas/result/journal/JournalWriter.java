package nas.result.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;

/**
 * Appends trials to a journal, each with one write, so that a killed process loses at most the line
 * being written.
 *
 * <p>Whoever writes holds the lock of the run folder. Not safe for use by several threads at once.
 */
public final class JournalWriter implements AutoCloseable {

  private final Path file;
  // Not a FileChannel: that one closes itself when the writing thread is interrupted.
  private final RandomAccessFile out;
  private final SyncPolicy syncPolicy;
  private final Optional<SearchIdentity> identity;
  private final List<TrialRecord> trials;
  private Optional<SearchEnd> end;
  private long lastSyncNanos = System.nanoTime();
  private boolean synced = true;
  private boolean failed;

  JournalWriter(
      Path file,
      RandomAccessFile out,
      Optional<SearchIdentity> identity,
      Journal journal,
      SyncPolicy syncPolicy) {
    this.file = file;
    this.out = out;
    this.identity = identity;
    this.trials = new ArrayList<>(journal.trials());
    this.end = journal.end();
    this.syncPolicy = syncPolicy;
  }

  /** Opens a journal to append to that is to say nothing of its search that it does not say yet. */
  public static JournalWriter open(Path file, SyncPolicy syncPolicy) {
    return open(file, Optional.empty(), syncPolicy);
  }

  /**
   * Opens a journal to append to; creates the file and the folders above it.
   *
   * @param identity what a journal begins with in which nothing stands yet; others stay as they are
   * @throws UserException if the journal is damaged, also if only its end is torn
   * @throws UserException if the file cannot be written
   */
  public static JournalWriter open(
      Path file, Optional<SearchIdentity> identity, SyncPolicy syncPolicy) {
    Journal journal = JournalReader.read(file);
    if (journal.tornEnd().isPresent()) {
      throw UserException.at(
          file,
          journal.tornEnd().get().line(),
          "the line was not written to its end",
          "repair the journal first");
    }
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
      try {
        out.seek(out.length());
      } catch (IOException e) {
        out.close();
        throw e;
      }
      return new JournalWriter(file, out, identity, journal, syncPolicy);
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
  }

  /** Returns the trials of the journal so far, those appended included; a view. */
  public List<TrialRecord> trials() {
    return Collections.unmodifiableList(trials);
  }

  /**
   * Appends a trial; the time it started at is kept to the millisecond. The line that says why the
   * search had ended, if there is one, goes: the search goes on.
   *
   * @throws IllegalArgumentException if the trial cannot follow the earlier ones
   * @throws UserException if the line cannot be written; the writer can no longer be used
   */
  public void append(TrialRecord trial) {
    String problem = TrialConsistency.problem(trial, trials);
    if (problem != null) {
      throw new IllegalArgumentException(file + ": " + problem);
    }
    byte[] line = JournalLine.encode(trial);
    checkReadable(line, "trial " + trials.size());
    write(line);
    trials.add(trial);
    end = Optional.empty();
  }

  /**
   * Says as the last line why the search has ended; nothing is written if the journal says so.
   *
   * @throws IllegalArgumentException if it does not name the number of trials in the journal
   * @throws UserException if the line cannot be written; the writer can no longer be used
   */
  public void end(SearchEnd ended) {
    if (ended.trials() != trials.size()) {
      throw new IllegalArgumentException(file + ": not after " + ended.trials() + " trials");
    }
    if (end.equals(Optional.of(ended))) {
      return;
    }
    byte[] line = SearchLines.encode(ended);
    checkReadable(line, "the end");
    write(line);
    end = Optional.of(ended);
  }

  /** Writes a line, after the identity if it is the first, in place of the end if there is one. */
  private void write(byte[] line) {
    if (failed) {
      throw new IllegalStateException("an earlier write to " + file + " failed");
    }
    try {
      dropEnd();
      long before = out.getFilePointer();
      try {
        out.write(before == 0 && identity.isPresent() ? withIdentity(line) : line);
      } catch (IOException e) {
        undo(before, e);
        throw e;
      }
      synced = false;
      if (System.nanoTime() - lastSyncNanos >= syncPolicy.atMostEvery().toNanos()) {
        sync();
      }
    } catch (IOException e) {
      failed = true;
      throw FileProblem.explain("write", file, e);
    }
  }

  private void dropEnd() throws IOException {
    if (end.isPresent()) {
      long length = out.length() - SearchLines.encode(end.get()).length;
      out.setLength(length);
      out.seek(length);
      end = Optional.empty();
    }
  }

  private byte[] withIdentity(byte[] line) {
    byte[] first = SearchLines.encode(identity.orElseThrow());
    byte[] both = Arrays.copyOf(first, first.length + line.length);
    System.arraycopy(line, 0, both, first.length, line.length);
    return both;
  }

  private void checkReadable(byte[] line, String what) {
    if (line.length > JournalReader.GREATEST_LINE_BYTES) {
      throw new IllegalArgumentException(file + ": " + what + " is too long");
    }
    try {
      JournalLine.decode(Arrays.copyOf(line, line.length - 1));
    } catch (JournalLine.BadLineException e) {
      throw new IllegalArgumentException(file + ": " + what + ": " + e.problem(), e);
    }
  }

  private void undo(long length, IOException cause) {
    try {
      out.setLength(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void sync() throws IOException {
    if (!Files.exists(file)) {
      // What is written into a file that was removed is lost when the program ends.
      throw new NoSuchFileException(file.toString());
    }
    out.getFD().sync();
    lastSyncNanos = System.nanoTime();
    synced = true;
  }

  /**
   * Forces what is written to the disk and closes the file.
   *
   * @throws UserException if that fails
   */
  @Override
  public void close() {
    try (out) {
      if (!synced && out.getFD().valid()) {
        sync();
      }
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
  }
}
