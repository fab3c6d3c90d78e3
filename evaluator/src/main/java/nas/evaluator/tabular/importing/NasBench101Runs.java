package nas.evaluator.tabular.importing;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.InvalidArchitectureException;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;

/**
 * Collects the training runs of NAS-Bench-101: the accuracies and seconds at the end of each.
 *
 * <p>The runs of one cell and number of epochs are numbered from 1 as they come.
 */
final class NasBench101Runs {

  /**
   * A training.
   *
   * @param epochs how many it had
   * @param matrix the cell's adjacency matrix row by row in digits 0 and 1
   * @param operations the cell's operations, joined by commas
   * @param metrics in base64 the message {@code ModelMetrics} of protocol buffers, whose third
   *     evaluation is that of the end of training
   */
  record Training(int epochs, String matrix, String operations, String metrics) {}

  private static final String CIFAR10 = "cifar10";
  private static final int IMAGES = 9_984;
  private static final int MOST_RUNS = 20;
  private static final int MOST_EPOCHS = 100_000;
  private static final int MOST_LENGTHS = 16;
  private static final int EVALUATIONS = 1;
  private static final int PARAMETERS = 2;
  private static final int FINAL_EVALUATION = 2;
  private static final int TRAIN_SECONDS = 2;
  private static final NasBench101Space SPACE =
      new NasBench101Space(NasBench101Settings.published());

  private final BenchmarkBuilder builder =
      new BenchmarkBuilder(
          NasBench101Csv.description(
              "Seeds are the numbers of the benchmark's runs, in the order of the file; the mean is"
                  + " that of all runs of a cell."));
  private final int parameters = builder.column(Cost.PARAMETERS);
  private final Map<Query, double[]> accuracies = new LinkedHashMap<>();
  private final Map<Integer, byte[]> runs = new LinkedHashMap<>();

  /** Returns how many cells there are so far. */
  int cells() {
    return builder.rows();
  }

  /** Returns the hash of the cell of a number. */
  String hash(int cell) {
    return builder.keys().get(cell);
  }

  /** Returns the benchmark that was collected; nothing can be added afterwards. */
  Imported imported(Path file) {
    finish();
    return Imported.of(builder, List.of(file));
  }

  /**
   * Requires that all cells are there.
   *
   * @throws UserException if not
   */
  void requireAll(Path file) {
    if (cells() != NasBench101Csv.CELLS) {
      throw new UserException(
          "%s: %d of %d cells are there".formatted(file, cells(), NasBench101Csv.CELLS),
          "fetch the file again, or give --partial if this is all you want");
    }
  }

  /**
   * Adds a training.
   *
   * @param hash of the cell, as published
   * @return the number of the cell
   * @throws IllegalArgumentException if it is none of NAS-Bench-101, or of another cell
   */
  int add(String hash, Training training) {
    int epochs = training.epochs();
    if (epochs < 1 || epochs > MOST_EPOCHS) {
      throw new IllegalArgumentException("it was trained for " + epochs + " epochs");
    }
    ProtobufMessage metrics =
        ProtobufMessage.parse(ByteBuffer.wrap(Base64.getMimeDecoder().decode(training.metrics())));
    OptionalInt known = builder.find(hash);
    int row;
    if (known.isPresent()) {
      row = known.getAsInt();
    } else {
      String actual = hash(training.matrix(), training.operations());
      if (!actual.equals(hash)) {
        throw new IllegalArgumentException(
            "its cell has the hash %s, not %s".formatted(actual, ErrorText.quote(hash)));
      }
      row = builder.addRow(hash);
      builder.set(row, parameters, (int) metrics.required(PARAMETERS).bits());
    }
    List<ProtobufMessage.Field> evaluations = metrics.all(EVALUATIONS);
    if (evaluations.size() <= FINAL_EVALUATION) {
      throw new IllegalArgumentException("it has no evaluation at the end of training");
    }
    Run run = new Run.Seed(nextRun(row, epochs));
    ProtobufMessage last = ProtobufMessage.parse(evaluations.get(FINAL_EVALUATION).bytes());
    Split[] splits = {Split.TRAINING, Split.VALIDATION, Split.TEST};
    for (int i = 0; i < splits.length; i++) {
      double share = last.required(3 + i).asDouble();
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("an accuracy is " + share);
      }
      put(Query.accuracy(CIFAR10, splits[i], epochs, run), row, share);
    }
    double seconds = last.required(TRAIN_SECONDS).asDouble();
    if (!(seconds >= 0 && seconds < 1e12)) {
      throw new IllegalArgumentException("its training took " + seconds + " seconds");
    }
    put(Query.trainSeconds(CIFAR10, epochs, run), row, seconds);
    return row;
  }

  private int nextRun(int row, int epochs) {
    // Each length of training takes as much memory as there are cells.
    if (runs.size() >= MOST_LENGTHS && !runs.containsKey(epochs)) {
      throw new IllegalArgumentException(
          "there are more than " + MOST_LENGTHS + " lengths of training");
    }
    byte[] counts = runs.computeIfAbsent(epochs, none -> new byte[NasBench101Csv.CELLS + 1]);
    if (row >= counts.length || counts[row] >= MOST_RUNS) {
      throw new IllegalArgumentException("there are too many cells, or runs of one");
    }
    return ++counts[row];
  }

  /**
   * Returns the hash by which the benchmark knows a cell.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String hash(String matrix, String operations) {
    int vertices = (int) Math.round(Math.sqrt(matrix.length()));
    if (vertices * vertices != matrix.length() || vertices < 2) {
      throw new IllegalArgumentException("its matrix has " + matrix.length() + " digits");
    }
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < vertices; from++) {
      text.append(matrix, from * vertices, (from + 1) * vertices).append(' ');
    }
    text.append("/ ").append(operations.replace(',', ' '));
    try {
      NasBench101Cell cell = SPACE.parse(text.toString());
      return SPACE.canonicalId(cell);
    } catch (InvalidArchitectureException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  private void put(Query query, int row, double number) {
    double[] numbers = Values.holding(accuracies.getOrDefault(query, new double[0]), row);
    numbers[row] = number;
    accuracies.put(query, numbers);
  }

  /** Moves the numbers into columns, with means over runs. */
  private void finish() {
    Map<Query, List<double[]>> byMean = new LinkedHashMap<>();
    accuracies.forEach(
        (query, numbers) -> {
          Query mean =
              new Query(query.dataset(), query.metric(), query.split(), query.epochs(), Run.MEAN);
          byMean.computeIfAbsent(mean, none -> new ArrayList<>()).add(numbers);
          boolean counts = query.metric().equals(Query.ACCURACY_PERCENT) && areCounts(numbers);
          boolean percent = query.metric().equals(Query.ACCURACY_PERCENT);
          int column = builder.column(query, percent ? 100 : 1, counts ? IMAGES : 1);
          for (int row = 0; row < numbers.length; row++) {
            if (!Double.isNaN(numbers[row])) {
              builder.set(row, column, counts ? Math.rint(numbers[row] * IMAGES) : numbers[row]);
            }
          }
        });
    byMean.forEach(this::addMean);
  }

  private void addMean(Query mean, List<double[]> ofRuns) {
    boolean percent = mean.metric().equals(Query.ACCURACY_PERCENT);
    boolean counts = percent && ofRuns.stream().allMatch(NasBench101Runs::areCounts);
    boolean exact = counts && ofRuns.size() == 3 && ofRuns.stream().allMatch(this::isFull);
    int column = builder.column(mean, percent ? 100 : 1, exact ? 3 * IMAGES : 1);
    for (int row = 0; row < builder.rows(); row++) {
      double sum = 0;
      int count = 0;
      for (double[] numbers : ofRuns) {
        if (row < numbers.length && !Double.isNaN(numbers[row])) {
          sum += counts ? Math.rint(numbers[row] * IMAGES) : numbers[row];
          count++;
        }
      }
      if (count > 0) {
        builder.set(row, column, exact ? sum : counts ? sum / IMAGES / count : sum / count);
      }
    }
  }

  private boolean isFull(double[] numbers) {
    for (int row = 0; row < builder.rows(); row++) {
      if (row >= numbers.length || Double.isNaN(numbers[row])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Says whether all numbers are shares of 9,984 images that were rounded to single precision, as
   * the benchmark counted them.
   */
  private static boolean areCounts(double[] shares) {
    for (double share : shares) {
      double exact = Math.rint(share * IMAGES) / IMAGES;
      if (!Double.isNaN(share) && (float) exact != (float) share) {
        return false;
      }
    }
    return true;
  }
}
