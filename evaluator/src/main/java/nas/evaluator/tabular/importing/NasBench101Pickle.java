package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nas.core.UserException;
import nas.core.text.ErrorText;

/**
 * Reads all training runs of NAS-Bench-101 from the pickle in which the project NASBenchAPI keeps
 * them.
 *
 * <p>It is a dictionary whose {@code entries_by_arch} holds, by the hash of a cell, the list of its
 * trainings, as many as {@code num_records} says; each is a dictionary with {@code epoch}, {@code
 * adjacency_str}, {@code operations_str} and {@code metrics_b64}, the fields of a record of the
 * official file. Of a summary by cells, {@code latest_by_arch}, and of numbers that are in the
 * records anyway, {@code derived}, nothing is taken.
 *
 * <p>The file holds five million dictionaries. So each is taken in as soon as it is whole, and
 * forgotten.
 */
public final class NasBench101Pickle {

  private static final String METRICS = "metrics_b64";
  private static final String MATRIX = "adjacency_str";
  private static final String OPERATIONS = "operations_str";

  private NasBench101Pickle() {}

  /**
   * Reads a file.
   *
   * @param partial whether cells may be missing
   * @throws UserException if the file cannot be read, is something else, or lacks cells
   */
  public static Imported read(Path file, boolean partial) {
    return read(file, partial, Pickle.allowance());
  }

  /** Reads a file, of which only so many bytes may be held at a time. */
  static Imported read(Path file, boolean partial, long mostHeld) {
    Trainings trainings = new Trainings();
    NasBench101Runs runs = Pickle.readAlone(file, trainings, mostHeld, trainings::whole);
    if (!partial) {
      runs.requireAll(file);
    }
    return runs.imported(file);
  }

  /**
   * The cell of a training that was taken in.
   *
   * @param number of the cell
   */
  private record Taken(int number) {}

  /** Takes trainings out of lists as they come. */
  private static final class Trainings implements Pickle.Shortening {
    private final NasBench101Runs runs = new NasBench101Runs();
    private long count;
    private String matrix = "";
    private String operations = "";
    private String hash = "";

    @Override
    public int shorten(Map<Object, Object> map) {
      return 0;
    }

    @Override
    public Object item(Object item) throws Pickle.RefusedException {
      return item instanceof Map<?, ?> map && map.containsKey(METRICS) ? taken(map) : item;
    }

    @Override
    public Object value(Object key, Object value) throws Pickle.RefusedException {
      if (value instanceof Map<?, ?> map && map.containsKey(METRICS)) {
        return Pickle.Sign.NONE;
      }
      if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Taken) {
        for (Object item : list) {
          if (!(item instanceof Taken training) || !runs.hash(training.number()).equals(key)) {
            throw new Pickle.RefusedException(
                "a list of trainings under %s is not all of that cell"
                    .formatted(ErrorText.quote(Objects.toString(key))));
          }
        }
        return Pickle.Sign.NONE;
      }
      return value;
    }

    private Taken taken(Map<?, ?> map) throws Pickle.RefusedException {
      count++;
      try {
        if (!(map.get("epoch") instanceof Long epochs) || epochs != epochs.intValue()) {
          throw new IllegalArgumentException("it has no number of epochs");
        }
        NasBench101Runs.Training training =
            new NasBench101Runs.Training(
                epochs.intValue(), text(map, MATRIX), text(map, OPERATIONS), text(map, METRICS));
        if (!training.matrix().equals(matrix) || !training.operations().equals(operations)) {
          hash = NasBench101Runs.hash(training.matrix(), training.operations());
          matrix = training.matrix();
          operations = training.operations();
        }
        return new Taken(runs.add(hash, training));
      } catch (IllegalArgumentException | UserException e) {
        throw new Pickle.RefusedException(
            "training %,d in it is not one of NAS-Bench-101: %s"
                .formatted(count, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
      }
    }

    private static String text(Map<?, ?> map, String key) {
      if (map.get(key) instanceof String text) {
        return text;
      }
      throw new IllegalArgumentException("its " + key + " is no text");
    }

    NasBench101Runs whole(Object root) throws Pickle.RefusedException {
      if (!(root instanceof Map<?, ?> map)
          || !(map.get("entries_by_arch") instanceof Map<?, ?> cells)
          || !(map.get("num_records") instanceof Long records)) {
        throw new Pickle.RefusedException(
            "it is no dictionary with entries_by_arch and num_records");
      }
      if (records != count || cells.size() != runs.cells()) {
        throw new Pickle.RefusedException(
            "it has %,d trainings of %,d cells, and says that it has %,d of %,d"
                .formatted(count, runs.cells(), records, cells.size()));
      }
      return runs;
    }
  }
}
