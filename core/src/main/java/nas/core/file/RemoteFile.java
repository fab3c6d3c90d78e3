package nas.core.file;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that is published on the web.
 *
 * @param address where it lies
 * @param bytes how long it is, where that is known
 * @param digest its checksum, where one is known
 */
public record RemoteFile(URI address, OptionalLong bytes, Optional<FileDigest> digest) {

  /** Returns a file whose checksum is known, but not its size. */
  public static RemoteFile of(String address, String digest) {
    return new RemoteFile(
        URI.create(address), OptionalLong.empty(), Optional.of(FileDigest.parse(digest)));
  }

  /** Returns a file whose size and checksum are known. */
  public static RemoteFile of(String address, long bytes, String digest) {
    return new RemoteFile(
        URI.create(address), OptionalLong.of(bytes), Optional.of(FileDigest.parse(digest)));
  }

  /** Returns the name of the file in its address. */
  public String name() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
