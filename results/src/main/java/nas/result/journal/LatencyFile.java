package nas.result.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.zip.CRC32C;
import nas.core.UserException;
import nas.core.file.FileProblem;

/**
 * What was measured of networks by the wall clock in a run, so that it is measured once only: a
 * text file whose head says under which circumstances, with a line for each network.
 *
 * <pre>
 * # nas latencies 1
 * # processors=8
 * network,milliseconds,crc32c
 * |none~0|+|none~0|none~1|+|none~0|none~1|none~2|,1.20375,0f3c9a11
 * </pre>
 *
 * <p>A line is on the disk when {@link #add} returns. One that a dying process left half written is
 * not read, and cut off by the next addition. Whoever adds holds the lock of the run folder. Not
 * safe for use by several threads at once.
 */
public final class LatencyFile {

  private static final String MAGIC = "# nas latencies 1\n";
  private static final String COLUMNS = "network,milliseconds,crc32c\n";
  private static final int CRC_LENGTH = 1 + 8;
  private static final long LONGEST_FILE = 1L << 30;
  private static final String RESTORE =
      "restore the file from a copy, or choose another folder for a new run";

  private final Path file;
  private final byte[] head;
  private final Map<String, Double> known = new LinkedHashMap<>();

  /** Where the next line goes; 0 while the head is not written. */
  private long end;

  private LatencyFile(Path file, byte[] head) {
    this.file = file;
    this.head = head;
  }

  /**
   * Reads the file, if it is there.
   *
   * @param circumstances all that the values depend on but the network
   * @throws UserException if it is damaged, or holds values of other circumstances
   */
  public static LatencyFile open(Path file, SortedMap<String, String> circumstances) {
    StringBuilder head = new StringBuilder(MAGIC);
    circumstances.forEach(
        (key, value) ->
            head.append("# ").append(plain(key)).append('=').append(plain(value)).append('\n'));
    head.append(COLUMNS);
    LatencyFile opened = new LatencyFile(file, head.toString().getBytes(StandardCharsets.US_ASCII));
    if (Files.exists(file)) {
      opened.decode(bytes(file));
    }
    return opened;
  }

  /**
   * Reads the file whatever its circumstances, to show what it holds; it cannot be added to.
   *
   * @throws UserException if it is missing or damaged
   */
  public static LatencyFile read(Path file) {
    if (!Files.exists(file)) {
      throw new UserException("There is no file " + file, RESTORE);
    }
    byte[] bytes = bytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int columns = text.indexOf("\n" + COLUMNS);
    int length = columns < 0 ? bytes.length : columns + 1 + COLUMNS.length();
    if (!text.startsWith(MAGIC.substring(0, Math.min(MAGIC.length(), length)))) {
      throw beginning(file);
    }
    LatencyFile read = new LatencyFile(file, Arrays.copyOf(bytes, length));
    read.decode(bytes);
    return read;
  }

  /** Returns the path. */
  public Path path() {
    return file;
  }

  /** Returns how many networks are known. */
  public int size() {
    return known.size();
  }

  /** Returns what was measured of a network in milliseconds, NaN included, if it was. */
  public OptionalDouble find(String network) {
    Double value = known.get(plain(network));
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static byte[] bytes(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
        throw new UserException(file + " is not a file of latencies", RESTORE);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private void decode(byte[] bytes) {
    int shared = Math.min(bytes.length, head.length);
    if (!Arrays.equals(bytes, 0, shared, head, 0, shared)) {
      throw foreign(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    if (bytes.length < head.length) {
      // A process died while it wrote the head, before anything was decided.
      return;
    }
    end = head.length;
    int number = (int) new String(head, StandardCharsets.US_ASCII).lines().count();
    for (int start = head.length, at = start; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        decode(++number, Arrays.copyOfRange(bytes, start, at));
        start = at + 1;
        end = start;
      }
    }
  }

  private static UserException beginning(Path file) {
    return UserException.at(file, 1, "a file of latencies does not begin like this", RESTORE);
  }

  private UserException foreign(String found) {
    if (!found.startsWith(MAGIC)) {
      return beginning(file);
    }
    String[] expected = new String(head, StandardCharsets.US_ASCII).split("\n", -1);
    String[] lines = found.split("\n", -1);
    int line = 0;
    while (line < expected.length - 1
        && line < lines.length - 1
        && lines[line].equals(expected[line])) {
      line++;
    }
    return UserException.at(
        file,
        line + 1,
        "its latencies were measured on another machine or other networks: it says '"
            + plain(lines[line].length() > 200 ? lines[line].substring(0, 200) : lines[line])
            + "' where this run says '"
            + expected[line]
            + "'",
        "go on where they were measured, or choose another folder for a new run");
  }

  private void decode(int number, byte[] line) {
    int body = line.length - CRC_LENGTH;
    String crc = body < 0 ? "" : new String(line, body, CRC_LENGTH, StandardCharsets.ISO_8859_1);
    if (body < 0 || !crc.equals("," + crc(line, body))) {
      throw UserException.at(
          file, number, "the line is damaged: its checksum does not fit", RESTORE);
    }
    String text = new String(line, 0, body, StandardCharsets.US_ASCII);
    int comma = text.lastIndexOf(',');
    try {
      String network = text.substring(0, comma);
      if (known.putIfAbsent(network, Double.parseDouble(text.substring(comma + 1))) != null) {
        throw UserException.at(
            file, number, "the network " + network + " stands here a second time", RESTORE);
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw UserException.at(
          file, number, "the line is not written the way this program writes it", RESTORE);
    }
  }

  /**
   * Adds a network, to the file first.
   *
   * @param milliseconds NaN: it cannot be measured
   * @throws IllegalArgumentException if it is known already
   * @throws UserException if it cannot be written; the file is then as before
   */
  public void add(String network, double milliseconds) {
    String name = plain(network);
    if (known.containsKey(name)) {
      throw new IllegalArgumentException(network + " is known already");
    }
    byte[] body = (name + "," + milliseconds).getBytes(StandardCharsets.US_ASCII);
    byte[] line =
        (name + "," + milliseconds + "," + crc(body, body.length) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    // Not a FileChannel: that one closes itself when the writing thread is interrupted.
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      write(out, line);
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
    known.put(name, milliseconds);
  }

  private void write(RandomAccessFile out, byte[] line) throws IOException {
    byte[] text = end > 0 ? line : Arrays.copyOf(head, head.length + line.length);
    if (end == 0) {
      System.arraycopy(line, 0, text, head.length, line.length);
    }
    out.setLength(end);
    out.seek(end);
    try {
      out.write(text);
      out.getFD().sync();
    } catch (IOException e) {
      out.setLength(end);
      throw e;
    }
    end += text.length;
  }

  private static String crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Returns a text in printable ASCII that CSV need not quote, other characters as codes. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c > '~' || c == '%' || c == ',' || c == '"') {
                plain.append('%').append(HexFormat.of().toHexDigits((char) c));
              } else {
                plain.append((char) c);
              }
            });
    return plain.toString();
  }
}
