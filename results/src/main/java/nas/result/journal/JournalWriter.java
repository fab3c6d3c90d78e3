package nas.result.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.log.LineAppender;
import nas.core.log.SyncPolicy;

/**
 * Appends trials to a journal, each with one write, so that a killed process loses at most the line
 * being written.
 *
 * <p>Whoever writes holds the lock of the run folder. Not safe for use by several threads at once.
 */
public final class JournalWriter implements AutoCloseable {

  private final Path file;
  private final LineAppender out;
  private final List<TrialRecord> trials;
  private Optional<SearchEnd> end;
  private boolean failed;

  JournalWriter(Path file, LineAppender out, Journal journal) {
    this.file = file;
    this.out = out;
    this.trials = new ArrayList<>(journal.trials());
    this.end = journal.end();
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
      byte[] head = identity.map(SearchLines::encode).orElse(new byte[0]);
      return new JournalWriter(file, LineAppender.open(file, head, syncPolicy), journal);
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
    checkReadable(line, "trial " + trials.size(), Optional.of(trial));
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
    checkReadable(line, "the end", Optional.empty());
    write(line);
    end = Optional.of(ended);
  }

  /** Writes a line, after the identity if it is the first, in place of the end if there is one. */
  private void write(byte[] line) {
    if (failed) {
      throw new IllegalStateException("an earlier write to " + file + " failed");
    }
    try {
      if (end.isPresent()) {
        out.cut(out.length() - SearchLines.encode(end.get()).length);
        end = Optional.empty();
      }
      out.append(line);
    } catch (IOException e) {
      failed = true;
      throw FileProblem.explain("write", file, e);
    }
  }

  /**
   * Makes sure that a line can be read.
   *
   * @param trial what it must read as; empty: that it reads is enough
   */
  private void checkReadable(byte[] line, String what, Optional<TrialRecord> trial) {
    if (line.length > JournalReader.GREATEST_LINE_BYTES) {
      throw new IllegalArgumentException(file + ": " + what + " is too long");
    }
    if (trial.isPresent() && JournalLine.readsAs(line, trial.get())) {
      return;
    }
    try {
      JournalLine.decode(Arrays.copyOf(line, line.length - 1));
    } catch (JournalLine.BadLineException e) {
      throw new IllegalArgumentException(file + ": " + what + ": " + e.problem(), e);
    }
  }

  /**
   * Forces what is written to the disk and closes the file.
   *
   * @throws UserException if that fails
   */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
  }
}
