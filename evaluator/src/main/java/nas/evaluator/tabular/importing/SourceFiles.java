package nas.evaluator.tabular.importing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.file.InputFile;
import nas.evaluator.tabular.ImportedFile;

/** Opens what benchmarks are imported from. */
final class SourceFiles {

  private SourceFiles() {}

  /** Opens a file; one that begins as gzip does is decompressed. */
  static InputStream open(Path file) {
    try {
      return InputFile.open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static UserException unreadable(Path file, IOException failure) {
    String reason =
        failure instanceof EOFException
            ? "it ends in the middle of its compressed data"
            : failure.getMessage();
    UserException refused =
        failure instanceof NoSuchFileException
            ? new UserException("There is no file " + file, "check the path")
            : Files.isDirectory(file)
                ? new UserException(file + " is a folder", "name a file in it")
                : new UserException(
                    file + " cannot be read" + (reason == null ? "" : ": " + reason),
                    "fetch it again; it may be cut off or damaged");
    refused.initCause(failure);
    return refused;
  }

  /** Returns the checksum of a file; of a folder, that of the names and checksums of its files. */
  static ImportedFile checksum(Path path) {
    try {
      String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
      if (!Files.isDirectory(path)) {
        Sha256 digest = new Sha256();
        long size = digest.add(path);
        return new ImportedFile(name, digest.hex(), size);
      }
      Sha256 all = new Sha256();
      long size = 0;
      List<Path> files;
      try (Stream<Path> listed = Files.list(path)) {
        files = listed.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        Sha256 digest = new Sha256();
        size += digest.add(file);
        all.add(digest.hex() + "  " + file.getFileName() + "\n");
      }
      return new ImportedFile(name, all.hex(), size);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
