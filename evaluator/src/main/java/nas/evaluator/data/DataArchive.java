package nas.evaluator.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * A data set as its authors publish it: one compressed tar archive.
 *
 * @param name name of the data set and of its {@link DataPlugin}
 * @param source where the archive lies
 * @param md5 the checksum that its authors state, lower-case hexadecimal
 * @param files the files of it that are needed; they all lie in one folder of the archive
 */
public record DataArchive(String name, URI source, String md5, List<String> files) {

  /** Bytes that no file of these data sets has. */
  private static final long MOST_FILE_BYTES = 1L << 28;

  private static final int BLOCK = 512;

  /** The data sets of <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the CIFAR page</a>. */
  public static final List<DataArchive> ALL =
      List.of(
          new DataArchive(
              "cifar10",
              URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
              "c32a1d4ab5d03f1284b67883e8d87530",
              List.of(
                  "data_batch_1.bin",
                  "data_batch_2.bin",
                  "data_batch_3.bin",
                  "data_batch_4.bin",
                  "data_batch_5.bin",
                  "test_batch.bin")),
          new DataArchive(
              "cifar100",
              URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
              "03b5dce01913d631647c71ecec9e9cb8",
              List.of("train.bin", "test.bin", "fine_label_names.txt")));

  /** Copies the list. */
  public DataArchive {
    files = List.copyOf(files);
  }

  /**
   * Downloads the archive.
   *
   * @param to the file to write
   * @throws DataException if it cannot be had
   * @throws InterruptedException if the thread is interrupted
   */
  public void download(Path to) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(source).GET().build();
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    try {
      HttpResponse<Path> response = client.send(request, HttpResponse.BodyHandlers.ofFile(to));
      if (response.statusCode() != 200) {
        throw unavailable("the server answers " + response.statusCode());
      }
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      throw unavailable(reason.equals("null") ? e.getClass().getSimpleName() : reason);
    }
  }

  private DataException unavailable(String reason) {
    return new DataException(
        source + " cannot be fetched: " + reason,
        "fetch it on a machine with a network, and give the file with --from");
  }

  /**
   * Checks an archive and unpacks the files that are needed.
   *
   * <p>Whatever paths the archive states, only the names of these files count, and they are written
   * into the given folder and nowhere else.
   *
   * @param archive the file
   * @param folder where the files go; it is created
   * @throws DataException if it is not the published archive, or cannot be read or written
   */
  public void unpack(Path archive, Path folder) {
    requirePublished(archive);
    Set<String> missing = new TreeSet<>(files);
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16)) {
      Files.createDirectories(folder);
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        String path = text(header, 0, 100);
        long size = Long.parseLong(text(header, 124, 12).strip(), 8);
        if (size < 0 || size > MOST_FILE_BYTES) {
          throw new DataException(archive + ": " + path + " has " + size + " bytes", "");
        }
        byte[] content = in.readNBytes((int) size);
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (missing.remove(file)) {
          Path part = folder.resolve(file + ".part");
          Files.write(part, content);
          Files.move(part, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new DataException(
          archive + " cannot be unpacked into " + folder + ": " + e.getMessage(),
          "check the permissions and the free space of the disk");
    } catch (NumberFormatException e) {
      throw new DataException(archive + " is no tar archive", "fetch " + source);
    }
    if (!missing.isEmpty()) {
      throw new DataException(archive + " lacks " + String.join(", ", missing), "fetch " + source);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }

  private void requirePublished(Path archive) {
    String found;
    try (DigestInputStream in =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(archive)),
            MessageDigest.getInstance("MD5"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      found = HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw DataFiles.unreadable(archive, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    if (!found.equals(md5)) {
      throw new DataException(
          archive + " is not the published archive: its MD5 is " + found + ", not " + md5,
          "fetch " + source + " again");
    }
  }
}
