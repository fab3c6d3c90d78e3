package nas.result.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nas.core.UserException;
import nas.core.file.FileProblem;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to write to a run folder, held through a lock of the operating system, so
 * that it ends with the process however that dies.
 *
 * <p>While it is held, no other code of this process may open the lock file: on POSIX systems the
 * lock is dropped when any handle of the file is closed.
 */
public final class RunLock implements AutoCloseable {

  // Far behind the text of the file: Windows keeps others from reading what is locked.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  // A look at the lock by another process takes it for a moment.
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLISECONDS = 20;

  // POSIX drops a lock when the process closes any handle of the file, so a file that this process
  // holds must not even be opened a second time.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;
  private boolean closed;

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static RunLock take(Path file) {
    Path key;
    try {
      key = key(file);
    } catch (IOException e) {
      throw FileProblem.explain("lock", file, e);
    }
    if (!HELD_HERE.add(key)) {
      throw refusal(file, OptionalLong.of(ProcessHandle.current().pid()));
    }
    boolean taken = false;
    try {
      RunLock lock = takeOpened(file, key);
      taken = true;
      return lock;
    } catch (IOException e) {
      throw FileProblem.explain("lock", file, e);
    } finally {
      if (!taken) {
        HELD_HERE.remove(key);
      }
    }
  }

  private static RunLock takeOpened(Path file, Path key) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      if (tryLock(channel, false) == null) {
        throw refusal(file, readProcessId(channel));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      taken = true;
      return new RunLock(key, channel);
    } catch (OverlappingFileLockException e) {
      throw refusal(file, OptionalLong.of(ProcessHandle.current().pid()));
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, shared);
      if (lock != null || attempt == ATTEMPTS) {
        return lock;
      }
      try {
        Thread.sleep(PAUSE_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  private static UserException refusal(Path file, OptionalLong process) {
    String who =
        process.isPresent() && process.getAsLong() > 0
            ? "Process " + process.getAsLong()
            : "Another process";
    return new UserException(
        who + " is running in " + file.toAbsolutePath().getParent() + " (it holds " + file + ")",
        "wait until it ends, stop it, or use another run folder");
  }

  static OptionalLong holder(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return OptionalLong.empty();
      }
      if (HELD_HERE.contains(key(file))) {
        return OptionalLong.of(ProcessHandle.current().pid());
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        FileLock lock = tryLock(channel, true);
        if (lock == null) {
          OptionalLong process = readProcessId(channel);
          return process.isPresent() ? process : OptionalLong.of(0);
        }
        lock.release();
        return OptionalLong.empty();
      } catch (OverlappingFileLockException e) {
        return OptionalLong.of(ProcessHandle.current().pid());
      }
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private static Path key(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
  }

  private static OptionalLong readProcessId(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    String words = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return words.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(words))
        : OptionalLong.empty();
  }

  /** Gives the lock back. The file stays, because removing it would let two others both win. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      channel.truncate(0);
    } catch (IOException e) {
      // The lock is gone with the channel; only the text in the file is out of date.
      return;
    } finally {
      HELD_HERE.remove(key);
    }
  }
}
