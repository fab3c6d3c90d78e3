package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import nas.core.SharedFiles;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What look-ups return must be what the published tables say, row by row. */
final class PublishedTablesTest {

  /** What the columns of the table hold, written out again so that a slip shows. */
  private static final Map<String, String> NASBENCH201 =
      Map.ofEntries(
          Map.entry("params", "parameters"),
          Map.entry("c10_val_200_mean", "cifar10-valid accuracy-percent validation@200 mean"),
          Map.entry("c10_val_200_naslib", "cifar10-valid accuracy-percent test@200 seed 888"),
          Map.entry("c10valid_test_200_mean", "cifar10-valid accuracy-percent test@200 mean"),
          Map.entry("c10_test_200_mean", "cifar10 accuracy-percent test@200 mean"),
          Map.entry("c100_val_200_naslib", "cifar100 accuracy-percent test@200 seed 888"),
          Map.entry("c100_test_200_mean", "cifar100 accuracy-percent test@200 mean"),
          Map.entry("in16_val_200_naslib", "ImageNet16-120 accuracy-percent test@200 seed 888"),
          Map.entry("in16_test_200_mean", "ImageNet16-120 accuracy-percent test@200 mean"),
          Map.entry("c10_val_12", "cifar10-valid accuracy-percent validation@12 mean"),
          Map.entry("c10_test_12", "cifar10 accuracy-percent test@12 seed 111"),
          Map.entry("c100_val_12", "cifar100 accuracy-percent validation@12 seed 111"),
          Map.entry("c100_test_12", "cifar100 accuracy-percent test@12 seed 111"),
          Map.entry("in16_val_12", "ImageNet16-120 accuracy-percent validation@12 seed 111"),
          Map.entry("in16_test_12", "ImageNet16-120 accuracy-percent test@12 seed 111"),
          Map.entry("c10valid_train_loss", "cifar10-valid loss training@200 mean"),
          Map.entry("c10valid_train_acc", "cifar10-valid accuracy-percent training@200 mean"));

  private static double value(Benchmark benchmark, String key, Quantity quantity) {
    int row = benchmark.row(key);
    assertTrue(row >= 0, key);
    return benchmark.value(row, benchmark.column(quantity));
  }

  private static List<String> header(String relative) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SharedFiles.require(relative))),
                StandardCharsets.US_ASCII))) {
      return List.of(reader.readLine().split(",", -1));
    }
  }

  @Test
  @Tag("slow")
  void nasBench201IsTheTable() throws IOException {
    Benchmark benchmark = Benchmark.open(Tables.nasBench201());
    List<String> header = header(Tables.ACCURACIES);
    List<String[]> rows = SharedFiles.rows(Tables.ACCURACIES);
    assertEquals(15_625, benchmark.rows());
    assertEquals(15_625, rows.size());
    assertEquals(20, header.size());
    for (int column = 2; column < header.size(); column++) {
      String name = header.get(column);
      for (String[] row : rows) {
        double published = Double.parseDouble(row[column]);
        if (name.equals("c10valid_train_sec_per_epoch")) {
          assertEquals(
              200 * published,
              value(benchmark, row[1], Query.trainSeconds("cifar10-valid", 200, Run.MEAN)));
        } else {
          Quantity quantity =
              Quantity.parse("test", java.util.Objects.requireNonNull(NASBENCH201.get(name)));
          assertEquals(published, value(benchmark, row[1], quantity), name + " of " + row[1]);
        }
      }
    }
    for (String[] row : rows) {
      int index = Integer.parseInt(row[0]);
      assertEquals(index, benchmark.row(NasBench201Space.fromIndex(index).toString()));
      assertEquals(row[1], benchmark.key(index));
    }
  }

  @Test
  void latenciesAreTheTable() throws IOException {
    Benchmark benchmark = Benchmark.open(Tables.nasBench201());
    List<String> header = header(Tables.LATENCIES);
    assertEquals(29, header.size());
    for (String[] row : SharedFiles.rows(Tables.LATENCIES)) {
      for (int column = 2; column < header.size(); column++) {
        assertEquals(
            Double.parseDouble(row[column]),
            value(benchmark, row[1], new Cost("latency-ms." + header.get(column))));
      }
    }
  }

  /**
   * The times of three cells in the official records of NATS-Bench, in which an epoch takes twice
   * as long on all of CIFAR-10 and on CIFAR-100 as on half of CIFAR-10.
   */
  @Test
  void derivedTimesAreTheOfficialOnes() {
    Benchmark benchmark = Benchmark.open(Tables.nasBench201());
    double[][] official = {
      {0, 7.221092998981476, 14.442185997962952, 43.817592317819596},
      {11, 12.462056795756022, 24.924113591512043, 75.61976063664754},
      {284, 4.875794370969136, 9.751588741938273, 29.586320243040717}
    };
    for (double[] cell : official) {
      String key = NasBench201Space.fromIndex((int) cell[0]).toString();
      for (int epochs : new int[] {12, 200}) {
        Run mean = Run.MEAN;
        List<Query> queries =
            List.of(
                Query.trainSeconds("cifar10-valid", epochs, mean),
                Query.trainSeconds("cifar100", epochs, mean),
                Query.trainSeconds("ImageNet16-120", epochs, mean));
        for (int i = 0; i < queries.size(); i++) {
          double expected = epochs * cell[i + 1];
          assertEquals(expected, value(benchmark, key, queries.get(i)), 1e-8 * expected);
        }
        assertEquals(
            value(benchmark, key, queries.get(1)),
            value(benchmark, key, Query.trainSeconds("cifar10", epochs, mean)));
      }
    }
  }

  @Test
  void bestOfNasBench201AreThePublishedOnes() {
    Benchmark benchmark = Benchmark.open(Tables.nasBench201());
    assertEquals(94.37, best(benchmark, Query.accuracy("cifar10", Split.TEST, 200, Run.MEAN)));
    assertEquals(73.51, best(benchmark, Query.accuracy("cifar100", Split.TEST, 200, Run.MEAN)));
    assertEquals(
        47.31, best(benchmark, Query.accuracy("ImageNet16-120", Split.TEST, 200, Run.MEAN)));
    assertEquals(
        91.61, best(benchmark, Query.accuracy("cifar10-valid", Split.VALIDATION, 200, Run.MEAN)));
    String all3x3 =
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
            + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
    assertEquals(1_531_546, value(benchmark, all3x3, Cost.PARAMETERS));
    assertEquals(
        93.76,
        Math.rint(
                100
                    * value(
                        benchmark, all3x3, Query.accuracy("cifar10", Split.TEST, 200, Run.MEAN)))
            / 100);
  }

  private static double best(Benchmark benchmark, Query query) {
    int column = benchmark.column(query);
    double best = 0;
    for (int row = 0; row < benchmark.rows(); row++) {
      best = Math.max(best, benchmark.value(row, column));
    }
    return Math.rint(100 * best) / 100;
  }

  @Test
  @Tag("slow")
  void nasBench101IsTheTable() throws IOException {
    Benchmark benchmark = Benchmark.open(Tables.nasBench101());
    List<String[]> rows = SharedFiles.rows(Tables.FULL);
    assertEquals(423_624, benchmark.rows());
    int test = benchmark.column(Query.accuracy("cifar10", Split.TEST, 108, Run.MEAN));
    int parameters = benchmark.column(Cost.PARAMETERS);
    double sum = 0;
    double best = 0;
    for (String[] cells : rows) {
      int row = benchmark.row(cells[0]);
      assertEquals(cells[0], benchmark.key(row));
      assertEquals(Integer.parseInt(cells[4]) * 100 / 29952.0, benchmark.value(row, test));
      assertEquals(Double.parseDouble(cells[5]), benchmark.value(row, parameters));
      sum += benchmark.value(row, test);
      best = Math.max(best, benchmark.value(row, test));
    }
    assertEquals(0.89680, sum / 423_624 / 100, 5e-6);
    assertEquals(0.94318, best / 100, 5e-6);

    List<String> header = header(Tables.MULTIFIDELITY);
    int runs = 0;
    for (String[] cells : SharedFiles.rows(Tables.MULTIFIDELITY)) {
      for (int column = 4; column < 28; column++) {
        String[] name = header.get(column).split("_", -1);
        Split split = name[0].startsWith("val") ? Split.VALIDATION : Split.TEST;
        int epochs = Integer.parseInt(name[0].replaceAll("[a-z]", ""));
        Query query =
            Query.accuracy("cifar10", split, epochs, new Run.Seed(Integer.parseInt(name[1])));
        assertEquals(
            Integer.parseInt(cells[column]) * 100 / 9984.0, value(benchmark, cells[0], query));
        runs++;
      }
    }
    assertEquals(23_142 * 24, runs);
    Query mean = Query.accuracy("cifar10", Split.VALIDATION, 108, Run.MEAN);
    assertEquals(23_142, benchmark.columns().get(benchmark.column(mean)).present());
  }
}
