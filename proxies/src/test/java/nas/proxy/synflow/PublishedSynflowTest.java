package nas.proxy.synflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.Score;
import nas.space.NetworkVariant;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench101.VertexOperation;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against scores and accuracies that others published; skipped where the tables are not there. */
@Tag("slow")
class PublishedSynflowTest {

  private static final Task CIFAR10 = new Task(new FeatureShape(3, 32, 32), 10);

  /** Rows of a table, by column. */
  private record Table(List<String> columns, List<String[]> rows) {
    String text(int row, String column) {
      return rows.get(row)[columns.indexOf(column)];
    }

    /** Returns the numbers of a column, NaN where there are none. */
    double[] numbers(String column) {
      return IntStream.range(0, rows.size())
          .mapToObj(row -> text(row, column))
          .mapToDouble(text -> text.isEmpty() ? Double.NaN : Double.parseDouble(text))
          .toArray();
    }
  }

  private static Table table(String name) throws IOException {
    Path path = Path.of(System.getProperty("nas.shared", "")).resolve("benchmarks").resolve(name);
    assumeTrue(
        Files.isRegularFile(path),
        "skipped: " + path.toAbsolutePath().normalize() + " is not there; set -Dnas.shared=FOLDER");
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.US_ASCII))) {
      List<String[]> rows = reader.lines().map(line -> line.split(",", -1)).toList();
      return new Table(List.of(rows.get(0)), rows.subList(1, rows.size()));
    }
  }

  /** Returns the score; negative infinity if there is none. */
  private static double score(Network network, ExpectedWeights weights) {
    return new ExpectedSynflow(weights).logScore(network) instanceof Score.Value value
        ? value.value()
        : Double.NEGATIVE_INFINITY;
  }

  private static double[] nasBench201() {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(16, 5, NetworkVariant.ZERO_COST, CanonicalDefinition.STRING));
    return space
        .enumerate()
        .mapToDouble(cell -> score(space.network(cell, CIFAR10), ExpectedWeights.PYTORCH_DEFAULT))
        .toArray();
  }

  /** Spearman's correlation over the places where neither is NaN; ties take the mean rank. */
  private static double spearman(double[] a, double[] b) {
    int[] both =
        IntStream.range(0, a.length)
            .filter(i -> !Double.isNaN(a[i]) && !Double.isNaN(b[i]))
            .toArray();
    double[] ranksA = ranks(Arrays.stream(both).mapToDouble(i -> a[i]).toArray());
    double[] ranksB = ranks(Arrays.stream(both).mapToDouble(i -> b[i]).toArray());
    double mean = (both.length - 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < both.length; i++) {
      ab += (ranksA[i] - mean) * (ranksB[i] - mean);
      aa += (ranksA[i] - mean) * (ranksA[i] - mean);
      bb += (ranksB[i] - mean) * (ranksB[i] - mean);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double[] ranks(double[] values) {
    Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to - 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  @Test
  void ranksNasBench201AsThePublishedScoresAndAsTheAccuraciesDo() throws IOException {
    Table published = table("nasbench201/published_proxies_cifar10.csv.gz");
    Table accuracies = table("nasbench201/accuracies.csv.gz");
    double[] scores = nasBench201();
    double agreement = spearman(scores, published.numbers("c10_synflow_nets9445"));
    assertTrue(agreement > 0.9997, "Spearman with the published scores is " + agreement);
    assertEquals(0.780, spearman(scores, accuracies.numbers("c10_test_200_mean")), 0.002);
    assertEquals(0.765, spearman(scores, accuracies.numbers("c100_test_200_mean")), 0.002);
    assertEquals(0.753, spearman(scores, accuracies.numbers("in16_test_200_mean")), 0.002);
  }

  @Test
  void ranksNasBench101AsThePublishedScoresAndAsTheAccuraciesDo() throws IOException {
    Table published = table("nasbench101/published_proxies.csv.gz");
    Table all = table("nasbench101/full.csv.gz");
    Map<String, NasBench101Cell> cells = new HashMap<>();
    for (int row = 0; row < all.rows().size(); row++) {
      cells.put(
          all.text(row, "hash"),
          cell(
              Integer.parseInt(all.text(row, "vertices")),
              Integer.parseInt(all.text(row, "adj_bits")),
              all.text(row, "ops")));
    }
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    double[] theirs = published.numbers("synflow");
    Network[] networks = new Network[theirs.length];
    for (int row = 0; row < theirs.length; row++) {
      NasBench101Cell cell = cells.get(published.text(row, "hash"));
      if (!Double.isNaN(theirs[row]) && cell != null) {
        networks[row] = space.network(cell, CIFAR10);
      }
    }
    assertEquals(292, Arrays.stream(networks).filter(Objects::nonNull).count());
    double[] ours = scores(networks, ExpectedWeights.NASBENCH101);
    assertEquals(0.99992, spearman(ours, theirs), 5e-6);
    assertEquals(0.572, spearman(ours, published.numbers("test_acc_108_mean")), 0.002);
    // Drawn otherwise, weights weigh depth and width otherwise.
    assertEquals(0.99591, spearman(scores(networks, ExpectedWeights.KAIMING_NORMAL), theirs), 5e-6);
    assertEquals(
        0.98559, spearman(scores(networks, ExpectedWeights.PYTORCH_DEFAULT), theirs), 5e-6);
  }

  /** Scores those networks that are there, NaN for the others. */
  private static double[] scores(Network[] networks, ExpectedWeights weights) {
    return Arrays.stream(networks)
        .mapToDouble(network -> network == null ? Double.NaN : score(network, weights))
        .toArray();
  }

  private static NasBench101Cell cell(int vertices, int bits, String letters) {
    List<VertexOperation> operations = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      operations.add(
          switch (letters.charAt(i)) {
            case 'C' -> VertexOperation.CONVOLUTION_3X3;
            case 'c' -> VertexOperation.CONVOLUTION_1X1;
            default -> VertexOperation.MAX_POOL_3X3;
          });
    }
    return new NasBench101Cell(vertices, bits, operations);
  }
}
