package nas.proxy.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.log.LineAppender;
import nas.core.log.LineLog;
import nas.core.log.LogText;
import nas.core.log.SyncPolicy;
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
  private static final char SEPARATOR = '\t';
  private static final int LONGEST_LINE = 1 << 20;

  // Java refuses a second lock of one file in one process instead of waiting for it.
  private static final Object APPENDING = new Object();

  private final byte[] head;
  private final Optional<LineLog> log;
  private final Map<String, StoredScores> known = new HashMap<>();

  private ScoreStore(Optional<Path> file, byte[] head) {
    this.head = head;
    log = file.map(path -> new LineLog(path, head, LONGEST_LINE));
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
    byte[] bytes = LogText.head(MAGIC, circumstances, "").getBytes(StandardCharsets.US_ASCII);
    Path file = folder.resolve(Sha256.hex(bytes).substring(0, 24) + SUFFIX);
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
    return log.map(LineLog::file);
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
    if (log.isEmpty()) {
      return;
    }
    Path path = log.get().file();
    if (!Files.exists(path)) {
      log.get().restart();
      return;
    }
    try {
      log.get().readNew(new Contents(path));
    } catch (IOException e) {
      throw explain("read", path, e);
    }
  }

  /** Takes what stands in the file. */
  private final class Contents implements LineLog.Reader {

    private final Path path;

    Contents(Path path) {
      this.path = path;
    }

    @Override
    public void line(int number, byte[] line) {
      StoredScores scores = decode(path, number, line);
      known.merge(scores.architecture(), scores, StoredScores::with);
    }

    @Override
    public UserException foreignHead(String found) {
      return new UserException(
          path
              + (found.startsWith(MAGIC)
                  ? " holds scores of other circumstances than its name says"
                  : " is not a score store, or one of another version"),
          "move it away; its scores are computed again");
    }

    @Override
    public UserException tooLong(int number) {
      return damaged(path, number, "the line does not end");
    }
  }

  /**
   * Adds scores, to the file first. When this returns they survive the death of the process.
   *
   * @throws UserException if they cannot be written; what was there before still is
   */
  public synchronized void add(Collection<StoredScores> scores) {
    if (log.isPresent() && !scores.isEmpty()) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      scores.forEach(entry -> lines.writeBytes(encode(entry)));
      append(log.get().file(), lines.toByteArray());
    }
    // Not read back from the file: the next refresh finds them there, equal to these.
    scores.forEach(entry -> known.merge(entry.architecture(), entry, StoredScores::with));
  }

  private void append(Path path, byte[] lines) {
    synchronized (APPENDING) {
      try {
        Files.createDirectories(path.toAbsolutePath().getParent());
        try (LineAppender out = LineAppender.openShared(path, head, SyncPolicy.NEVER)) {
          out.append(lines);
        }
      } catch (IOException e) {
        throw explain("write", path, e);
      }
    }
  }

  private static byte[] encode(StoredScores entry) {
    StringBuilder text = new StringBuilder(escaped(entry.architecture()));
    entry
        .scores()
        .forEach(
            (label, score) ->
                text.append('\t')
                    .append(LogText.escaped(label, "="))
                    .append('=')
                    .append(text(score)));
    text.append('\t').append(SECONDS).append(String.format(Locale.ROOT, "%.4f", entry.seconds()));
    return LogText.sealed(text.toString(), SEPARATOR);
  }

  private static String text(Score score) {
    if (score instanceof Score.Undefined undefined) {
      return UNDEFINED + undefined.reason() + ":" + escaped(undefined.message());
    }
    return Double.toString(((Score.Value) score).value());
  }

  private static StoredScores decode(Path path, int number, byte[] line) {
    String[] fields =
        LogText.unsealed(line, SEPARATOR)
            .orElseThrow(() -> damaged(path, number, "its checksum does not fit"))
            .split("\t", -1);
    SortedMap<String, Score> scores = new TreeMap<>();
    double seconds = Double.NaN;
    try {
      for (String field : List.of(fields).subList(1, fields.length)) {
        int equals = field.indexOf('=');
        String value = field.substring(equals + 1);
        if (field.startsWith(SECONDS)) {
          seconds = Double.parseDouble(value);
        } else {
          scores.put(LogText.unescaped(field.substring(0, equals)), score(value));
        }
      }
      return new StoredScores(LogText.unescaped(fields[0]), scores, seconds);
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
        Score.Reason.valueOf(text.substring(1, colon)),
        LogText.unescaped(text.substring(colon + 1)));
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

  /** Writes a text in printable ASCII without tabs and line ends. */
  private static String escaped(String text) {
    return LogText.escaped(text, "");
  }
}
