package nas.proxy.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import nas.core.UserException;
import nas.proxy.Metric;
import nas.proxy.Score;

/**
 * Scores that survive the process: a folder with one text file for each set of circumstances under
 * which scores are the same numbers.
 *
 * <p>The file's name is a digest of the circumstances, and its head spells them out. Then follows
 * one line for each architecture measured, closed by the CRC-32C of what stands before it. Lines
 * are appended under a lock of the operating system, so that several processes may write to one
 * store; a line that a dying process left half written is cut off by the next that writes, and is
 * never read.
 *
 * <p>Safe for use by several threads.
 */
public final class ScoreStore {

  private static final String MAGIC = "# nas score store 1\n";
  private static final String SUFFIX = ".scores";
  private static final String SECONDS = "seconds=";
  private static final String UNDEFINED = "!";
  private static final int CRC_LENGTH = 1 + 8;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 1 << 20;
  // Far behind the text: Windows keeps others from reading what is locked.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  // Java refuses a second lock of one file in one process instead of waiting for it.
  private static final Object APPENDING = new Object();

  private final Optional<Path> file;
  private final byte[] head;
  private final Map<String, StoredScores> known = new HashMap<>();
  private long readBytes;
  private int readLines;

  private ScoreStore(Optional<Path> file, byte[] head) {
    this.file = file;
    this.head = head;
  }

  /** Returns a store that forgets everything with the process. */
  public static ScoreStore inMemory() {
    return new ScoreStore(Optional.empty(), new byte[0]);
  }

  /**
   * Opens the store of a folder for certain circumstances; nothing is written yet.
   *
   * @param circumstances everything that scores depend on but architecture, metric and version
   * @throws UserException if the file is there and is not what this class writes
   */
  public static ScoreStore open(Path folder, SortedMap<String, String> circumstances) {
    StringBuilder head = new StringBuilder(MAGIC);
    circumstances.forEach(
        (key, value) ->
            head.append("# ").append(escape(key)).append('=').append(escape(value)).append('\n'));
    byte[] bytes = head.toString().getBytes(StandardCharsets.US_ASCII);
    Path file = folder.resolve(digest(bytes).substring(0, 24) + SUFFIX);
    ScoreStore store = new ScoreStore(Optional.of(file), bytes);
    store.refresh();
    return store;
  }

  /** Returns the name under which a metric's scores are kept: name and version. */
  public static String label(Metric metric) {
    return metric.name() + "@" + metric.version();
  }

  /** Returns the file, if there is one on disk. */
  public Optional<Path> file() {
    return file;
  }

  /** Returns what is known of an architecture. */
  public synchronized Optional<StoredScores> find(String architecture) {
    return Optional.ofNullable(known.get(architecture));
  }

  /**
   * Reads what other processes have written meanwhile.
   *
   * @throws UserException if the file is damaged
   */
  public synchronized void refresh() {
    if (file.isEmpty() || !Files.exists(file.get())) {
      readBytes = 0;
      readLines = 0;
      return;
    }
    Path path = file.get();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < readBytes) {
        readBytes = 0;
        readLines = 0;
      }
      channel.position(readBytes);
      if (readBytes == 0 && !readHead(path, channel)) {
        return;
      }
      readLines(path, channel);
    } catch (IOException e) {
      throw explain("read", path, e);
    }
  }

  /** Reads the head; false if it is cut short, as a process leaves it that dies at once. */
  private boolean readHead(Path path, FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(head.length);
    int count = 0;
    while (found.hasRemaining() && count >= 0) {
      count = channel.read(found);
    }
    if (!Arrays.equals(found.array(), 0, found.position(), head, 0, found.position())) {
      boolean store =
          new String(found.array(), 0, found.position(), StandardCharsets.ISO_8859_1)
              .startsWith(MAGIC);
      throw new UserException(
          path
              + (store
                  ? " holds scores of other circumstances than its name says"
                  : " is not a score store, or one of another version"),
          "move it away; its scores are computed again");
    }
    if (found.hasRemaining()) {
      channel.position(0);
      return false;
    }
    readBytes = head.length;
    readLines = (int) new String(head, StandardCharsets.US_ASCII).lines().count();
    return true;
  }

  private void readLines(Path path, FileChannel channel) throws IOException {
    byte[] buffer = new byte[CHUNK_BYTES];
    int begun = 0;
    for (int read = 0; read >= 0; ) {
      if (begun == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * begun);
      }
      read = channel.read(ByteBuffer.wrap(buffer, begun, buffer.length - begun));
      int end = begun + Math.max(read, 0);
      int start = 0;
      for (int at = begun; at < end; at++) {
        if (buffer[at] == '\n') {
          StoredScores line = decode(path, readLines + 1, Arrays.copyOfRange(buffer, start, at));
          known.merge(line.architecture(), line, StoredScores::with);
          readBytes += at + 1 - start;
          readLines++;
          start = at + 1;
        }
      }
      begun = end - start;
      if (begun > LONGEST_LINE) {
        throw damaged(path, readLines + 1, "the line does not end");
      }
      System.arraycopy(buffer, start, buffer, 0, begun);
    }
  }

  /**
   * Adds scores, to the file first. When this returns they survive the death of the process.
   *
   * @throws UserException if they cannot be written; what was there before still is
   */
  public synchronized void add(Collection<StoredScores> scores) {
    if (file.isPresent() && !scores.isEmpty()) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      scores.forEach(entry -> lines.writeBytes(encode(entry)));
      append(file.get(), lines.toByteArray());
    }
    // Not read back from the file: the next refresh finds them there, equal to these.
    scores.forEach(entry -> known.merge(entry.architecture(), entry, StoredScores::with));
  }

  private void append(Path path, byte[] lines) {
    synchronized (APPENDING) {
      try {
        Files.createDirectories(path.toAbsolutePath().getParent());
        try (FileChannel channel =
                FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.lock(LOCKED_BYTE, 1, false)) {
          appendLocked(channel, lock, lines);
        }
      } catch (IOException e) {
        throw explain("write", path, e);
      }
    }
  }

  private void appendLocked(FileChannel channel, FileLock lock, byte[] lines) throws IOException {
    if (!lock.isValid()) {
      throw new IOException("the lock is lost");
    }
    long end = endOfLastLine(channel);
    channel.truncate(end);
    ByteBuffer text = ByteBuffer.allocate((end == 0 ? head.length : 0) + lines.length);
    if (end == 0) {
      text.put(head);
    }
    text.put(lines).flip();
    try {
      channel.position(end);
      while (text.hasRemaining()) {
        channel.write(text);
      }
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
  }

  /** Returns where the last whole line ends; 0 if the head is not whole. */
  private long endOfLastLine(FileChannel channel) throws IOException {
    long end = channel.size();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (end > head.length) {
      channel.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
      end--;
    }
    return end == head.length ? end : 0;
  }

  private static byte[] encode(StoredScores entry) {
    StringBuilder text = new StringBuilder(escape(entry.architecture()));
    entry
        .scores()
        .forEach((label, score) -> text.append('\t').append(label).append('=').append(text(score)));
    text.append('\t').append(SECONDS).append(String.format(Locale.ROOT, "%.4f", entry.seconds()));
    byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
    return (text + "\t" + crc(body, body.length) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Score score) {
    if (score instanceof Score.Undefined undefined) {
      return UNDEFINED + undefined.reason() + ":" + escape(undefined.message());
    }
    return Double.toString(((Score.Value) score).value());
  }

  private static StoredScores decode(Path path, int number, byte[] line) {
    int body = line.length - CRC_LENGTH;
    String end = body < 0 ? "" : new String(line, body, CRC_LENGTH, StandardCharsets.ISO_8859_1);
    if (body < 0 || !end.equals("\t" + crc(line, body))) {
      throw damaged(path, number, "its checksum does not fit");
    }
    String[] fields = new String(line, 0, body, StandardCharsets.US_ASCII).split("\t", -1);
    SortedMap<String, Score> scores = new TreeMap<>();
    double seconds = Double.NaN;
    try {
      for (String field : List.of(fields).subList(1, fields.length)) {
        int equals = field.indexOf('=');
        String value = field.substring(equals + 1);
        if (field.startsWith(SECONDS)) {
          seconds = Double.parseDouble(value);
        } else {
          scores.put(field.substring(0, equals), score(value));
        }
      }
      return new StoredScores(unescape(fields[0]), scores, seconds);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(path, number, "it is not written the way this program writes it");
    }
  }

  private static Score score(String text) {
    if (!text.startsWith(UNDEFINED)) {
      return new Score.Value(Double.parseDouble(text));
    }
    int colon = text.indexOf(':');
    return new Score.Undefined(
        Score.Reason.valueOf(text.substring(1, colon)), unescape(text.substring(colon + 1)));
  }

  private static UserException damaged(Path path, int line, String problem) {
    return UserException.at(
        path,
        line,
        "the line is damaged: " + problem,
        "delete the file; its scores are computed again");
  }

  private static UserException explain(String verb, Path path, IOException e) {
    String reason =
        e instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : e.getClass().getSimpleName().replaceFirst("Exception$", "")
                + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    UserException explained =
        new UserException(
            "Cannot " + verb + " the score store " + path + ": " + reason,
            "check the folder, or choose another one with --store");
    explained.initCause(e);
    return explained;
  }

  private static String crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Writes a text in printable ASCII without tabs and line ends. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '%') {
        escaped.append(String.format(Locale.ROOT, "%%%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
