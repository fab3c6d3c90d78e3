package nas.result.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import nas.result.ResultException;

/** Says in words, and with advice, why a file could not be read or written. */
public final class FileProblem {

  private FileProblem() {}

  /**
   * Returns the error to show to a user.
   *
   * @param action what was tried, such as {@code write}
   * @param file the file it was tried on
   * @param cause what the operating system said
   */
  public static ResultException explain(String action, Path file, IOException cause) {
    String what = "Cannot " + action + " " + file + ": ";
    // Not every operating system error has a type of its own; these are known by their words only.
    String said = said(cause);
    String words = said.toLowerCase(Locale.ROOT);
    ResultException result;
    if (words.contains("no space left")
        || words.contains("not enough space")
        || words.contains("quota exceeded")) {
      result =
          new ResultException(
              what + "the disk is full", "free some space and run the same command again");
    } else if (words.contains("read-only file system")) {
      result =
          new ResultException(
              what + "the file system is read-only", "choose a folder on another disk");
    } else if (cause instanceof AccessDeniedException || words.contains("permission denied")) {
      result =
          new ResultException(
              what + "permission denied",
              "change the permissions of the folder or choose another one");
    } else if (isGone(file, cause, words)) {
      result =
          new ResultException(
              what + "its folder is gone",
              "it was removed or renamed while the program ran: leave it in place, and run again");
    } else if (cause instanceof NoSuchFileException) {
      result = new ResultException(what + "there is no such file", "check the path");
    } else if (cause instanceof FileAlreadyExistsException
        || cause instanceof NotDirectoryException
        || words.contains("not a directory")) {
      Path obstacle = obstacle(file);
      result =
          new ResultException(
              what + obstacle + " is a file, not a folder",
              "choose another folder or move that file away");
    } else {
      result = new ResultException(what + said, "");
    }
    result.initCause(cause);
    return result;
  }

  /** Says whether the folder of a file that was to be written is not there any more. */
  private static boolean isGone(Path file, IOException cause, String words) {
    Path folder = file.toAbsolutePath().getParent();
    boolean absent =
        cause instanceof NoSuchFileException
            || cause instanceof FileAlreadyExistsException
            || words.contains("no such file or directory");
    return absent && folder != null && !Files.exists(folder) && obstacle(file).equals(file);
  }

  private static String said(IOException cause) {
    if (cause instanceof FileSystemException problem && problem.getReason() != null) {
      return problem.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static Path obstacle(Path file) {
    for (Path at = file; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        return at;
      }
    }
    return file;
  }
}
