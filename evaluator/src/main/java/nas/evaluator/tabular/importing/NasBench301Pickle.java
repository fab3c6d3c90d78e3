package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import nas.core.UserException;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.darts.DartsArchitecture;
import nas.space.darts.DartsSettings;
import nas.space.darts.DartsSpace;

/**
 * Reads the trainings of DARTS cells from which the surrogate of NAS-Bench-301 learnt (Zela et al.
 * 2022, arXiv:2008.09777), in the pickle in which the project NASBenchAPI keeps them.
 *
 * <p>It is a dictionary whose list {@code entries} has {@code num_files} dictionaries with {@code
 * path} and {@code parsed}, the record of one training: its configuration, {@code
 * optimized_hyperparamater_config}, the validation accuracy after each epoch, {@code
 * learning_curves}, {@code test_accuracy} and {@code runtime}. Records without cells or without a
 * curve are of no training and are left out; how many is said in the benchmark.
 *
 * <p>The trainings of one pair of cells and number of epochs are its runs, numbered from 1 as they
 * come. Of the accuracies before the last epoch the benchmark has the mean of all runs.
 */
public final class NasBench301Pickle {

  private static final String RECORD = "parsed";
  private static final String DARTS = "NetworkSelectorDatasetInfo:darts:";
  private static final int MOST_EPOCHS = 1000;
  private static final int MOST_LENGTHS = 64;
  private static final int MOST_RUNS = 50;
  private static final double MOST_SECONDS = 1e9;
  private static final DartsSpace SPACE =
      new DartsSpace(new DartsSettings(32, 2, NetworkVariant.TRAINED));

  private NasBench301Pickle() {}

  /**
   * Reads a file.
   *
   * @throws UserException if it cannot be read or is something else
   */
  public static Imported read(Path file) {
    Trainings trainings = new Trainings();
    return Imported.of(
        Pickle.readAlone(file, trainings, Pickle.allowance(), trainings::whole), List.of(file));
  }

  /** Takes records out of the list as they come. */
  private static final class Trainings implements Pickle.Shortening {
    private final List<String> keys = new ArrayList<>();
    private final Map<String, Integer> rows = new LinkedHashMap<>();
    private final Map<Query, double[]> runs = new LinkedHashMap<>();
    private final TreeMap<Integer, double[]> sums = new TreeMap<>();
    private final TreeMap<Integer, double[]> counts = new TreeMap<>();
    private final TreeMap<Integer, double[]> taken = new TreeMap<>();
    private long records;
    private long leftOut;

    @Override
    public int shorten(Map<Object, Object> map) {
      return 0;
    }

    @Override
    public Object item(Object item) throws Pickle.RefusedException {
      if (!(item instanceof Map<?, ?> entry) || !(entry.get(RECORD) instanceof Map<?, ?> record)) {
        return item;
      }
      records++;
      try {
        if (!take(record)) {
          leftOut++;
        }
      } catch (IllegalArgumentException e) {
        throw new Pickle.RefusedException(
            "record %,d in it, %s, is not one of NAS-Bench-301: %s"
                .formatted(records, Pickle.described(entry.get("path")), e.getMessage()));
      }
      return Pickle.Sign.NONE;
    }

    /** Takes a record in, unless it is of no training. */
    private boolean take(Map<?, ?> record) {
      if (!(record.get("optimized_hyperparamater_config") instanceof Map<?, ?> configuration)
          || !(record.get("learning_curves") instanceof Map<?, ?> curves)
          || !(curves.get("Train/val_accuracy") instanceof List<?> curve)
          || curve.isEmpty()) {
        return false;
      }
      String cells =
          configuration.entrySet().stream()
              .filter(
                  one ->
                      one.getKey() instanceof String key
                          && (key.startsWith(DARTS + "edge_")
                              || key.startsWith(DARTS + "inputs_node_")))
              .map(one -> "\"%s\": \"%s\"".formatted(one.getKey(), one.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      if (cells.equals("{}")) {
        return false;
      }
      if (curve.size() > MOST_EPOCHS) {
        throw new IllegalArgumentException("its curve has " + curve.size() + " epochs");
      }
      int row = row(cells);
      double last = 0;
      for (int epoch = 1; epoch <= curve.size(); epoch++) {
        last = percent("accuracy", curve.get(epoch - 1));
        add(sums, epoch, row, last);
        add(counts, epoch, row, 1);
      }
      int epochs = curve.size();
      if (taken.size() >= MOST_LENGTHS && !taken.containsKey(epochs)) {
        throw new IllegalArgumentException(
            "there are more than " + MOST_LENGTHS + " lengths of training");
      }
      int run = (int) add(taken, epochs, row, 1);
      if (run > MOST_RUNS) {
        throw new IllegalArgumentException(
            "its cells were trained more than %d times".formatted(MOST_RUNS));
      }
      put(Query.accuracy("cifar10", Split.VALIDATION, epochs, new Run.Seed(run)), row, last);
      test(record)
          .ifPresent(
              test ->
                  put(Query.accuracy("cifar10", Split.TEST, epochs, new Run.Seed(run)), row, test));
      seconds(record)
          .ifPresent(
              seconds ->
                  put(Query.trainSeconds("cifar10", epochs, new Run.Seed(run)), row, seconds));
      return true;
    }

    private int row(String configuration) {
      try {
        DartsArchitecture cells = SPACE.parse(configuration);
        Integer known = rows.putIfAbsent(SPACE.canonicalId(cells), keys.size());
        if (known != null) {
          return known;
        }
        keys.add(SPACE.format(cells));
        return keys.size() - 1;
      } catch (InvalidArchitectureException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    private static OptionalDouble test(Map<?, ?> record) {
      Object value = record.get("test_accuracy");
      if (value == null
          && record.get("info") instanceof List<?> info
          && !info.isEmpty()
          && info.get(0) instanceof Map<?, ?> first) {
        value = first.get("test_accuracy");
      }
      return value instanceof Number
          ? OptionalDouble.of(percent("test accuracy", value))
          : OptionalDouble.empty();
    }

    private static OptionalDouble seconds(Map<?, ?> record) {
      if (!(record.get("runtime") instanceof Number number)) {
        return OptionalDouble.empty();
      }
      double seconds = number.doubleValue();
      if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
        throw new IllegalArgumentException("its training took " + seconds + " seconds");
      }
      return OptionalDouble.of(seconds);
    }

    private static double percent(String what, Object value) {
      if (value instanceof Number number
          && number.doubleValue() >= 0
          && number.doubleValue() <= 100) {
        return number.doubleValue();
      }
      throw new IllegalArgumentException(
          "its %s is %s, not a percentage".formatted(what, Pickle.described(value)));
    }

    private static double add(Map<Integer, double[]> numbers, int epoch, int row, double number) {
      double[] grown = Values.holding(numbers.getOrDefault(epoch, new double[0]), row);
      grown[row] = Double.isNaN(grown[row]) ? number : grown[row] + number;
      numbers.put(epoch, grown);
      return grown[row];
    }

    private void put(Query query, int row, double number) {
      double[] grown = Values.holding(runs.getOrDefault(query, new double[0]), row);
      grown[row] = number;
      runs.put(query, grown);
    }

    BenchmarkBuilder whole(Object root) throws Pickle.RefusedException {
      if (!(root instanceof Map<?, ?> map) || !(map.get("entries") instanceof List<?> entries)) {
        throw new Pickle.RefusedException("it is no dictionary with a list of entries");
      }
      Object said = map.containsKey("num_files") ? map.get("num_files") : records;
      if (entries.size() != records || !said.equals(records)) {
        throw new Pickle.RefusedException(
            "it has %,d records among %,d entries, and says that it has %s"
                .formatted(records, entries.size(), Pickle.described(said)));
      }
      if (keys.isEmpty()) {
        throw new Pickle.RefusedException(
            "none of its %,d records is a training".formatted(records));
      }
      return builder();
    }

    private BenchmarkBuilder builder() {
      String left =
          leftOut == 0
              ? ""
              : " %,d of %,d records are of no training and were left out."
                  .formatted(leftOut, records);
      BenchmarkBuilder builder =
          new BenchmarkBuilder(
              new Description(
                  "nasbench301",
                  "darts",
                  Description.Keys.TEXT,
                  "NAS-Bench-301 by way of NASBenchAPI, https://github.com/ThunderStruct/NASBenchAPI",
                  "Apache-2.0",
                  "Trainings of networks of 8 cells and 32 channels. Seeds are the numbers of the"
                      + " trainings of a pair of cells, in the order of the file."
                      + left));
      keys.forEach(builder::addRow);
      sums.forEach(
          (epoch, values) -> {
            Query mean = Query.accuracy("cifar10", Split.VALIDATION, epoch, Run.MEAN);
            double[] count = Objects.requireNonNull(counts.get(epoch));
            set(builder, mean, divided(values, count));
          });
      runs.forEach((query, values) -> set(builder, query, values));
      means().forEach((mean, values) -> set(builder, mean, values));
      return builder;
    }

    /** Means over runs of what is measured at the end of trainings alone. */
    private Map<Query, double[]> means() {
      Map<Query, double[]> means = new LinkedHashMap<>();
      Map<Query, double[]> terms = new LinkedHashMap<>();
      runs.forEach(
          (query, values) -> {
            if (query.split() != Split.VALIDATION) {
              Query mean =
                  new Query(
                      query.dataset(), query.metric(), query.split(), query.epochs(), Run.MEAN);
              double[] sum = means.computeIfAbsent(mean, none -> new double[keys.size()]);
              double[] count = terms.computeIfAbsent(mean, none -> new double[keys.size()]);
              for (int row = 0; row < Math.min(values.length, sum.length); row++) {
                if (!Double.isNaN(values[row])) {
                  sum[row] += values[row];
                  count[row]++;
                }
              }
            }
          });
      means.replaceAll((mean, sum) -> divided(sum, Objects.requireNonNull(terms.get(mean))));
      return means;
    }

    private static double[] divided(double[] sums, double[] counts) {
      double[] means = new double[sums.length];
      Arrays.setAll(means, row -> counts[row] > 0 ? sums[row] / counts[row] : Double.NaN);
      return means;
    }

    private void set(BenchmarkBuilder builder, Query query, double[] values) {
      int column = builder.column(query);
      for (int row = 0; row < Math.min(values.length, keys.size()); row++) {
        if (!Double.isNaN(values[row])) {
          builder.set(row, column, values[row]);
        }
      }
    }
  }
}
