package nas.result.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.log.LineLog;
import nas.core.log.LogText;

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
  private static final char SEPARATOR = ',';

  /** What CSV would quote. */
  private static final String SPECIAL = ",\"";

  private static final int LONGEST_LINE = 1 << 20;
  private static final long LONGEST_FILE = 1L << 30;
  private static final String RESTORE =
      "restore the file from a copy, or choose another folder for a new run";

  private final Path file;
  private final String head;
  private final LineLog log;
  private final Map<String, Double> known = new LinkedHashMap<>();

  private LatencyFile(Path file, String head) {
    this.file = file;
    this.head = head;
    log = new LineLog(file, head.getBytes(StandardCharsets.US_ASCII), LONGEST_LINE);
  }

  /**
   * Reads the file, if it is there.
   *
   * @param circumstances all that the values depend on but the network
   * @throws UserException if it is damaged, or holds values of other circumstances
   */
  public static LatencyFile open(Path file, SortedMap<String, String> circumstances) {
    LatencyFile opened =
        new LatencyFile(file, LogText.head(MAGIC, circumstances, SPECIAL) + COLUMNS);
    if (Files.exists(file)) {
      requireText(file);
      opened.readAll();
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
    requireText(file);
    LatencyFile read = new LatencyFile(file, head(file));
    read.readAll();
    return read;
  }

  /** Returns the head of a file, whatever its circumstances are. */
  private static String head(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
    int columns = text.indexOf("\n" + COLUMNS);
    String head = columns < 0 ? text : text.substring(0, columns + 1 + COLUMNS.length());
    if (!head.startsWith(MAGIC.substring(0, Math.min(MAGIC.length(), head.length())))) {
      throw beginning(file);
    }
    return head;
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

  private static void requireText(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
        throw new UserException(file + " is not a file of latencies", RESTORE);
      }
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private void readAll() {
    try {
      log.readNew(new Contents());
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  /** Takes what stands in the file. */
  private final class Contents implements LineLog.Reader {

    @Override
    public void line(int number, byte[] line) {
      String text = LogText.unsealed(line, SEPARATOR).orElseThrow(() -> damaged(number));
      int comma = text.lastIndexOf(SEPARATOR);
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

    @Override
    public UserException foreignHead(String found) {
      return foreign(found);
    }

    @Override
    public UserException tooLong(int number) {
      return damaged(number);
    }
  }

  private UserException damaged(int number) {
    return UserException.at(
        file, number, "the line is damaged: its checksum does not fit", RESTORE);
  }

  private static UserException beginning(Path file) {
    return UserException.at(file, 1, "a file of latencies does not begin like this", RESTORE);
  }

  private UserException foreign(String found) {
    if (!found.startsWith(MAGIC)) {
      return beginning(file);
    }
    String[] expected = head.split("\n", -1);
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
    try {
      log.append(LogText.sealed(name + SEPARATOR + milliseconds, SEPARATOR));
    } catch (IOException e) {
      throw FileProblem.explain("write", file, e);
    }
    known.put(name, milliseconds);
  }

  /** Returns a text in printable ASCII that CSV need not quote, other characters as codes. */
  private static String plain(String text) {
    return LogText.escaped(text, SPECIAL);
  }
}
