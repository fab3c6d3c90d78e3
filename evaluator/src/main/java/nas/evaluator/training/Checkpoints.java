package nas.evaluator.training;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.Seeds;

/**
 * Where trainings leave their checkpoints: one file each in one folder, written aside and moved
 * into place, so that there is a whole one at any time.
 *
 * <p>A checkpoint only saves time: a training that cannot use or write one ends with the same
 * numbers. So none of this ever fails. A file that is foreign, cut off, damaged or unreadable is
 * left out of account, and where none can be written (no permission, disk full) the training goes
 * on without; each is said once in a notice. Nothing is forced to the disk: a checkpoint outlives
 * the process, not always the machine.
 *
 * <p>Safe for use by several threads, also by two that train the same.
 */
public final class Checkpoints {

  private static final String ENDING = ".checkpoint";

  /** Ends the name of a file that is being written, behind the number of the process that does. */
  private static final String UNFINISHED = ".unfinished";

  private static final Pattern WRITER = Pattern.compile("\\.([0-9]{1,18})\\" + UNFINISHED + "$");

  /** How often a folder is made that others remove. */
  private static final int TRIES = 5;

  private static final Checkpoints NONE = new Checkpoints(Optional.empty(), notice -> {}, false);

  private final Optional<Path> folder;
  private final Consumer<String> notices;
  private final boolean held;

  /** Trainings that have succeeded, of which the checkpoints are held. */
  private final Set<String> ended = new LinkedHashSet<>();

  private boolean writable = true;

  private Checkpoints(Optional<Path> folder, Consumer<String> notices, boolean held) {
    this.folder = folder;
    this.notices = notices;
    this.held = held;
  }

  /** Returns what keeps nothing. */
  public static Checkpoints none() {
    return NONE;
  }

  /**
   * Keeps checkpoints in a folder.
   *
   * @param folder is made when the first is written, and removed with the last; other processes of
   *     this machine may use it, too
   * @param notices takes sentences about checkpoints that cannot be used or written
   */
  public static Checkpoints in(Path folder, Consumer<String> notices) {
    return new Checkpoints(Optional.of(folder), notices, false);
  }

  /**
   * Keeps checkpoints in a folder, as {@link #in}, but those of trainings that have succeeded until
   * {@link #release()}, when what they led to is safe; so there is one after the last epoch, too.
   */
  public static Checkpoints heldIn(Path folder, Consumer<String> notices) {
    return new Checkpoints(Optional.of(folder), notices, true);
  }

  /** Removes the checkpoints of the trainings that have succeeded. */
  public synchronized void release() {
    List<String> released = List.copyOf(ended);
    ended.clear();
    released.forEach(this::remove);
  }

  /** Says whether any training has left a checkpoint in a folder. */
  public static boolean areIn(Path folder) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + ENDING)) {
      return left.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  /** Says whether the checkpoint of a training outlives its success. */
  boolean held() {
    return held;
  }

  /** Removes the checkpoint of a training that has succeeded, unless it is held. */
  synchronized void succeeded(String training) {
    if (held) {
      ended.add(training);
    } else {
      remove(training);
    }
  }

  /** Says whether anything is kept. */
  boolean kept() {
    return folder.isPresent();
  }

  /** Returns the file of a training. */
  private static Path file(Path folder, String training) {
    return folder.resolve(String.format(Locale.ROOT, "%016x", Seeds.hash(training)) + ENDING);
  }

  /** Returns the checkpoint of a training, if there is one that can be used. */
  synchronized Optional<Checkpoint> find(String training) {
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return Optional.empty();
    }
    Path file = file(folder.get(), training);
    try {
      Checkpoint checkpoint = Checkpoint.of(Files.readAllBytes(file));
      if (checkpoint.training().equals(training)) {
        return Optional.of(checkpoint);
      }
      unusable(file, "is the checkpoint of another training");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      unusable(file, "cannot be read: " + e.getMessage());
    } catch (Checkpoint.DamagedException e) {
      unusable(file, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private void unusable(Path file, String problem) {
    notices.accept(file + " " + problem + "; the network is trained from the start.");
  }

  /** Writes a checkpoint in place of the former one of the same training. */
  synchronized void keep(Checkpoint checkpoint) {
    if (folder.isEmpty() || !writable) {
      return;
    }
    Path target = file(folder.get(), checkpoint.training());
    Path aside =
        target.resolveSibling(
            target.getFileName() + "." + ProcessHandle.current().pid() + UNFINISHED);
    try {
      write(aside, checkpoint.bytes());
      move(aside, target);
    } catch (IOException e) {
      writable = false;
      discard(aside);
      notices.accept(
          "No checkpoint can be written to "
              + folder.get()
              + " ("
              + reason(e)
              + "); trainings go on without, and would start anew after an interruption.");
    }
  }

  private static void write(Path aside, byte[] bytes) throws IOException {
    Path parent = Objects.requireNonNull(aside.getParent());
    for (int tries = 1; true; tries++) {
      try {
        Files.createDirectories(parent);
        sweep(parent);
        Files.write(aside, bytes);
        return;
      } catch (NoSuchFileException removed) {
        // By another process, with its last checkpoint, between the two.
        if (tries == TRIES) {
          throw removed;
        }
      }
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "a file stands in its place";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : String.valueOf(e.getMessage());
  }

  private static void move(Path aside, Path target) throws IOException {
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what killed processes were writing. */
  private static void sweep(Path folder) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : left) {
        if (!isWritten(file)) {
          discard(file);
        }
      }
    } catch (IOException | DirectoryIteratorException removed) {
      // By another process, with all that was in it.
    }
  }

  /** Says whether the process is there that writes a file. */
  private static boolean isWritten(Path unfinished) {
    Matcher name = WRITER.matcher(String.valueOf(unfinished.getFileName()));
    return name.find()
        && ProcessHandle.of(Long.parseLong(name.group(1)))
            .map(ProcessHandle::isAlive)
            .orElse(false);
  }

  /** Removes the checkpoint of a training that has ended, and the folder with the last. */
  synchronized void remove(String training) {
    folder.ifPresent(
        path -> {
          discard(file(path, training));
          if (Files.isDirectory(path)) {
            sweep(path);
            discard(path);
          }
        });
  }

  /** Deletes a file, or a folder if it is empty. */
  private static void discard(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // What stays is left out of account, or written over.
    }
  }
}
