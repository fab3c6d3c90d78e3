package nas.evaluator.tabular.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;

/**
 * The records of NAS-Bench-201 and NATS-Bench as their libraries save them: for each architecture
 * and each length of training a dictionary with {@code arch_str} and {@code all_results}, which for
 * each data set and seed holds the curves of one run.
 */
final class PickledResults {

  private static final String EVALUATIONS = "eval_acc1es";
  private static final String EPOCHS = "epochs";
  private static final String TIMES = "train_times";
  private static final String ACCURACIES = "train_acc1es";
  private static final String TOTAL = "total";
  private static final String WIDEST_DATASET = "cifar10";
  private static final List<String> KEPT =
      List.of(EVALUATIONS, EPOCHS, TIMES, ACCURACIES, "params", "flop", "latency");
  private static final int MOST_SEED = 999_999_999;
  private static final int MOST_SETS = 64;
  private static final int MOST_COLUMNS = 2000;

  private PickledResults() {}

  /**
   * Takes the curves out of the dictionary of a run, all but the ends of them; other dictionaries
   * stay as they are. Without this, the official files would take tens of gigabytes of memory.
   *
   * @return how many entries were taken out
   */
  static int shorten(Map<Object, Object> run) throws Pickle.RefusedException {
    if (!run.containsKey(EVALUATIONS) || !(run.get(EPOCHS) instanceof Long epochs)) {
      return 0;
    }
    int removed = 0;
    if (run.get(TIMES) instanceof Map<?, ?> times && !times.containsKey(TOTAL)) {
      removed += total(entries(times));
    }
    if (run.get(ACCURACIES) instanceof Map<?, ?> curve) {
      removed += keep(curve, epoch -> epoch.equals(epochs - 1));
    }
    if (run.get(EVALUATIONS) instanceof Map<?, ?> evaluations) {
      String last = "@" + (epochs - 1);
      removed += keep(evaluations, name -> name instanceof String text && text.endsWith(last));
      // Each run is looked at again wherever it is used again, which must not take long.
      if (evaluations.size() > MOST_SETS) {
        throw new Pickle.RefusedException(
            "a run has accuracies of more than " + MOST_SETS + " sets of images");
      }
    }
    for (Map.Entry<Object, Object> entry : run.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> other && !isNeeded(entry.getKey())) {
        removed += keep(other, none -> false);
      }
    }
    return removed + keep(run, KEPT::contains);
  }

  private static int total(Map<Object, Object> times) {
    double total = 0;
    boolean numbers = true;
    for (Object time : times.values()) {
      numbers &= time instanceof Number;
      total += time instanceof Number number ? number.doubleValue() : 0;
    }
    int removed = keep(times, none -> false);
    if (numbers) {
      times.put(TOTAL, total);
    }
    return removed;
  }

  private static int keep(Map<?, ?> map, Predicate<Object> kept) {
    int before = map.size();
    map.keySet().removeIf(key -> !kept.test(key));
    return before - map.size();
  }

  private static boolean isNeeded(Object name) {
    return KEPT.contains(name) || isConfiguration(name);
  }

  /** Configurations are small, and shared between runs. */
  private static boolean isConfiguration(Object name) {
    return "arch_config".equals(name);
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> entries(Map<?, ?> map) {
    return (Map<Object, Object>) map;
  }

  /** What one architecture adds to the table. */
  static final class Reader {
    private final BenchmarkBuilder builder;
    private final int parameters;
    private final int flops;

    Reader(BenchmarkBuilder builder) {
      this.builder = builder;
      parameters = builder.column(Cost.PARAMETERS);
      flops = builder.column(new Cost("flops-millions"));
    }

    /**
     * Reads the record of one architecture for one length of training.
     *
     * @throws Pickle.RefusedException if the record is not as expected
     */
    void add(int row, Object record) throws Pickle.RefusedException {
      if (!(record instanceof Map<?, ?> state)
          || !(state.get("all_results") instanceof Map<?, ?> results)) {
        throw new Pickle.RefusedException("a record has no all_results");
      }
      Map<Query, List<Double>> means = new LinkedHashMap<>();
      for (Map.Entry<?, ?> result : results.entrySet()) {
        if (!(result.getKey() instanceof Pickle.Tuple key)
            || key.items().size() != 2
            || !(key.items().get(0) instanceof String dataset)
            || !(key.items().get(1) instanceof Long seed)
            || !(result.getValue() instanceof Map<?, ?> run)) {
          throw new Pickle.RefusedException("a record has a result without data set and seed");
        }
        if (!Quantity.NAME.matcher(dataset).matches()) {
          throw new Pickle.RefusedException(
              "a data set is called " + Pickle.described(dataset) + ", which cannot be");
        }
        if (seed < 0 || seed > MOST_SEED) {
          throw new Pickle.RefusedException("a run has the seed " + seed + ", which cannot be");
        }
        addRun(row, dataset, seed.intValue(), run, means);
        if (builder.columns() > MOST_COLUMNS) {
          throw new Pickle.RefusedException(
              "there are more than "
                  + MOST_COLUMNS
                  + " combinations of data set, seed and length of training");
        }
      }
      for (Map.Entry<Query, List<Double>> mean : means.entrySet()) {
        double sum = mean.getValue().stream().mapToDouble(Double::doubleValue).sum();
        builder.set(row, builder.column(mean.getKey()), sum / mean.getValue().size());
      }
    }

    private void addRun(
        int row, String dataset, int seed, Map<?, ?> run, Map<Query, List<Double>> means)
        throws Pickle.RefusedException {
      // The libraries write all of these, if only to say that there is nothing.
      for (String needed : List.of(EVALUATIONS, ACCURACIES, TIMES)) {
        if (!run.containsKey(needed)) {
          throw new Pickle.RefusedException("a run has no " + needed);
        }
      }
      int epochs = (int) number(run, EPOCHS, 1, 1e6);
      Run.Seed one = new Run.Seed(seed);
      if (run.get(EVALUATIONS) instanceof Map<?, ?> evaluations) {
        for (Object name : evaluations.keySet()) {
          String set = String.valueOf(name).replaceFirst("@.*$", "");
          Optional<Split> split = split(dataset, set);
          if (split.isPresent()) {
            put(
                row,
                Query.accuracy(dataset, split.get(), epochs, one),
                number(evaluations, name, 0, 100),
                means);
          }
        }
      }
      if (run.get(ACCURACIES) instanceof Map<?, ?> curve && curve.containsKey(epochs - 1L)) {
        put(
            row,
            Query.accuracy(dataset, Split.TRAINING, epochs, one),
            // Accuracies are means of batches, whose rounding can pass 100.
            Math.min(100, number(curve, epochs - 1L, 0, 100.001)),
            means);
      }
      if (run.get(TIMES) instanceof Map<?, ?> times && times.containsKey(TOTAL)) {
        double seconds = number(times, TOTAL, 0, 1e12);
        put(row, Query.trainSeconds(dataset, epochs, one), seconds, means);
      }
      if (dataset.startsWith(WIDEST_DATASET) && !dataset.equals("cifar100")) {
        builder.set(row, parameters, Math.rint(number(run, "params", 0, 1e9) * 1e6));
        builder.set(row, flops, number(run, "flop", 0, 1e9));
      }
    }

    private void put(int row, Query query, double value, Map<Query, List<Double>> means) {
      builder.set(row, builder.column(query), value);
      Query mean =
          new Query(query.dataset(), query.metric(), query.split(), query.epochs(), Run.MEAN);
      means.computeIfAbsent(mean, none -> new ArrayList<>()).add(value);
    }

    /**
     * Returns what the libraries' names for sets of images stand for. {@code ori-test} is the test
     * set of CIFAR-10, but of the other data sets validation and test images together.
     */
    private static Optional<Split> split(String dataset, String set) {
      boolean cifar10 = dataset.equals("cifar10") || dataset.equals("cifar10-valid");
      return switch (set) {
        case "x-valid" -> Optional.of(Split.VALIDATION);
        case "x-test" -> Optional.of(Split.TEST);
        case "ori-test" -> cifar10 ? Optional.of(Split.TEST) : Optional.empty();
        default -> Optional.empty();
      };
    }

    private static double number(Map<?, ?> map, Object key, double least, double most)
        throws Pickle.RefusedException {
      if (map.get(key) instanceof Number number
          && number.doubleValue() >= least
          && number.doubleValue() <= most) {
        return number.doubleValue();
      }
      throw new Pickle.RefusedException(
          "a run has the value "
              + Pickle.described(map.get(key))
              + " for "
              + Pickle.described(key)
              + ", which cannot be");
    }
  }
}
