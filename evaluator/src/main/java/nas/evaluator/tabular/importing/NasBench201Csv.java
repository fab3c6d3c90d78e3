package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.InvalidArchitectureException;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Space;

/**
 * Reads NAS-Bench-201 (Dong and Yang 2020, arXiv:2001.00326) from tables in CSV.
 *
 * <p>Columns are named for what they hold, compared with the official records: {@code *_naslib}
 * columns are test accuracies of seed 888, although other libraries call them validation accuracy;
 * {@code c10_val_12} is the mean of two runs, the other columns of 12 epochs are the run with seed
 * 111. Times of the official records are those of {@code cifar10-valid} times the number of
 * training images over 25,000, and are derived so.
 */
public final class NasBench201Csv {

  /** The number of cells. */
  static final int CELLS = 15_625;

  private static final String HALF = "cifar10-valid";
  private static final String ALL = "cifar10";
  private static final String CIFAR100 = "cifar100";
  private static final String IMAGENET = "ImageNet16-120";
  private static final Run SEED_888 = new Run.Seed(888);
  private static final Run SEED_111 = new Run.Seed(111);
  private static final String INDEX = "index";
  private static final String ARCHITECTURE = "arch_str";
  private static final String SECONDS = "c10valid_train_sec_per_epoch";

  private static final Map<String, Quantity> COLUMNS = columns();

  /** A column of the table and where its numbers go. */
  private record Source(int from, int to, Quantity quantity) {}

  private NasBench201Csv() {}

  private static Map<String, Quantity> columns() {
    Map<String, Quantity> columns = new LinkedHashMap<>();
    columns.put("params", Cost.PARAMETERS);
    columns.put("c10_val_200_mean", Query.accuracy(HALF, Split.VALIDATION, 200, Run.MEAN));
    columns.put("c10_val_200_naslib", Query.accuracy(HALF, Split.TEST, 200, SEED_888));
    columns.put("c10valid_test_200_mean", Query.accuracy(HALF, Split.TEST, 200, Run.MEAN));
    columns.put("c10_test_200_mean", Query.accuracy(ALL, Split.TEST, 200, Run.MEAN));
    columns.put("c100_val_200_naslib", Query.accuracy(CIFAR100, Split.TEST, 200, SEED_888));
    columns.put("c100_test_200_mean", Query.accuracy(CIFAR100, Split.TEST, 200, Run.MEAN));
    columns.put("in16_val_200_naslib", Query.accuracy(IMAGENET, Split.TEST, 200, SEED_888));
    columns.put("in16_test_200_mean", Query.accuracy(IMAGENET, Split.TEST, 200, Run.MEAN));
    columns.put("c10_val_12", Query.accuracy(HALF, Split.VALIDATION, 12, Run.MEAN));
    columns.put("c10_test_12", Query.accuracy(ALL, Split.TEST, 12, SEED_111));
    columns.put("c100_val_12", Query.accuracy(CIFAR100, Split.VALIDATION, 12, SEED_111));
    columns.put("c100_test_12", Query.accuracy(CIFAR100, Split.TEST, 12, SEED_111));
    columns.put("in16_val_12", Query.accuracy(IMAGENET, Split.VALIDATION, 12, SEED_111));
    columns.put("in16_test_12", Query.accuracy(IMAGENET, Split.TEST, 12, SEED_111));
    columns.put("c10valid_train_loss", new Query(HALF, Query.LOSS, Split.TRAINING, 200, Run.MEAN));
    columns.put("c10valid_train_acc", Query.accuracy(HALF, Split.TRAINING, 200, Run.MEAN));
    return columns;
  }

  /** Says whether a header is one of these tables. */
  static boolean isHeader(List<String> header) {
    return header.contains(ARCHITECTURE) && header.contains("c10_val_200_mean");
  }

  /**
   * Reads the tables.
   *
   * @param accuracies CSV with the columns {@code index}, {@code arch_str}, {@code
   *     c10_val_200_mean} and so on
   * @param latencies CSV with {@code index}, {@code arch_str} and one column of milliseconds for
   *     each device
   * @param partial whether cells may be missing
   * @throws UserException if a file cannot be read, or cells are missing or stand twice
   */
  public static Imported read(Path accuracies, Optional<Path> latencies, boolean partial) {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                "nasbench201",
                "nasbench201",
                Description.Keys.TEXT,
                "NAS-Bench-201 and NATS-Bench, https://github.com/D-X-Y/NATS-Bench",
                "MIT",
                "cifar10-valid: trained on half of CIFAR-10's training images, cifar10: on all."
                    + " validation accuracies at 200 epochs are those of cifar10-valid only."
                    + " Parameters are those with 10 classes."));
    readAccuracies(accuracies, builder);
    if (!partial && builder.rows() != CELLS) {
      throw new UserException(
          accuracies + ": " + builder.rows() + " of " + CELLS + " cells are there",
          "fetch the file again, or give --partial if this is all you want");
    }
    List<Path> files = new ArrayList<>(List.of(accuracies));
    latencies.ifPresent(
        file -> {
          readLatencies(file, builder, partial);
          files.add(file);
        });
    return Imported.of(builder, files);
  }

  private static void readAccuracies(Path file, BenchmarkBuilder builder) {
    try (CsvReader csv = CsvReader.open(file)) {
      int index = Values.column(csv, INDEX);
      int architecture = Values.column(csv, ARCHITECTURE);
      List<Source> sources = new ArrayList<>();
      COLUMNS.forEach(
          (name, quantity) ->
              sources.add(
                  new Source(Values.column(csv, name), builder.column(quantity), quantity)));
      int seconds = Values.column(csv, SECONDS);
      int perEpoch = builder.column(Query.trainSeconds(HALF, 200, Run.MEAN), 200, 1);
      deriveSeconds(builder, perEpoch);
      while (csv.next()) {
        int row = addCell(csv, index, architecture, builder);
        for (Source source : sources) {
          builder.set(row, source.to(), Values.checked(csv, source.from(), source.quantity()));
        }
        builder.set(row, perEpoch, csv.required(seconds));
      }
    }
  }

  private static void deriveSeconds(BenchmarkBuilder builder, int perEpoch) {
    builder.derive(Query.trainSeconds(HALF, 12, Run.MEAN), perEpoch, 12, 1);
    for (int epochs : new int[] {200, 12}) {
      builder.derive(Query.trainSeconds(ALL, epochs, Run.MEAN), perEpoch, epochs * 50L, 25);
      builder.derive(Query.trainSeconds(CIFAR100, epochs, Run.MEAN), perEpoch, epochs * 50L, 25);
      // ImageNet16-120 has 151,700 training images.
      builder.derive(Query.trainSeconds(IMAGENET, epochs, Run.MEAN), perEpoch, epochs * 1517L, 250);
    }
  }

  private static int addCell(CsvReader csv, int index, int architecture, BenchmarkBuilder builder) {
    String text = cell(csv, index, architecture);
    if (builder.find(text).isPresent()) {
      throw csv.problem("the cell " + text + " stands twice", "remove one of the rows");
    }
    return builder.addRow(text);
  }

  /** Returns the text of the cell of a row, having compared it with its index. */
  private static String cell(CsvReader csv, int index, int architecture) {
    try {
      int stated = csv.whole(index, 0, CELLS - 1);
      NasBench201Architecture cell = NasBench201Architecture.parse(csv.cell(architecture));
      int official = NasBench201Space.indexOf(cell);
      if (official != stated) {
        throw csv.problem(
            "the cell " + cell + " has the official index " + official + ", not " + stated, "");
      }
      return cell.toString();
    } catch (InvalidArchitectureException refused) {
      throw csv.problem(String.valueOf(refused.getMessage()), "");
    }
  }

  private static void readLatencies(Path file, BenchmarkBuilder builder, boolean partial) {
    try (CsvReader csv = CsvReader.open(file)) {
      int index = Values.column(csv, INDEX);
      int architecture = Values.column(csv, ARCHITECTURE);
      Map<Integer, Integer> targets = new LinkedHashMap<>();
      for (int column = 0; column < csv.header().size(); column++) {
        if (column != index && column != architecture) {
          String name = "latency-ms." + csv.header().get(column);
          if (!Quantity.NAME.matcher(name).matches()) {
            throw csv.problem("a device cannot have the name " + name, "");
          }
          targets.put(column, builder.column(new Cost(name)));
        }
      }
      boolean[] seen = new boolean[builder.rows()];
      int count = 0;
      while (csv.next()) {
        String text = cell(csv, index, architecture);
        OptionalInt row = builder.find(text);
        if (row.isEmpty()) {
          if (partial) {
            continue;
          }
          throw csv.problem("the cell " + text + " has no accuracy", "");
        }
        if (seen[row.getAsInt()]) {
          throw csv.problem("the cell " + text + " stands twice", "remove one of the rows");
        }
        seen[row.getAsInt()] = true;
        count++;
        targets.forEach(
            (from, to) ->
                csv.number(from).ifPresent(value -> builder.set(row.getAsInt(), to, value)));
      }
      if (!partial && count != builder.rows()) {
        throw new UserException(
            file + ": " + count + " of " + builder.rows() + " cells are there",
            "fetch the file again, or give --partial if this is all you want");
      }
    }
  }
}
