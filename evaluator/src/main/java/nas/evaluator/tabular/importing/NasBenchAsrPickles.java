package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import nas.core.UserException;
import nas.core.trial.Better;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.nasbenchasr.NasBenchAsrSpace;

/**
 * Reads the official files of NAS-Bench-ASR (Mehrotra et al. 2021,
 * openreview.net/forum?id=CU0APx9LMaL): {@code nb-asr-e40-1234.pickle} and so on for trainings,
 * {@code nb-asr-bench-DEVICE.pickle} for latencies and {@code nb-asr-info.pickle} for sizes.
 *
 * <p>The table has a row for each published hash, as the benchmark looks results up by it: all
 * cells of a hash have one result, though a few of their networks differ. What is measured is the
 * rate of wrong phonemes in percent, the lower the better. {@code timit-e40} is what was trained
 * for 40 epochs; its value {@code validation@12} is that behind epoch 12 of them. {@code test@40}
 * is published of the epoch with the lowest validation rate, and that rate is {@code
 * timit-e40-best} {@code validation@40}. Trainings of 5 and of 10 epochs are others, not the
 * beginning of these.
 */
public final class NasBenchAsrPickles {

  /** What trainings are compared by: wrong phonemes by 100 that are right. */
  public static final String ERROR_PERCENT = "phoneme-error-rate-percent";

  /** The number of hashes. */
  static final int HASHES = 8_242;

  private static final String BEST = "-best";
  private static final int MOST_COLUMNS = 2000;

  /** A rate of more counts for as much as this, so that percentages end at 100. */
  private static final double HIGHEST_RATE = 1;

  private final BenchmarkBuilder builder;

  private NasBenchAsrPickles(BenchmarkBuilder builder) {
    this.builder = builder;
  }

  /**
   * Reads files, in any order: trainings, latencies, sizes.
   *
   * @param partial whether trainings may lack hashes
   * @throws UserException if a file cannot be read, would execute something, is none of these, has
   *     what another has, or lacks hashes
   */
  public static Imported read(List<Path> files, boolean partial) {
    List<AsrPickle> parts = new ArrayList<>();
    for (Path file : files) {
      AsrPickle part = AsrPickle.read(file);
      requireOther(part, parts);
      if (part.header().kind() == AsrHeader.Kind.TRAINING
          && !partial
          && part.rows().size() != HASHES) {
        throw new UserException(
            file + ": " + part.rows().size() + " of " + HASHES + " architectures are there",
            "fetch it again, or give --partial if this is all you want");
      }
      parts.add(part);
    }
    SortedMap<Integer, List<AsrPickle>> trainings = new TreeMap<>();
    for (AsrPickle part : parts) {
      if (part.header().kind() == AsrHeader.Kind.TRAINING) {
        trainings.computeIfAbsent(part.header().epochs(), none -> new ArrayList<>()).add(part);
      }
    }
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                "nasbench-asr",
                NasBenchAsrSpace.NAME,
                Description.Keys.CANONICAL_ID,
                "NAS-Bench-ASR, https://github.com/SamsungLabs/nb-asr",
                "Apache-2.0",
                notes(trainings)));
    parts.stream()
        .flatMap(part -> part.rows().keySet().stream())
        .distinct()
        .sorted()
        .forEach(builder::addRow);
    NasBenchAsrPickles table = new NasBenchAsrPickles(builder);
    trainings.forEach(table::addTrainings);
    parts.forEach(table::addCosts);
    return Imported.of(builder, files);
  }

  private static void requireOther(AsrPickle part, List<AsrPickle> before) {
    Optional<AsrPickle> same =
        before.stream()
            .filter(other -> other.header().words().equals(part.header().words()))
            .findFirst();
    if (same.isPresent()) {
      throw new UserException(
          "%s has %s, which %s has, too"
              .formatted(part.file(), part.header().words(), same.get().file()),
          "name one of them");
    }
  }

  private static String notes(SortedMap<Integer, List<AsrPickle>> trainings) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Rates of wrong phonemes on TIMIT in percent, the lower the better. timit-eN: trained for N"
            + " epochs; validation@K is the rate behind epoch K, test@N that at the epoch with the"
            + " lowest validation rate, which is timit-eN-best validation@N. The mean is that of the"
            + " seeds there are. A row is a published hash, and all cells that have it share its"
            + " result, though a few of their networks differ.");
    long without = rates(trainings).filter(Double::isNaN).count();
    if (without > 0) {
      sentences.add("%,d rates are no numbers in the files, and left out.".formatted(without));
    }
    long above = rates(trainings).filter(rate -> rate > HIGHEST_RATE).count();
    if (above > 0) {
      sentences.add("%,d rates are above 100 %% and count as 100.".formatted(above));
    }
    return String.join(" ", sentences);
  }

  private static DoubleStream rates(SortedMap<Integer, List<AsrPickle>> trainings) {
    return trainings.values().stream()
        .flatMap(List::stream)
        .flatMap(part -> part.rows().values().stream())
        .flatMapToDouble(Arrays::stream);
  }

  private static Query rate(String dataset, Split split, int epochs, Run run) {
    return new Query(dataset, ERROR_PERCENT, split, epochs, run);
  }

  /** Adds a column whose numbers are shares; values are these in percent. */
  private int column(Query query) {
    int column = builder.column(query, 100, 1);
    builder.better(query, Better.LOWER);
    if (builder.columns() > MOST_COLUMNS) {
      throw new UserException(
          "The files have more than " + MOST_COLUMNS + " combinations of seed and epoch",
          "import fewer of them");
    }
    return column;
  }

  /** Adds the trainings of one length: curve, best and test of each seed and of their mean. */
  private void addTrainings(int epochs, List<AsrPickle> seeds) {
    String dataset = "timit-e" + epochs;
    String best = dataset + BEST;
    int longest =
        seeds.stream()
            .flatMap(part -> part.rows().values().stream())
            .mapToInt(numbers -> numbers.length - 1)
            .max()
            .orElse(0);
    for (int epoch = 1; epoch <= longest; epoch++) {
      int at = epoch - 1;
      addRates(
          seeds,
          run -> rate(dataset, Split.VALIDATION, at + 1, run),
          numbers -> at < numbers.length - 1 ? numbers[at] : Double.NaN);
    }
    addRates(
        seeds,
        run -> rate(best, Split.VALIDATION, epochs, run),
        numbers ->
            Arrays.stream(numbers, 0, numbers.length - 1)
                .filter(rate -> !Double.isNaN(rate))
                .min()
                .orElse(Double.NaN));
    addRates(
        seeds,
        run -> rate(dataset, Split.TEST, epochs, run),
        numbers -> numbers[numbers.length - 1]);
    List<Run> runs = new ArrayList<>(List.of(Run.MEAN));
    seeds.forEach(part -> runs.add(new Run.Seed(part.header().seed())));
    for (Run run : runs) {
      // The test rate belongs to the best epoch, so it stands beside the best rate, too.
      Query again = rate(best, Split.TEST, epochs, run);
      builder.derive(again, builder.column(rate(dataset, Split.TEST, epochs, run)), 100, 1);
      builder.better(again, Better.LOWER);
    }
  }

  /** Reads a rate out of the numbers of a row: those behind the epochs, then that of the test. */
  @FunctionalInterface
  private interface Rate {
    double of(double[] numbers);
  }

  /** Names the column of a run. */
  @FunctionalInterface
  private interface Column {
    Query of(Run run);
  }

  private void addRates(List<AsrPickle> seeds, Column named, Rate rate) {
    double[] sums = new double[builder.rows()];
    int[] counts = new int[builder.rows()];
    for (AsrPickle part : seeds) {
      int column = column(named.of(new Run.Seed(part.header().seed())));
      part.rows()
          .forEach(
              (hash, numbers) -> {
                double share = Math.min(rate.of(numbers), HIGHEST_RATE);
                if (!Double.isNaN(share)) {
                  int row = builder.find(hash).orElseThrow();
                  builder.set(row, column, share);
                  sums[row] += share;
                  counts[row]++;
                }
              });
    }
    int mean = column(named.of(Run.MEAN));
    for (int row = 0; row < sums.length; row++) {
      if (counts[row] > 0) {
        builder.set(row, mean, sums[row] / counts[row]);
      }
    }
  }

  /** Adds latencies in milliseconds, or sizes. */
  private void addCosts(AsrPickle part) {
    List<Integer> columns =
        switch (part.header().kind()) {
          case TRAINING -> List.of();
          case BENCHMARKING ->
              List.of(builder.column(new Cost("latency-ms." + part.header().device()), 1000, 1));
          case STATIC ->
              List.of(builder.column(Cost.PARAMETERS), builder.column(new Cost("flops")));
        };
    part.rows()
        .forEach(
            (hash, numbers) -> {
              for (int i = 0; i < columns.size(); i++) {
                if (i < numbers.length) {
                  builder.set(builder.find(hash).orElseThrow(), columns.get(i), numbers[i]);
                }
              }
            });
  }
}
