package nas.result.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import nas.result.ResultException;
import nas.result.io.FileProblem;

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
  private final List<TrialRecord> trials;
  private long lastSyncNanos = System.nanoTime();
  private boolean synced = true;
  private boolean failed;

  JournalWriter(Path file, RandomAccessFile out, List<TrialRecord> trials, SyncPolicy syncPolicy) {
    this.file = file;
    this.out = out;
    this.trials = new ArrayList<>(trials);
    this.syncPolicy = syncPolicy;
  }

  /**
   * Opens a journal to append to; creates the file and the folders above it.
   *
   * @throws JournalException if the journal is damaged, also if only its end is torn
   * @throws ResultException if the file cannot be written
   */
  public static JournalWriter open(Path file, SyncPolicy syncPolicy) {
    Journal journal = JournalReader.read(file);
    if (journal.tornEnd().isPresent()) {
      throw new JournalException(
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
      return new JournalWriter(file, out, journal.trials(), syncPolicy);
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
  }

  /** Returns the trials of the journal so far, those appended included; a view. */
  public List<TrialRecord> trials() {
    return Collections.unmodifiableList(trials);
  }

  /**
   * Appends a trial; the time it started at is kept to the millisecond.
   *
   * @throws IllegalArgumentException if the trial cannot follow the earlier ones
   * @throws ResultException if the line cannot be written; the journal is as before, and the writer
   *     can no longer be used
   */
  public void append(TrialRecord trial) {
    if (failed) {
      throw new IllegalStateException("an earlier write to " + file + " failed");
    }
    String problem = TrialConsistency.problem(trial, trials);
    if (problem != null) {
      throw new IllegalArgumentException(file + ": " + problem);
    }
    byte[] line = JournalLine.encode(trial);
    checkReadable(line);
    try {
      long before = out.getFilePointer();
      try {
        out.write(line);
      } catch (IOException e) {
        failed = true;
        undo(before, e);
        throw e;
      }
      trials.add(trial);
      synced = false;
      if (System.nanoTime() - lastSyncNanos >= syncPolicy.atMostEvery().toNanos()) {
        sync();
      }
    } catch (IOException e) {
      failed = true;
      throw FileProblem.explain("write", file, e);
    }
  }

  private void checkReadable(byte[] line) {
    if (line.length > JournalReader.GREATEST_LINE_BYTES) {
      throw new IllegalArgumentException(file + ": trial " + trials.size() + " is too long");
    }
    try {
      JournalLine.decode(Arrays.copyOf(line, line.length - 1));
    } catch (JournalLine.BadLineException e) {
      throw new IllegalArgumentException(file + ": trial " + trials.size() + ": " + e.problem(), e);
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
    out.getFD().sync();
    lastSyncNanos = System.nanoTime();
    synced = true;
  }

  /**
   * Forces what is written to the disk and closes the file.
   *
   * @throws ResultException if that fails
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
