package nas.core.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.UserException;

/**
 * Files that are replaced as a whole: a reader sees the old content or the new, never a half.
 *
 * <p>The new content is written beside the file under a name that no other process and no other
 * thread uses, and takes the place of the old by one rename. If that fails, as on a full disk,
 * nothing of it stays. A link is followed; what is no file, such as {@code /dev/stdout}, is written
 * to as it is.
 */
public final class WholeFile {

  /** The name ends in the id of the process and, since some version, in random digits. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.([0-9]{1,18})(-[0-9a-f]{8})?\\.tmp");

  /** Part of the name; file systems allow 255 bytes for all. */
  private static final int LONGEST_NAME = 40;

  private WholeFile() {}

  /** What is written. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Looks at what was written before it takes the place of the old content. */
  @FunctionalInterface
  public interface Inspection {
    /** Throws what is wrong with it, an unchecked exception. */
    void inspect(Path written) throws IOException;
  }

  /**
   * Writes a text in UTF-8.
   *
   * @throws UserException if the file cannot be written; the old content is still there
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes; folders above the file are created.
   *
   * @throws UserException if the file cannot be written; the old content is still there
   */
  public static void write(Path file, byte[] content) {
    write(file, out -> out.write(content));
  }

  /**
   * Writes what is produced while it is written; folders above the file are created.
   *
   * @throws UserException if the file cannot be written; the old content is still there
   */
  public static void write(Path file, Content content) {
    try {
      replace(file, content);
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
  }

  /**
   * Does the same for callers with words of their own.
   *
   * @throws IOException if the file cannot be written; the old content is still there
   */
  public static void replace(Path file, Content content) throws IOException {
    replace(file, content, written -> {});
  }

  /**
   * Does the same, and has the new content inspected while the old one is still there.
   *
   * @throws IOException if the file cannot be written; the old content is still there
   */
  public static void replace(Path file, Content content, Inspection inspection) throws IOException {
    Path target = file.toAbsolutePath();
    if (target.getParent() != null) {
      Files.createDirectories(target.getParent());
    }
    if (Files.exists(target)) {
      target = target.toRealPath();
      if (!Files.isRegularFile(target) && !Files.isDirectory(target)) {
        try (OutputStream out = Files.newOutputStream(target)) {
          content.writeTo(out);
        }
        return;
      }
    }
    removeLeftOversOf(target);
    Path temporary = temporary(target);
    try {
      writeNew(temporary, content);
      inspection.inspect(temporary);
      move(temporary, target);
    } catch (IOException | RuntimeException | Error e) {
      discard(temporary, e);
      throw e;
    }
  }

  private static Path temporary(Path target) {
    String random = UUID.randomUUID().toString().substring(0, 8);
    return target.resolveSibling(
        beginning(target) + ProcessHandle.current().pid() + "-" + random + ".tmp");
  }

  private static String beginning(Path target) {
    String name = String.valueOf(target.getFileName());
    return "." + name.substring(0, Math.min(name.length(), LONGEST_NAME)) + ".";
  }

  /** Deletes what processes that were killed while they wrote the same file have left. */
  private static void removeLeftOversOf(Path target) {
    try {
      deleteLeftOvers(target.resolveSibling(""), beginning(target));
    } catch (IOException e) {
      // They only take room; what is to be written does not depend on them.
    }
  }

  private static void deleteLeftOvers(Path folder, String beginning) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> String.valueOf(file.getFileName()).startsWith(beginning) && isLeftOver(file))) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void writeNew(Path temporary, Content content) throws IOException {
    // Not a FileChannel: that one closes itself when the writing thread is interrupted.
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      content.writeTo(out);
      out.getFD().sync();
    }
  }

  private static void discard(Path temporary, Throwable problem) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException second) {
      problem.addSuppressed(second);
    }
  }

  /**
   * Deletes what processes that were killed while they wrote into a folder have left there.
   *
   * @throws UserException if the folder cannot be read or a file not be deleted
   */
  public static void removeLeftOvers(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      deleteLeftOvers(folder, "");
    } catch (IOException e) {
      throw FileProblem.explain("clean", folder, e);
    }
  }

  /** Says whether a file was being written by a process that has ended since. */
  public static boolean isLeftOver(Path file) {
    Matcher name = TEMPORARY.matcher(String.valueOf(file.getFileName()));
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
