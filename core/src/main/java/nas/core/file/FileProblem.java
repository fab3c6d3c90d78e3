package nas.core.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;
import nas.core.UserException;

/** Says in words, and with advice, why a file could not be read or written. */
public final class FileProblem {

  private static final String GET_AGAIN = "get it again";

  private FileProblem() {}

  /**
   * What went wrong.
   *
   * @param words without the name of the file
   * @param advice without the leading "Maybe"; empty if there is nothing to say
   */
  private record Reason(String words, String advice) {}

  /**
   * Returns the error to show to a user.
   *
   * @param action what was tried, such as {@code write}
   * @param file the file it was tried on
   * @param cause what the operating system said
   */
  public static UserException explain(String action, Path file, IOException cause) {
    Reason reason = reason(action, file, cause);
    UserException result =
        new UserException("Cannot " + action + " " + file + ": " + reason.words(), reason.advice());
    result.initCause(cause);
    return result;
  }

  private static Reason reason(String action, Path file, IOException cause) {
    // Not every operating system error has a type of its own; these are known by their words only.
    String said = said(cause);
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("no space left")
        || words.contains("not enough space")
        || words.contains("quota exceeded")) {
      return new Reason("the disk is full", "free some space and run the same command again");
    } else if (words.contains("read-only file system")) {
      return new Reason("the file system is read-only", "choose a folder on another disk");
    } else if (cause instanceof AccessDeniedException || words.contains("permission denied")) {
      return new Reason(
          "permission denied", "change the permissions of the folder or choose another one");
    } else if (!action.startsWith("read") && isGone(file, cause, words)) {
      return new Reason(
          "its folder is gone",
          "it was removed or renamed while the program ran: leave it in place, and run again");
    } else if (cause instanceof NoSuchFileException) {
      return new Reason("there is no such file", "check the path");
    } else if (cause instanceof FileAlreadyExistsException
        || cause instanceof NotDirectoryException
        || words.contains("not a directory")) {
      return new Reason(
          obstacle(file) + " is a file, not a folder",
          "choose another folder or move that file away");
    } else if (words.contains("is a directory")) {
      return new Reason("it is a folder", "name a file in it");
    }
    return ofContents(cause, said);
  }

  private static Reason ofContents(IOException cause, String said) {
    if (cause instanceof EOFException || said.contains("Unexpected end of")) {
      return new Reason("it ends in the middle of its compressed data: it was cut off", GET_AGAIN);
    } else if (cause instanceof CharacterCodingException) {
      return new Reason("it is not a text in UTF-8", "you meant another file");
    } else if (cause instanceof ZipException || said.contains("zip")) {
      return new Reason("it is damaged: " + said, GET_AGAIN);
    }
    return new Reason(said, "");
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
