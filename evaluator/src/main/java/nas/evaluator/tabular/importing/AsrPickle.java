package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;
import nas.space.nasbenchasr.NasBenchAsrCell;
import nas.space.nasbenchasr.NasBenchAsrSettings;
import nas.space.nasbenchasr.NasBenchAsrSpace;
import org.jspecify.annotations.Nullable;

/**
 * One official file of NAS-Bench-ASR: two pickles in a row, the header and the list of rows.
 *
 * @param file where it was read
 * @param header what it says of itself
 * @param rows by hash the numbers of its row: of trainings the validation rates behind the epochs
 *     and then the test rate, shares of 1, NaN where it has no number; of latencies the seconds; of
 *     sizes the parameters and, if it has them, the operations
 */
record AsrPickle(Path file, AsrHeader header, SortedMap<String, double[]> rows) {

  /** Rates are shares; more than this were percentages. */
  private static final double MOST_RATE = 10;

  private static final double MOST_NUMBER = 1e18;
  private static final NasBenchAsrSpace SPACE =
      new NasBenchAsrSpace(NasBenchAsrSettings.published());

  /**
   * Reads a file.
   *
   * @throws nas.core.UserException if it cannot be read, would execute something or is none of
   *     these
   */
  static AsrPickle read(Path file) {
    try (InputStream input = SourceFiles.open(file)) {
      AsrHeader header = AsrHeader.of(Pickle.read(input, map -> 0));
      Object rows = Pickle.read(input, map -> 0);
      if (input.read() >= 0) {
        throw new Pickle.RefusedException("something follows behind its rows");
      }
      return new AsrPickle(file, header, rows(header, rows));
    } catch (Pickle.RefusedException e) {
      throw Pickle.refused(file, e.getMessage());
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  private static SortedMap<String, double[]> rows(AsrHeader header, Object value)
      throws Pickle.RefusedException {
    if (!(value instanceof List<?> list)) {
      throw new Pickle.RefusedException(
          "behind its header stands " + Pickle.described(value) + " instead of the list of rows");
    }
    SortedMap<String, double[]> rows = new TreeMap<>();
    for (int i = 0; i < list.size(); i++) {
      List<?> row = sequence(list.get(i)).orElse(List.of());
      if (row.size() != header.columns().size()) {
        throw new Pickle.RefusedException(
            "row %d has not the %d columns of its header"
                .formatted(i + 1, header.columns().size()));
      }
      String hash = hash(header, row, i + 1);
      try {
        if (rows.put(hash, numbers(header, row, hash)) != null) {
          throw new Pickle.RefusedException("it stands twice");
        }
      } catch (Pickle.RefusedException e) {
        throw new Pickle.RefusedException(
            "%s (architecture %s in row %d)".formatted(e.getMessage(), hash, i + 1));
      }
    }
    return rows;
  }

  /** Returns the items of a list or of a tuple. */
  private static Optional<List<?>> sequence(@Nullable Object value) {
    if (value instanceof Pickle.Tuple tuple) {
      return Optional.of(tuple.items());
    }
    return value instanceof List<?> list ? Optional.of(list) : Optional.empty();
  }

  private static @Nullable Object item(AsrHeader header, List<?> row, String column) {
    return row.get(header.columns().indexOf(column));
  }

  private static String hash(AsrHeader header, List<?> row, int number)
      throws Pickle.RefusedException {
    if (item(header, row, AsrHeader.HASH) instanceof String hash
        && NasBenchAsrSpace.ofHash(hash).isPresent()) {
      return hash;
    }
    throw new Pickle.RefusedException(
        "row %d is of %s, which is no hash of a cell of the space"
            .formatted(number, Pickle.described(item(header, row, AsrHeader.HASH))));
  }

  private static double[] numbers(AsrHeader header, List<?> row, String hash)
      throws Pickle.RefusedException {
    if (header.columns().contains(AsrHeader.CELL)) {
      requireCell(item(header, row, AsrHeader.CELL), hash);
    }
    return switch (header.kind()) {
      case TRAINING -> rates(header, row);
      case BENCHMARKING ->
          new double[] {number(item(header, row, AsrHeader.LATENCY), AsrHeader.LATENCY)};
      case STATIC -> {
        double parameters = number(item(header, row, AsrHeader.PARAMETERS), AsrHeader.PARAMETERS);
        yield header.columns().contains(AsrHeader.FLOPS)
            ? new double[] {parameters, number(item(header, row, AsrHeader.FLOPS), AsrHeader.FLOPS)}
            : new double[] {parameters};
      }
    };
  }

  private static double[] rates(AsrHeader header, List<?> row) throws Pickle.RefusedException {
    List<?> curve = sequence(item(header, row, AsrHeader.VALIDATION)).orElse(List.of());
    if (curve.isEmpty() || curve.size() > header.epochs()) {
      throw new Pickle.RefusedException(
          "%s has %d numbers, which must be 1 to %d, one an epoch"
              .formatted(AsrHeader.VALIDATION, curve.size(), header.epochs()));
    }
    double[] numbers = new double[curve.size() + 1];
    for (int i = 0; i < curve.size(); i++) {
      numbers[i] = rate(curve.get(i), AsrHeader.VALIDATION);
    }
    numbers[curve.size()] = rate(item(header, row, AsrHeader.TEST), AsrHeader.TEST);
    return numbers;
  }

  private static double rate(@Nullable Object value, String column) throws Pickle.RefusedException {
    if (value == Pickle.Sign.NONE
        || (value instanceof Number number && !Double.isFinite(number.doubleValue()))) {
      return Double.NaN;
    }
    if (value instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= MOST_RATE) {
      return number.doubleValue();
    }
    throw new Pickle.RefusedException(
        "%s has the value %s, which is no rate as a share of 1"
            .formatted(column, Pickle.described(value)));
  }

  private static double number(@Nullable Object value, String column)
      throws Pickle.RefusedException {
    if (value instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= MOST_NUMBER) {
      return number.doubleValue();
    }
    throw new Pickle.RefusedException(
        "%s has the value %s, which cannot be".formatted(column, Pickle.described(value)));
  }

  /** Refuses a cell that has another hash than its row. */
  private static void requireCell(@Nullable Object value, String hash)
      throws Pickle.RefusedException {
    List<String> nodes = new ArrayList<>();
    for (Object node : sequence(value).orElse(List.of())) {
      List<String> numbers = new ArrayList<>();
      for (Object number : sequence(node).orElse(List.of())) {
        numbers.add(number instanceof Long whole ? whole.toString() : "?");
        if (numbers.size() > NasBenchAsrCell.NODES + 1) {
          throw new Pickle.RefusedException("its cell is none of the space");
        }
      }
      nodes.add("[" + String.join(",", numbers) + "]");
      if (nodes.size() > NasBenchAsrCell.NODES) {
        throw new Pickle.RefusedException("its cell is none of the space");
      }
    }
    String text = "[" + String.join(",", nodes) + "]";
    try {
      String own = SPACE.canonicalId(NasBenchAsrCell.parse(text));
      if (!own.equals(hash)) {
        throw new Pickle.RefusedException(
            "its cell %s has the hash %s".formatted(ErrorText.quote(text), own));
      }
    } catch (InvalidArchitectureException e) {
      throw new Pickle.RefusedException(
          String.valueOf(e.getMessage()).replaceFirst("\\.( Maybe .*)?$", ""));
    }
  }
}
