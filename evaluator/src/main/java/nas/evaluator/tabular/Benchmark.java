package nas.evaluator.tabular;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoublePredicate;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.text.ErrorText;

/**
 * A benchmark file, open for look-ups.
 *
 * <p>Every 64 KiB are read when they are first asked for, compared with their checksum, and kept
 * outside of the Java heap, so that opening takes no longer for a large file and what was read once
 * stays as it was, whatever becomes of the file: it is not mapped, since a mapped file that another
 * program cuts off or writes over takes the process with it or answers wrongly. Safe for use by
 * several threads; the file is let go when the object is collected.
 */
public final class Benchmark {

  /** What {@link #row} returns for a key that has no row. */
  public static final int ABSENT = -1;

  private static final int SHOWN = 8;
  private static final int BLOCK = 1 << FileLayout.BLOCK_SHIFT;
  private static final int MOST_HEADER_BYTES = 1 << 24;
  private static final int MOST_PROBES = 1024;
  private static final String FETCH_AGAIN = "import it again with 'java -jar nas.jar import'";

  private final Path file;
  private final Header header;
  private final String sha256;
  private final int rows;
  private final int slots;
  private final BenchmarkBytes source;
  private final long bodyAt;
  private final int bodyBytes;
  private final ByteBuffer crcs;
  private final AtomicReferenceArray<ByteBuffer> blocks;
  private final Map<Quantity, Integer> index = new HashMap<>();
  private final int[] offsets;
  private final Column.Encoding[] encodings;
  private final double[] scales;
  private final double[] multipliers;
  private final double[] divisors;

  private Benchmark(
      Path file,
      Header header,
      String sha256,
      int rows,
      int slots,
      BenchmarkBytes source,
      long bodyAt,
      int bodyBytes,
      ByteBuffer crcs) {
    this.file = file;
    this.header = header;
    this.sha256 = sha256;
    this.rows = rows;
    this.slots = slots;
    this.source = source;
    this.bodyAt = bodyAt;
    this.bodyBytes = bodyBytes;
    this.crcs = crcs;
    blocks = new AtomicReferenceArray<>(FileLayout.blocks(bodyBytes));
    int columns = header.columns().size();
    offsets = new int[columns];
    encodings = new Column.Encoding[columns];
    scales = new double[columns];
    multipliers = new double[columns];
    divisors = new double[columns];
    for (int i = 0; i < columns; i++) {
      Column column = header.columns().get(i);
      index.put(column.quantity(), i);
      offsets[i] = column.offset();
      encodings[i] = column.encoding();
      scales[i] = BenchmarkBuilder.powerOfTen(column.decimals());
      multipliers[i] = column.multiplier();
      divisors[i] = column.divisor();
    }
  }

  /**
   * Opens a file, or the benchmark that the program embeds under the last name of a path where no
   * file is.
   *
   * @throws UserException if it cannot be read, is not a benchmark, was cut off, or its header is
   *     damaged
   */
  public static Benchmark open(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder, not a benchmark file", "name a file in it");
    }
    try {
      Optional<BenchmarkBytes> embedded = BenchmarkBytes.embedded(file);
      if (embedded.isPresent()) {
        return opened(file, embedded.get());
      }
      if (Files.notExists(file)) {
        throw new UserException(
            "There is no benchmark file " + file,
            "check the path, or make the file with 'java -jar nas.jar import'");
      }
      return opened(file, BenchmarkBytes.ofFile(file));
    } catch (IOException e) {
      UserException refused =
          new UserException(
              "Cannot read the benchmark file " + file + " (" + e + ")", "check its permissions");
      refused.initCause(e);
      throw refused;
    }
  }

  /**
   * Says whether a file begins as a benchmark file does, or is none but the name of an embedded
   * benchmark; false if it cannot be read.
   */
  public static boolean isOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return isEmbedded(file);
    }
    try (InputStream input = Files.newInputStream(file)) {
      return java.util.Arrays.equals(input.readNBytes(FileLayout.MAGIC.length), FileLayout.MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isEmbedded(Path file) {
    try {
      return BenchmarkBytes.embedded(file).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** The file stays open behind the benchmark. */
  private static Benchmark opened(Path file, BenchmarkBytes source) throws IOException {
    try {
      return open(file, source);
    } catch (IOException | RuntimeException | Error e) {
      source.close();
      throw e;
    }
  }

  private static Benchmark open(Path file, BenchmarkBytes source) throws IOException {
    long size = source.size();
    ByteBuffer prefix = read(source, 0, (int) Math.min(size, FileLayout.HEADER_AT));
    byte[] magic = new byte[Math.min(prefix.capacity(), FileLayout.MAGIC.length)];
    prefix.get(0, magic);
    if (!java.util.Arrays.equals(magic, FileLayout.MAGIC)) {
      throw new UserException(
          file + " is not a benchmark file",
          "make one from published tables with 'java -jar nas.jar import'");
    }
    if (size < FileLayout.HEADER_AT) {
      throw damaged(file, "it ends within its first " + FileLayout.HEADER_AT + " bytes");
    }
    int version = prefix.getInt(FileLayout.VERSION_AT);
    boolean sound =
        FileLayout.crc(prefix.slice(0, FileLayout.PREFIX_CRC_AT))
            == prefix.getInt(FileLayout.PREFIX_CRC_AT);
    if (sound && version != FileLayout.VERSION) {
      throw new UserException(
          file + " has the format " + version + ", this program reads " + FileLayout.VERSION,
          FETCH_AGAIN);
    }
    int headerBytes = prefix.getInt(FileLayout.HEADER_BYTES_AT);
    long bodyBytes = prefix.getLong(FileLayout.BODY_BYTES_AT);
    int rows = prefix.getInt(FileLayout.ROWS_AT);
    int slots = prefix.getInt(FileLayout.SLOTS_AT);
    if (!sound
        || headerBytes < 0
        || headerBytes > MOST_HEADER_BYTES
        || bodyBytes < 1
        || bodyBytes > Integer.MAX_VALUE
        || rows < 1
        || slots <= rows) {
      throw damaged(file, "its first " + FileLayout.HEADER_AT + " bytes do not fit their checksum");
    }
    long bodyAt = FileLayout.aligned((long) FileLayout.HEADER_AT + headerBytes);
    long expected = bodyAt + bodyBytes + (long) Integer.BYTES * FileLayout.blocks(bodyBytes);
    if (size != expected) {
      throw damaged(
          file, "it has " + size + " bytes where it should have " + expected + ": it was cut off");
    }
    ByteBuffer header = read(source, FileLayout.HEADER_AT, (int) (bodyAt - FileLayout.HEADER_AT));
    ByteBuffer crcs = read(source, bodyAt + bodyBytes, (int) (expected - bodyAt - bodyBytes));
    boolean padded = true;
    for (int i = headerBytes; i < header.capacity(); i++) {
      padded &= header.get(i) == 0;
    }
    if (!padded
        || FileLayout.crc(header.slice(0, headerBytes))
            != prefix.getInt(FileLayout.HEADER_CRC_AT)) {
      throw damaged(file, "its header does not fit its checksum");
    }
    if (FileLayout.crc(crcs.duplicate().rewind()) != prefix.getInt(FileLayout.BLOCKS_CRC_AT)) {
      throw damaged(file, "its list of checksums does not fit its checksum");
    }
    byte[] json = new byte[headerBytes];
    header.get(0, json);
    Header read;
    try {
      read = Header.fromJson(json);
    } catch (IllegalArgumentException | UserException | BufferUnderflowException e) {
      throw damaged(file, "its header is not one of this program");
    }
    requireWithin(file, read, rows, slots, bodyBytes);
    byte[] sha256 = new byte[FileLayout.SHA256_BYTES];
    prefix.get(FileLayout.SHA256_AT, sha256);
    return new Benchmark(
        file,
        read,
        HexFormat.of().formatHex(sha256),
        rows,
        slots,
        source,
        bodyAt,
        (int) bodyBytes,
        crcs);
  }

  private static void requireWithin(Path file, Header header, int rows, int slots, long bodyBytes) {
    long keyBytes = header.keyHexBytes() > 0 ? header.keyHexBytes() : Integer.BYTES;
    boolean within =
        header.keyHexBytes() >= 0
            && header.keysAt() % FileLayout.SLOT_BYTES == 0
            && (long) slots * FileLayout.SLOT_BYTES <= header.keysAt()
            && header.keysAt() + keyBytes * rows <= bodyBytes
            && header.columns().stream()
                .allMatch(
                    column ->
                        column.offset() >= header.keysAt()
                            && column.offset() % column.encoding().bytes() == 0
                            && column.offset() + (long) column.encoding().bytes() * rows
                                <= bodyBytes
                            && column.decimals() >= 0
                            && column.decimals() <= 9
                            && column.multiplier() > 0
                            && column.divisor() > 0
                            && column.present() >= 0
                            && column.present() <= rows);
    if (!within) {
      throw damaged(file, "its header points beyond its end");
    }
    if (header.columns().stream().map(Column::quantity).distinct().count()
        != header.columns().size()) {
      throw damaged(file, "two of its columns hold the same");
    }
  }

  private static ByteBuffer read(BenchmarkBytes source, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    try {
      source.read(from, bytes);
    } catch (EOFException e) {
      throw new IOException("the file became shorter while it was read", e);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static UserException damaged(Path file, String how) {
    return new UserException("The benchmark file " + file + " is damaged: " + how, FETCH_AGAIN);
  }

  /** Returns the path it was opened by. */
  public Path file() {
    return file;
  }

  /** Returns what the benchmark is. */
  public Description description() {
    return header.description();
  }

  /** Returns the files it was made from. */
  public List<ImportedFile> imported() {
    return header.imported();
  }

  /** Returns the columns in the order of the file. */
  public List<Column> columns() {
    return header.columns();
  }

  /** Returns the number of architectures. */
  public int rows() {
    return rows;
  }

  /** Returns the SHA-256 that the file states of itself; {@link #check} compares it. */
  public String sha256() {
    return sha256;
  }

  /**
   * Returns the row of a key, or {@link #ABSENT}.
   *
   * @throws UserException if the part of the file where it would be is damaged
   */
  public int row(String key) {
    return row(key, slots);
  }

  private int row(String key, int mostProbes) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long first = KeyHash.first(bytes);
    int slot = FileLayout.firstSlot(first, slots);
    for (int probes = 0; probes < mostProbes; probes++) {
      int at = slot * FileLayout.SLOT_BYTES;
      ByteBuffer block = block(at);
      int in = at & (BLOCK - 1);
      int row = block.getInt(in + 12);
      if (row == 0) {
        return ABSENT;
      }
      if (row < 0 || row > rows) {
        throw damaged(file, "its index names row " + row + " of " + rows);
      }
      if (block.getLong(in) == first && block.getInt(in + 8) == KeyHash.second(bytes)) {
        return row - 1;
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return ABSENT;
  }

  /** Returns the key of a row, 0 to {@link #rows} - 1. */
  public String key(int row) {
    java.util.Objects.checkIndex(row, rows);
    int hexBytes = header.keyHexBytes();
    if (hexBytes > 0) {
      byte[] key = bytes(header.keysAt() + hexBytes * row, hexBytes);
      return HexFormat.of().formatHex(key);
    }
    int ends = header.keysAt();
    int from = row == 0 ? 0 : end(ends + Integer.BYTES * (row - 1));
    int to = end(ends + Integer.BYTES * row);
    int texts = ends + Integer.BYTES * rows;
    if (from < 0 || to < from || to > bodyBytes - texts) {
      throw damaged(file, "the key of row " + row + " lies outside of it");
    }
    return new String(bytes(texts + from, to - from), StandardCharsets.UTF_8);
  }

  private int end(int at) {
    return block(at).getInt(at & (BLOCK - 1));
  }

  private byte[] bytes(int at, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int in = (at + done) & (BLOCK - 1);
      int part = Math.min(length - done, BLOCK - in);
      block(at + done).get(in, bytes, done, part);
      done += part;
    }
    return bytes;
  }

  /**
   * Returns a value, or NaN if the cell is empty.
   *
   * @param row 0 to {@link #rows} - 1
   * @param column index in {@link #columns}
   * @throws UserException if that part of the file is damaged
   */
  public double value(int row, int column) {
    java.util.Objects.checkIndex(row, rows);
    Column.Encoding encoding = encodings[column];
    int at = offsets[column] + row * encoding.bytes();
    ByteBuffer block = block(at);
    int in = at & (BLOCK - 1);
    double number =
        switch (encoding) {
          case INT8 -> whole(block.get(in), Byte.MIN_VALUE, column);
          case INT16 -> whole(block.getShort(in), Short.MIN_VALUE, column);
          case INT32 -> whole(block.getInt(in), Integer.MIN_VALUE, column);
          case FLOAT32 -> block.getFloat(in);
          case FLOAT64 -> block.getDouble(in);
        };
    return number * multipliers[column] / divisors[column];
  }

  private double whole(int stored, int empty, int column) {
    return stored == empty ? Double.NaN : stored / scales[column];
  }

  /** Returns the block around an offset of the body, its numbers in the order of the file. */
  private ByteBuffer block(int at) {
    int index = at >>> FileLayout.BLOCK_SHIFT;
    ByteBuffer block = blocks.getAcquire(index);
    return block != null ? block : load(index);
  }

  private ByteBuffer load(int index) {
    int from = index << FileLayout.BLOCK_SHIFT;
    int length = Math.min(BLOCK, bodyBytes - from);
    ByteBuffer read;
    synchronized (source) {
      ByteBuffer known = blocks.get(index);
      if (known != null) {
        return known;
      }
      try {
        read = read(source, bodyAt + from, length);
      } catch (IOException e) {
        throw damaged(
            file, "block " + index + " of its body cannot be read (" + e.getMessage() + ")");
      }
      if (FileLayout.crc(read.duplicate()) != crcs.getInt(Integer.BYTES * index)) {
        throw damaged(file, "block " + index + " of its body does not fit its checksum");
      }
      // Outside of the heap, of which a table takes next to nothing.
      ByteBuffer kept =
          ByteBuffer.allocateDirect(length).put(read.duplicate()).order(ByteOrder.LITTLE_ENDIAN);
      blocks.setRelease(index, kept);
      return kept;
    }
  }

  /** Returns the index of the column that holds a quantity, if there is one. */
  public OptionalInt find(Quantity quantity) {
    Integer column = index.get(quantity);
    return column == null ? OptionalInt.empty() : OptionalInt.of(column);
  }

  /**
   * Returns the index of the column that holds a quantity.
   *
   * @throws UserException if there is none; says what there is
   */
  public int column(Quantity quantity) {
    return find(quantity)
        .orElseThrow(
            () ->
                new UserException(
                    description().name() + " has no column '" + quantity + "'", hint(quantity)));
  }

  /** Returns advice for a quantity that the table lacks: the nearest that it has. */
  public String hint(Quantity quantity) {
    if (quantity instanceof Cost cost) {
      List<String> costs =
          header.columns().stream()
              .map(Column::quantity)
              .filter(Cost.class::isInstance)
              .map(Object::toString)
              .toList();
      Optional<String> nearest = ErrorText.nearest(cost.name(), costs);
      return nearest.isPresent()
          ? "you mean '" + nearest.get() + "'"
          : "use "
              + shown(
                  costs.isEmpty()
                      ? header.columns().stream().map(c -> c.quantity().toString()).toList()
                      : costs);
    }
    Query wanted = (Query) quantity;
    List<Query> queries = new ArrayList<>();
    for (Column column : header.columns()) {
      if (column.quantity() instanceof Query query && query.metric().equals(wanted.metric())) {
        queries.add(query);
      }
    }
    queries.sort(Comparator.comparingInt(query -> -common(query, wanted)));
    if (queries.isEmpty()) {
      return "use " + shown(header.columns().stream().map(c -> c.quantity().toString()).toList());
    }
    return "use " + shown(queries.stream().map(Query::toString).toList());
  }

  /** Returns how much two queries have in common, what matters more counting more. */
  private static int common(Query one, Query other) {
    String dataset = one.dataset();
    return (dataset.equals(other.dataset()) ? 8 : 0)
        + (dataset.equalsIgnoreCase(other.dataset()) ? 4 : 0)
        + (dataset.startsWith(other.dataset()) ? 3 : 0)
        + (one.split() == other.split() ? 4 : 0)
        + (one.epochs() == other.epochs() ? 2 : 0)
        + (one.run().equals(other.run()) ? 1 : 0);
  }

  private static String shown(List<String> names) {
    String first =
        String.join(", ", names.stream().limit(SHOWN).map(name -> "'" + name + "'").toList());
    return names.size() > SHOWN
        ? first
            + " or one of "
            + (names.size() - SHOWN)
            + " more, which 'java -jar nas.jar benchmarks info' lists"
        : first;
  }

  /**
   * Reads everything, and checks that it can be what the header says: that the index leads to every
   * row, and that every value is possible. Right checksums alone do not say so.
   *
   * @throws UserException if the file is damaged
   */
  public void requireSound() {
    requireIndex();
    for (int column = 0; column < offsets.length; column++) {
      requireValues(column);
    }
  }

  private void requireIndex() {
    int filled = 0;
    for (int slot = 0; slot < slots; slot++) {
      int at = slot * FileLayout.SLOT_BYTES;
      filled += block(at).getInt((at & (BLOCK - 1)) + 12) == 0 ? 0 : 1;
    }
    if (filled != rows) {
      throw damaged(file, "its index has " + filled + " entries for " + rows + " rows");
    }
    for (int row = 0; row < rows; row++) {
      String key = key(row);
      if (!isPrintable(key)) {
        throw damaged(file, "the key of row " + row + " is no printable text");
      }
      // Keys lie near their slots; following a long chain for every row would take for ever.
      if (row(key, Math.min(slots, MOST_PROBES)) != row) {
        throw damaged(file, "its index does not lead to row " + row);
      }
    }
  }

  private static boolean isPrintable(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
        return false;
      }
    }
    return !key.isEmpty();
  }

  private void requireValues(int column) {
    Column stated = header.columns().get(column);
    DoublePredicate possible = stated.quantity().possible();
    int present = 0;
    for (int row = 0; row < rows; row++) {
      double value = value(row, column);
      boolean empty = Double.isNaN(value);
      present += empty ? 0 : 1;
      if (!empty && !possible.test(value)) {
        throw damaged(
            file,
            "'" + stated.quantity() + "' of row " + row + " is " + value + ", which cannot be");
      }
    }
    if (present != stated.present()) {
      throw damaged(
          file,
          "'"
              + stated.quantity()
              + "' has "
              + present
              + " values, the header says "
              + stated.present());
    }
  }

  /**
   * Compares the whole file with its checksums, and its contents with what they can be.
   *
   * @throws UserException if it is damaged
   */
  public void check() {
    requireSound();
    for (int at = 0; at < bodyBytes && at >= 0; at += BLOCK) {
      block(at);
    }
    Sha256 digest = new Sha256();
    try (InputStream input = source.stream()) {
      byte[] prefix = input.readNBytes(FileLayout.HEADER_AT);
      if (prefix.length < FileLayout.HEADER_AT) {
        throw damaged(file, "it was cut off");
      }
      digest
          .add(prefix, 0, FileLayout.SHA256_AT)
          .add(prefix, FileLayout.ROWS_AT, FileLayout.PREFIX_CRC_AT - FileLayout.ROWS_AT)
          .add(input);
    } catch (IOException e) {
      throw new UserException("Cannot read the benchmark file " + file + " (" + e + ")", "");
    }
    if (!digest.hex().equals(sha256)) {
      throw damaged(file, "it does not fit its SHA-256");
    }
  }
}
