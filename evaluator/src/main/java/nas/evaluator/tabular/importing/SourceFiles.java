package nas.evaluator.tabular.importing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.InputFile;
import nas.evaluator.tabular.ImportedFile;

/** Opens what benchmarks are imported from. */
final class SourceFiles {

  private static final int BUFFER = 1 << 16;

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
        MessageDigest digest = sha256();
        long size = digest(path, digest);
        return new ImportedFile(name, HexFormat.of().formatHex(digest.digest()), size);
      }
      MessageDigest all = sha256();
      long size = 0;
      List<Path> files;
      try (Stream<Path> listed = Files.list(path)) {
        files = listed.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        MessageDigest digest = sha256();
        size += digest(file, digest);
        String line = HexFormat.of().formatHex(digest.digest()) + "  " + file.getFileName() + "\n";
        all.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return new ImportedFile(name, HexFormat.of().formatHex(all.digest()), size);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static long digest(Path file, MessageDigest digest) throws IOException {
    long size = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream input = Files.newInputStream(file)) {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
      }
    }
    return size;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
