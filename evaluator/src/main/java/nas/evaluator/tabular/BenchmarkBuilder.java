package nas.evaluator.tabular;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.core.trial.Better;

/** Collects the numbers of a benchmark and writes them as a file. */
public final class BenchmarkBuilder {

  private static final int MOST_DECIMALS = 9;
  private static final long MOST_BODY_BYTES = Integer.MAX_VALUE - 64;

  /**
   * A column in the making.
   *
   * @param base index of the column whose numbers it shares, or its own
   */
  private record Draft(Quantity quantity, long multiplier, long divisor, int base) {}

  private final Description description;
  private final List<String> keys = new ArrayList<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Quantity, Integer> columns = new HashMap<>();
  private final List<double[]> numbers = new ArrayList<>();
  private final Map<Quantity, Better> better = new HashMap<>();

  /** Creates a benchmark without rows and columns. */
  public BenchmarkBuilder(Description description) {
    this.description = description;
  }

  /** Returns the number of rows. */
  public int rows() {
    return keys.size();
  }

  /** Returns the number of columns. */
  public int columns() {
    return drafts.size();
  }

  /** Returns the keys in the order of the rows. */
  public List<String> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** Returns the row of a key, if there is one. */
  public OptionalInt find(String key) {
    Integer row = rows.get(key);
    return row == null ? OptionalInt.empty() : OptionalInt.of(row);
  }

  /**
   * Adds a row.
   *
   * @param key printable ASCII; must be new
   * @return its index
   */
  public int addRow(String key) {
    if (!key.chars().allMatch(c -> c >= ' ' && c <= '~') || key.isEmpty()) {
      throw new IllegalArgumentException("a key must be printable ASCII: " + key);
    }
    if (rows.putIfAbsent(key, keys.size()) != null) {
      throw new IllegalArgumentException("there is a row for " + key);
    }
    keys.add(key);
    return keys.size() - 1;
  }

  /** Returns the index of a column whose numbers are the values, made at first use. */
  public int column(Quantity quantity) {
    return column(quantity, 1, 1);
  }

  /** Returns the index of a column, made at first use; see {@link Column} for the factors. */
  public int column(Quantity quantity, long multiplier, long divisor) {
    return columns.computeIfAbsent(
        quantity,
        added -> {
          drafts.add(new Draft(added, multiplier, divisor, drafts.size()));
          numbers.add(new double[0]);
          return drafts.size() - 1;
        });
  }

  /** Adds a column with the numbers of another and factors of its own. */
  public void derive(Quantity quantity, int base, long multiplier, long divisor) {
    if (columns.putIfAbsent(quantity, drafts.size()) != null) {
      throw new IllegalArgumentException("there is a column for " + quantity);
    }
    drafts.add(new Draft(quantity, multiplier, divisor, base));
    numbers.add(new double[0]);
  }

  /** Says which values of a column promise the more accurate network. */
  public void better(Quantity quantity, Better values) {
    better.put(quantity, values);
  }

  /** Returns a value, or NaN where there is none yet. */
  public double value(int row, int column) {
    Draft draft = drafts.get(column);
    double[] column0 = numbers.get(draft.base());
    return row < column0.length ? column0[row] * draft.multiplier() / draft.divisor() : Double.NaN;
  }

  /**
   * Fills a cell.
   *
   * @param number finite; the value is it times the column's multiplier over its divisor
   */
  public void set(int row, int column, double number) {
    if (!Double.isFinite(number) || row >= keys.size()) {
      throw new IllegalArgumentException(number + " cannot stand in row " + row);
    }
    double[] values = numbers.get(column);
    if (row >= values.length) {
      int old = values.length;
      values = Arrays.copyOf(values, Math.max(keys.size(), old + (old >> 1) + 16));
      Arrays.fill(values, old, values.length, Double.NaN);
      numbers.set(column, values);
    }
    // Adding zero turns -0.0, which an integer cannot hold, into 0.
    values[row] = number + 0.0;
  }

  /**
   * Writes the file; one that was there is replaced only once the new one is complete.
   *
   * @param imported the files that the numbers come from
   * @throws nas.core.UserException if it cannot be written, or would be larger than 2 GiB
   */
  public void write(Path file, List<ImportedFile> imported) {
    if (keys.isEmpty() || drafts.isEmpty()) {
      throw new UserException(
          "There is nothing to write into " + file + ": no architecture has a value", "");
    }
    byte[][] parts = parts(file, imported);
    WholeFile.write(
        file,
        out -> {
          for (byte[] part : parts) {
            out.write(part);
          }
        });
  }

  private byte[][] parts(Path file, List<ImportedFile> imported) {
    byte[][] keyBytes =
        keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    int slots = (int) Math.min(Integer.MAX_VALUE, keyBytes.length * 3L / 2 + 8);
    int hexBytes = hexBytes();
    long keysAt = FileLayout.aligned((long) slots * FileLayout.SLOT_BYTES);
    long end = keysAt;
    if (hexBytes > 0) {
      end += (long) hexBytes * keyBytes.length;
    } else {
      end += (long) Integer.BYTES * keyBytes.length;
      for (byte[] key : keyBytes) {
        end += key.length;
      }
    }
    Column[] layout = new Column[drafts.size()];
    for (int index = 0; index < layout.length; index++) {
      Draft draft = drafts.get(index);
      if (draft.base() != index) {
        continue;
      }
      end = FileLayout.aligned(end);
      layout[index] = encode(draft, numbers(index), (int) Math.min(end, MOST_BODY_BYTES));
      end += (long) layout[index].encoding().bytes() * keyBytes.length;
    }
    for (int index = 0; index < layout.length; index++) {
      Draft draft = drafts.get(index);
      Column base = layout[draft.base()];
      layout[index] =
          new Column(
              draft.quantity(),
              base.encoding(),
              base.decimals(),
              draft.multiplier(),
              draft.divisor(),
              base.offset(),
              base.present(),
              Optional.ofNullable(better.get(draft.quantity())));
    }
    long bodyBytes = FileLayout.aligned(end);
    if (bodyBytes > MOST_BODY_BYTES) {
      throw new UserException(
          "The benchmark would take " + bodyBytes + " bytes in " + file + ", more than 2 GiB",
          "import fewer columns or fewer architectures");
    }
    byte[] bodyArray = new byte[(int) bodyBytes];
    ByteBuffer body = ByteBuffer.wrap(bodyArray).order(ByteOrder.LITTLE_ENDIAN);
    putIndex(body, keyBytes, slots);
    putKeys(body, keyBytes, (int) keysAt, hexBytes);
    for (int index = 0; index < layout.length; index++) {
      if (drafts.get(index).base() == index) {
        putColumn(body, layout[index], numbers(index));
      }
    }
    Header header = new Header(description, imported, List.of(layout), (int) keysAt, hexBytes);
    return sealed(header.toJson(), bodyArray, slots);
  }

  /** Returns the numbers of a column, one for each row. */
  private double[] numbers(int column) {
    double[] values = numbers.get(column);
    int old = values.length;
    double[] all = Arrays.copyOf(values, keys.size());
    if (all.length > old) {
      Arrays.fill(all, old, all.length, Double.NaN);
    }
    return all;
  }

  private int hexBytes() {
    int length = keys.get(0).length();
    boolean hex =
        length % 2 == 0
            && keys.stream().allMatch(key -> key.length() == length && key.matches("[0-9a-f]+"));
    return hex ? length / 2 : 0;
  }

  private Column encode(Draft draft, double[] values, int offset) {
    int present = (int) Arrays.stream(values).filter(value -> !Double.isNaN(value)).count();
    for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
      double scale = powerOfTen(decimals);
      double most = 0;
      for (double value : values) {
        double stored = Math.rint(value * scale);
        if (stored / scale != value && !Double.isNaN(value)) {
          most = Double.NaN;
          break;
        }
        most = Math.max(most, Double.isNaN(stored) ? 0 : Math.abs(stored));
      }
      if (most <= Integer.MAX_VALUE) {
        Column.Encoding encoding =
            most <= Byte.MAX_VALUE
                ? Column.Encoding.INT8
                : most <= Short.MAX_VALUE ? Column.Encoding.INT16 : Column.Encoding.INT32;
        return column(draft, encoding, decimals, offset, present);
      }
    }
    boolean single =
        Arrays.stream(values).allMatch(value -> Double.isNaN(value) || (float) value == value);
    return column(
        draft, single ? Column.Encoding.FLOAT32 : Column.Encoding.FLOAT64, 0, offset, present);
  }

  private static Column column(
      Draft draft, Column.Encoding encoding, int decimals, int offset, int present) {
    return new Column(
        draft.quantity(),
        encoding,
        decimals,
        draft.multiplier(),
        draft.divisor(),
        offset,
        present,
        Optional.empty());
  }

  /** Returns ten to a power from 0 to 9, exactly. */
  static double powerOfTen(int power) {
    double result = 1;
    for (int i = 0; i < power; i++) {
      result *= 10;
    }
    return result;
  }

  private static void putIndex(ByteBuffer body, byte[][] keyBytes, int slots) {
    for (int row = 0; row < keyBytes.length; row++) {
      long first = KeyHash.first(keyBytes[row]);
      int second = KeyHash.second(keyBytes[row]);
      int slot = FileLayout.firstSlot(first, slots);
      int at = slot * FileLayout.SLOT_BYTES;
      while (body.getInt(at + 12) != 0) {
        if (body.getLong(at) == first && body.getInt(at + 8) == second) {
          throw new IllegalStateException(
              "two keys have one hash: " + new String(keyBytes[row], StandardCharsets.UTF_8));
        }
        slot = slot + 1 == slots ? 0 : slot + 1;
        at = slot * FileLayout.SLOT_BYTES;
      }
      body.putLong(at, first).putInt(at + 8, second).putInt(at + 12, row + 1);
    }
  }

  private void putKeys(ByteBuffer body, byte[][] keyBytes, int keysAt, int hexBytes) {
    if (hexBytes > 0) {
      body.position(keysAt);
      keys.forEach(key -> body.put(HexFormat.of().parseHex(key)));
      return;
    }
    int end = 0;
    for (int row = 0; row < keyBytes.length; row++) {
      end += keyBytes[row].length;
      body.putInt(keysAt + Integer.BYTES * row, end);
    }
    body.position(keysAt + Integer.BYTES * keyBytes.length);
    for (byte[] key : keyBytes) {
      body.put(key);
    }
  }

  private static void putColumn(ByteBuffer body, Column column, double[] values) {
    double scale = powerOfTen(column.decimals());
    body.position(column.offset());
    for (double value : values) {
      boolean empty = Double.isNaN(value);
      int whole = (int) Math.rint(value * scale);
      switch (column.encoding()) {
        case INT8 -> body.put(empty ? Byte.MIN_VALUE : (byte) whole);
        case INT16 -> body.putShort(empty ? Short.MIN_VALUE : (short) whole);
        case INT32 -> body.putInt(empty ? Integer.MIN_VALUE : whole);
        case FLOAT32 -> body.putFloat((float) value);
        case FLOAT64 -> body.putDouble(value);
      }
    }
  }

  /** Returns prefix, header with padding, body and block CRCs. */
  private byte[][] sealed(byte[] json, byte[] body, int slots) {
    int bodyAt = (int) FileLayout.aligned((long) FileLayout.HEADER_AT + json.length);
    byte[] header = Arrays.copyOf(json, bodyAt - FileLayout.HEADER_AT);
    int blocks = FileLayout.blocks(body.length);
    ByteBuffer crcs = ByteBuffer.allocate(Integer.BYTES * blocks).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < blocks; block++) {
      int from = block << FileLayout.BLOCK_SHIFT;
      int length = Math.min(1 << FileLayout.BLOCK_SHIFT, body.length - from);
      crcs.putInt(FileLayout.crc(ByteBuffer.wrap(body, from, length)));
    }
    ByteBuffer prefix = ByteBuffer.allocate(FileLayout.HEADER_AT).order(ByteOrder.LITTLE_ENDIAN);
    prefix.put(FileLayout.MAGIC);
    prefix.putInt(FileLayout.VERSION_AT, FileLayout.VERSION);
    prefix.putInt(FileLayout.HEADER_BYTES_AT, json.length);
    prefix.putLong(FileLayout.BODY_BYTES_AT, body.length);
    prefix.putInt(FileLayout.HEADER_CRC_AT, FileLayout.crc(ByteBuffer.wrap(json)));
    prefix.putInt(FileLayout.BLOCKS_CRC_AT, FileLayout.crc(ByteBuffer.wrap(crcs.array())));
    prefix.putInt(FileLayout.ROWS_AT, keys.size());
    prefix.putInt(FileLayout.SLOTS_AT, slots);
    Sha256 digest =
        new Sha256()
            .add(prefix.array(), 0, FileLayout.SHA256_AT)
            .add(prefix.array(), FileLayout.ROWS_AT, FileLayout.PREFIX_CRC_AT - FileLayout.ROWS_AT)
            .add(header)
            .add(body)
            .add(crcs.array());
    prefix.position(FileLayout.SHA256_AT);
    prefix.put(digest.bytes());
    prefix.putInt(
        FileLayout.PREFIX_CRC_AT,
        FileLayout.crc(ByteBuffer.wrap(prefix.array(), 0, FileLayout.PREFIX_CRC_AT)));
    return new byte[][] {prefix.array(), header, body, crcs.array()};
  }
}
