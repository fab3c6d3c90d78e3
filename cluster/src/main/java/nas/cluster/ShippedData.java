package nas.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import nas.core.UserException;
import nas.core.file.FileDigest;

/**
 * A file or folder that is copied to the machines of a cluster, in an archive (ZIP) in which it has
 * its own name.
 *
 * @param path where it is on the machine of the run, as the experiment says
 * @param archive name of the archive
 * @param sha256 checksum of the archive, lower-case hexadecimal
 */
record ShippedData(String path, String archive, String sha256) implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Packs it.
   *
   * @param source a file, or a folder with all that is below it
   * @param folder where to leave the archive
   * @throws UserException if it cannot be read, or the archive not be written
   */
  static ShippedData pack(Path source, Path folder) {
    if (!Files.exists(source)) {
      throw new UserException(
          "There are no data at %s to be copied to the cluster".formatted(source),
          "check the path, or leave --ship-data out where they are on its machines");
    }
    try {
      Path packed = Files.createTempFile(folder, "packing-", ".zip");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(packed));
          Stream<Path> below = Files.walk(source)) {
        // Images do not become smaller.
        zip.setLevel(Deflater.BEST_SPEED);
        Path base = source.toAbsolutePath().normalize();
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          Path inside = base.relativize(file.toAbsolutePath().normalize());
          String name = base.getFileName() + (inside.toString().isEmpty() ? "" : "/" + inside);
          zip.putNextEntry(new ZipEntry(name.replace(java.io.File.separatorChar, '/')));
          Files.copy(file, zip);
        }
      }
      String sha256 = sha256(packed);
      String name = "nas-data-" + sha256 + ".zip";
      Files.move(packed, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      return new ShippedData(source.toString(), name, sha256);
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          "The data at %s cannot be packed for the cluster: %s".formatted(source, e.getMessage()),
          "see that they can be read, and that there is room in " + folder);
    }
  }

  private static String sha256(Path file) throws IOException {
    return FileDigest.of(FileDigest.Kind.SHA_256, file).digits();
  }

  /**
   * Unpacks it.
   *
   * @param copy the archive, as it arrived
   * @param folder an empty one
   * @return where it is now
   * @throws UserException if it is not as it was sent, or there is no room
   */
  Path unpack(Path copy, Path folder) {
    try {
      if (!sha256(copy).equals(sha256)) {
        throw new UserException(
            "The data of %s did not arrive as they were sent".formatted(path),
            "start the run again, and see that the machines of the cluster have room on their disks");
      }
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(copy))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          Path file = folder.resolve(entry.getName()).normalize();
          if (!file.startsWith(folder)) {
            throw new IOException("a path leads out of the archive: " + entry.getName());
          }
          Path parent = file.getParent();
          if (parent != null) {
            Files.createDirectories(parent);
          }
          Files.copy(zip, file);
        }
      }
      return folder.resolve(
          String.valueOf(Path.of(path).toAbsolutePath().normalize().getFileName()));
    } catch (IOException e) {
      throw new UserException(
          "The data of %s cannot be unpacked: %s".formatted(path, e.getMessage()),
          "see that the machines of the cluster have room on their disks");
    }
  }

  /** Removes a folder with all that is below it, as far as that goes. */
  static void remove(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      List<Path> all = below.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException left) {
      // It is in the folder for temporary files.
    }
  }
}
