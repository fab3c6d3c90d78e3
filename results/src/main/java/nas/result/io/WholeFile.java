package nas.result.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.result.ResultException;

/** Files that are replaced as a whole: a reader sees the old content or the new, never a half. */
public final class WholeFile {

  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.([0-9]{1,18})\\.tmp");

  private WholeFile() {}

  /**
   * Writes a text in UTF-8.
   *
   * @throws ResultException if the file cannot be written; the old content is still there
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes; folders above the file are created.
   *
   * @throws ResultException if the file cannot be written; the old content is still there
   */
  public static void write(Path file, byte[] content) {
    Path target = file.toAbsolutePath();
    // The process id keeps two processes that write the same report from mixing their halves.
    Path temporary =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      if (target.getParent() != null) {
        Files.createDirectories(target.getParent());
      }
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        out.write(content);
        out.getFD().sync();
      }
      move(temporary, target);
    } catch (IOException e) {
      ResultException problem = FileProblem.explain("write", file, e);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException second) {
        problem.addSuppressed(second);
      }
      throw problem;
    }
  }

  /**
   * Deletes what processes that were killed while they wrote into a folder have left there.
   *
   * @throws ResultException if the folder cannot be read or a file not be deleted
   */
  public static void removeLeftOvers(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(WholeFile::isLeftOver).toList()) {
        Files.deleteIfExists(file);
      }
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

  /**
   * Reads a text in UTF-8.
   *
   * @throws ResultException if the file cannot be read or is not UTF-8
   */
  public static String read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ResultException(
          "Cannot read " + file + ": it is not a text in UTF-8", "restore it from a copy");
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }
}
