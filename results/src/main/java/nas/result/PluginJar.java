package nas.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.file.FileProblem;

/**
 * A jar of plug-ins that a run was given.
 *
 * @param path where it was, absolute
 * @param sha256 SHA-256 of its content in lower-case hexadecimal digits; of a folder, that of the
 *     names and checksums of its files
 */
public record PluginJar(String path, String sha256) {

  /**
   * Returns the jar, or folder of classes, that is at a path now.
   *
   * @throws UserException if it cannot be read
   */
  public static PluginJar at(Path path) {
    try {
      return new PluginJar(
          path.toAbsolutePath().normalize().toString(),
          Files.isDirectory(path) ? ofFolder(path) : ofFile(path).hex());
    } catch (IOException unreadable) {
      throw FileProblem.explain("read", path, unreadable);
    }
  }

  /** Returns the name of its file. */
  public String file() {
    return path.replaceFirst(".*[/\\\\]", "");
  }

  /** Returns where it was, if the same bytes are still there. */
  public Optional<Path> stillThere() {
    try {
      Path known = Path.of(path);
      return Files.isReadable(known) && at(known).sha256().equals(sha256)
          ? Optional.of(known)
          : Optional.empty();
    } catch (InvalidPathException elsewhere) {
      // Written on another system, or in another locale.
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return path + " (SHA-256 " + sha256 + ")";
  }

  private static String ofFolder(Path folder) throws IOException {
    Sha256 digest = new Sha256();
    for (Path file : files(folder)) {
      String name = folder.relativize(file).toString();
      digest.add(name + "\0").add(ofFile(file).bytes());
    }
    return digest.hex();
  }

  private static Sha256 ofFile(Path file) throws IOException {
    Sha256 digest = new Sha256();
    digest.add(file);
    return digest;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
