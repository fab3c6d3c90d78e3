package nas.core.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The contents of one member of a zip archive, compared with the length and the CRC-32 that the
 * archive states as soon as their end is read. Java's own stream compares neither.
 */
public final class ZipMember extends FilterInputStream {

  private final ZipEntry entry;
  private final CRC32 crc = new CRC32();
  private long count;

  private ZipMember(ZipFile zip, ZipEntry entry) throws IOException {
    super(new ExpandedStream(zip.getInputStream(entry), entry.getCompressedSize()));
    this.entry = entry;
  }

  /**
   * Opens the only member whose name has an ending.
   *
   * @throws ZipException if there is none, or several
   */
  public static ZipMember open(ZipFile zip, String ending) throws IOException {
    ZipEntry found = null;
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (entry.getName().endsWith(ending)) {
        if (found != null) {
          throw new ZipException("the archive has several members ..." + ending);
        }
        found = entry;
      }
    }
    if (found == null) {
      throw new ZipException("the archive has no member ..." + ending);
    }
    return new ZipMember(zip, found);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read < 0) {
      compare();
    } else {
      crc.update(bytes, offset, read);
      count += read;
    }
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    return readNBytes((int) Math.min(wanted, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void compare() throws ZipException {
    if (count != entry.getSize()) {
      throw new ZipException(
          entry.getName() + " has " + count + " bytes, the archive says " + entry.getSize());
    }
    if (crc.getValue() != entry.getCrc()) {
      throw new ZipException(entry.getName() + " does not fit its checksum");
    }
  }
}
