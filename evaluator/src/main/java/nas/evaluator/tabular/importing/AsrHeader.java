package nas.evaluator.tabular.importing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nas.evaluator.tabular.Quantity;
import nas.space.nasbenchasr.CellOperation;
import org.jspecify.annotations.Nullable;

/**
 * What an official file of NAS-Bench-ASR says of itself before its rows.
 *
 * @param kind what its rows hold
 * @param epochs of the trainings; 0 if it holds none
 * @param seed of the trainings; 0 if it holds none
 * @param device on which latencies were measured; empty if it holds none
 * @param columns the names of the numbers of a row, in order
 */
record AsrHeader(Kind kind, int epochs, int seed, String device, List<String> columns) {

  static final String HASH = "model_hash";
  static final String VALIDATION = "val_per";
  static final String TEST = "test_per";
  static final String CELL = "arch_vec";
  static final String LATENCY = "latency";
  static final String PARAMETERS = "params";
  static final String FLOPS = "flops";

  static final int MOST_EPOCHS = 1000;
  private static final int MOST_SEED = 999_999_999;
  private static final int MOST_COLUMNS = 16;
  private static final List<String> OPERATIONS =
      Arrays.stream(CellOperation.values()).map(CellOperation::publishedName).toList();

  /** What rows hold, by the official words. */
  enum Kind {
    /** Rates of wrong phonemes. */
    TRAINING("training"),
    /** Latencies. */
    BENCHMARKING("benchmarking"),
    /** Sizes. */
    STATIC("static");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Returns the columns without which rows say nothing. */
    private List<String> needed() {
      return switch (this) {
        case TRAINING -> List.of(HASH, VALIDATION, TEST);
        case BENCHMARKING -> List.of(HASH, LATENCY);
        case STATIC -> List.of(HASH, PARAMETERS);
      };
    }
  }

  AsrHeader {
    columns = List.copyOf(columns);
  }

  /**
   * Reads the dictionary that stands first in a file.
   *
   * @throws Pickle.RefusedException if it is something else
   */
  static AsrHeader of(Object value) throws Pickle.RefusedException {
    if (!(value instanceof Map<?, ?> header)) {
      throw new Pickle.RefusedException(
          "it begins with " + Pickle.described(value) + " instead of a dictionary, its header");
    }
    Kind kind = kind(header.get("dataset_type"));
    requireOperations(header.get("search_space"));
    List<String> columns = columns(header.get("columns"));
    for (String needed : kind.needed()) {
      if (!columns.contains(needed)) {
        throw new Pickle.RefusedException(
            "its header lists the columns %s, but not %s"
                .formatted(String.join(", ", columns), needed));
      }
    }
    boolean training = kind == Kind.TRAINING;
    return new AsrHeader(
        kind,
        training ? whole(header, "epochs", 1, MOST_EPOCHS) : 0,
        training ? whole(header, "seed", 0, MOST_SEED) : 0,
        kind == Kind.BENCHMARKING ? device(header.get("device")) : "",
        columns);
  }

  private static Kind kind(@Nullable Object type) throws Pickle.RefusedException {
    for (Kind kind : Kind.values()) {
      if (kind.word.equals(type)) {
        return kind;
      }
    }
    throw new Pickle.RefusedException(
        "its header has the dataset_type "
            + Pickle.described(type)
            + " instead of "
            + Arrays.stream(Kind.values())
                .map(kind -> kind.word)
                .collect(Collectors.joining(", ")));
  }

  /** Refuses operations in another order, as cells and hashes number them. */
  private static void requireOperations(@Nullable Object space) throws Pickle.RefusedException {
    if (space instanceof Map<?, ?> map
        && map.get("ops") instanceof List<?> operations
        && !operations.equals(OPERATIONS)) {
      throw new Pickle.RefusedException(
          "its search space has other operations than " + String.join(", ", OPERATIONS));
    }
  }

  private static List<String> columns(@Nullable Object value) throws Pickle.RefusedException {
    if (!(value instanceof List<?> list) || list.size() > MOST_COLUMNS) {
      throw new Pickle.RefusedException("its header lists no columns");
    }
    List<String> columns = new ArrayList<>();
    for (Object name : list) {
      if (!(name instanceof String text) || !text.matches("[A-Za-z0-9_-]{1,40}")) {
        throw new Pickle.RefusedException(
            "its header has a column called " + Pickle.described(name));
      }
      columns.add(text);
    }
    return columns;
  }

  private static int whole(Map<?, ?> header, String key, int least, int most)
      throws Pickle.RefusedException {
    if (header.get(key) instanceof Long number && number >= least && number <= most) {
      return number.intValue();
    }
    throw new Pickle.RefusedException(
        "its header has %s for %s, which must be a whole number from %d to %d"
            .formatted(Pickle.described(header.get(key)), key, least, most));
  }

  private static String device(@Nullable Object value) throws Pickle.RefusedException {
    if (value instanceof String name
        && name.length() <= 40
        && Quantity.NAME.matcher(name).matches()) {
      return name;
    }
    throw new Pickle.RefusedException(
        "its header calls the device " + Pickle.described(value) + ", which cannot be");
  }

  /** Returns what the file holds. */
  String words() {
    return switch (kind) {
      case TRAINING -> "the trainings of %d epochs with seed %d".formatted(epochs, seed);
      case BENCHMARKING -> "latencies of the device " + device;
      case STATIC -> "the sizes of networks";
    };
  }
}
