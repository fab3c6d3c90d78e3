package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.InvalidArchitectureException;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench101.VertexOperation;

/**
 * Reads NAS-Bench-101 (Ying et al. 2019, arXiv:1902.09635) from tables in CSV: the mean test
 * accuracies of all cells, and single runs at 4, 12, 36 and 108 epochs of some.
 *
 * <p>Accuracies stand as k, the number of images classified correctly, of the 9,984 that the
 * benchmark counted (29,952 for the sum of three runs). Means over three runs are exact sums of
 * them.
 */
public final class NasBench101Csv {

  /** The number of cells. */
  static final int CELLS = 423_624;

  private static final String CIFAR10 = "cifar10";
  private static final int IMAGES = 9_984;
  private static final int RUNS = 3;
  private static final int[] EPOCHS = {4, 12, 36, 108};
  private static final String SUM = "test_acc_108_mean_x29952";
  private static final NasBench101Space SPACE =
      new NasBench101Space(NasBench101Settings.published());
  private static final Query MEAN_TEST = Query.accuracy(CIFAR10, Split.TEST, 108, Run.MEAN);

  private NasBench101Csv() {}

  /** Says whether a header is one of these tables. */
  static boolean isHeader(List<String> header) {
    return header.contains("adj_bits");
  }

  static Description description(String notes) {
    return new Description(
        "nasbench101",
        "nasbench101",
        Description.Keys.CANONICAL_ID,
        "NAS-Bench-101, https://github.com/google-research/nasbench",
        "Apache-2.0",
        notes);
  }

  /**
   * Reads tables, whichever come first.
   *
   * @param files tables with {@code test_acc_108_mean_x29952}, or with {@code val4_1} and so on
   * @param partial whether cells may be missing from the table of all
   * @throws UserException if a file cannot be read, cells are missing or stand twice, or tables
   *     contradict each other
   */
  public static Imported read(List<Path> files, boolean partial) {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            description(
                "Seeds 1 to 3 are the numbers of the benchmark's three runs. Cells without"
                    + " single runs have a mean test accuracy only."));
    List<Path> singleRuns = new ArrayList<>();
    for (Path file : files) {
      try (CsvReader csv = CsvReader.open(file)) {
        if (!csv.header().contains(SUM)) {
          singleRuns.add(file);
          continue;
        }
        int before = builder.rows();
        readMeans(csv, builder);
        int added = builder.rows() - before;
        if (!partial && added != CELLS) {
          throw new UserException(
              file + ": " + added + " of " + CELLS + " cells are there",
              "fetch the file again, or give --partial if this is all you want");
        }
      }
    }
    for (Path file : singleRuns) {
      try (CsvReader csv = CsvReader.open(file)) {
        readRuns(csv, builder);
      }
    }
    return Imported.of(builder, files);
  }

  private static void readMeans(CsvReader csv, BenchmarkBuilder builder) {
    Graph graph = new Graph(csv);
    int sum = Values.column(csv, SUM);
    int parameters = Values.column(csv, "params");
    int meanTest = builder.column(MEAN_TEST, 100, RUNS * IMAGES);
    int cost = builder.column(Cost.PARAMETERS);
    while (csv.next()) {
      String hash = graph.hash();
      if (builder.find(hash).isPresent()) {
        throw csv.problem("the cell " + hash + " stands twice", "remove one of the rows");
      }
      int row = builder.addRow(hash);
      builder.set(row, meanTest, csv.whole(sum, 0, RUNS * IMAGES));
      builder.set(row, cost, csv.whole(parameters, 0, Integer.MAX_VALUE));
    }
  }

  private static void readRuns(CsvReader csv, BenchmarkBuilder builder) {
    Graph graph = new Graph(csv);
    List<int[]> sources = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    List<Query> means = new ArrayList<>();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      for (int epochs : EPOCHS) {
        int[] source = new int[RUNS];
        int[] target = new int[RUNS + 1];
        for (int run = 0; run < RUNS; run++) {
          String word = split == Split.VALIDATION ? "val" : "test";
          source[run] = Values.column(csv, word + epochs + "_" + (run + 1));
          target[run] =
              builder.column(
                  Query.accuracy(CIFAR10, split, epochs, new Run.Seed(run + 1)), 100, IMAGES);
        }
        Query mean = Query.accuracy(CIFAR10, split, epochs, Run.MEAN);
        target[RUNS] = builder.column(mean, 100, RUNS * IMAGES);
        sources.add(source);
        targets.add(target);
        means.add(mean);
      }
    }
    boolean[] seen = new boolean[0];
    while (csv.next()) {
      String hash = graph.hash();
      OptionalInt known = builder.find(hash);
      int row = known.isPresent() ? known.getAsInt() : builder.addRow(hash);
      if (row >= seen.length) {
        seen = java.util.Arrays.copyOf(seen, Math.max(builder.rows(), 2 * seen.length));
      }
      if (seen[row]) {
        throw csv.problem("the cell " + hash + " stands twice", "remove one of the rows");
      }
      seen[row] = true;
      for (int i = 0; i < sources.size(); i++) {
        int sum = 0;
        for (int run = 0; run < RUNS; run++) {
          int correct = csv.whole(sources.get(i)[run], 0, IMAGES);
          builder.set(row, targets.get(i)[run], correct);
          sum += correct;
        }
        double stated = builder.value(row, targets.get(i)[RUNS]);
        if (!Double.isNaN(stated) && stated != sum * 100.0 / (RUNS * IMAGES)) {
          throw csv.problem(
              "the mean of the runs of "
                  + hash
                  + " at "
                  + means.get(i)
                  + " is not the mean of the other table",
              "the tables are not of one benchmark");
        }
        builder.set(row, targets.get(i)[RUNS], sum);
      }
    }
  }

  /** Reads the cell of a row and checks that it has the hash that the row states. */
  private static final class Graph {
    private final CsvReader csv;
    private final int hash;
    private final int vertices;
    private final int bits;
    private final int operations;

    Graph(CsvReader csv) {
      this.csv = csv;
      hash = Values.column(csv, "hash");
      vertices = Values.column(csv, "vertices");
      bits = Values.column(csv, "adj_bits");
      operations = Values.column(csv, "ops");
    }

    String hash() {
      String stated = csv.cell(hash);
      String letters = csv.cell(operations);
      List<VertexOperation> read = new ArrayList<>();
      for (int i = 0; i < letters.length(); i++) {
        read.add(
            switch (letters.charAt(i)) {
              case 'C' -> VertexOperation.CONVOLUTION_3X3;
              case 'c' -> VertexOperation.CONVOLUTION_1X1;
              case 'M' -> VertexOperation.MAX_POOL_3X3;
              default -> throw csv.problem("ops (" + letters + ") must be of C, c and M", "");
            });
      }
      try {
        NasBench101Cell cell =
            new NasBench101Cell(
                csv.whole(vertices, 2, NasBench101Cell.MOST_VERTICES),
                csv.whole(bits, 0, 1 << 21),
                read);
        String actual = SPACE.canonicalId(cell);
        if (!actual.equals(stated)) {
          throw csv.problem("its cell has the hash " + actual + ", not " + stated, "");
        }
        return actual;
      } catch (InvalidArchitectureException refused) {
        throw csv.problem(String.valueOf(refused.getMessage()), "");
      }
    }
  }
}
