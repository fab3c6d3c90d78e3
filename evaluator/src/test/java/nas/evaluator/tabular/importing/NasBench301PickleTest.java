package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nas.core.UserException;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads trainings of DARTS cells as NASBenchAPI pickles them.
 *
 * <p>{@code python.pickle} was written by Python 3.11. It has two trainings of one pair of cells,
 * one of another, and a record that is of none; the accuracy after epoch e of 98 is a (1 - 1/2e),
 * with a = 90, 92 and 91, the test accuracy a - 1/2.
 */
final class NasBench301PickleTest {

  private static final String FIRST =
      "[[(0, 0), (1, 4), (0, 1), (1, 1), (0, 1), (1, 1), (2, 5), (3, 2)],"
          + " [(0, 6), (1, 3), (0, 0), (1, 0), (0, 6), (2, 1), (1, 0), (3, 5)]]";
  private static final String OTHER =
      "[[(0, 0), (1, 4), (0, 1), (1, 1), (0, 1), (1, 1), (0, 3), (4, 2)],"
          + " [(0, 6), (1, 3), (0, 0), (1, 0), (0, 6), (2, 1), (1, 0), (3, 5)]]";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Benchmark opened(Path file) {
    Path out = folder.resolve("nb301.bench");
    BenchmarkImport.nasBench301(file).write(out);
    return Benchmark.open(out);
  }

  private static double value(Benchmark benchmark, String key, String quantity) {
    return benchmark.value(
        benchmark.row(key), benchmark.column(Quantity.parse("test", "cifar10 " + quantity)));
  }

  @Test
  void readsWhatPythonWrites() throws URISyntaxException {
    Benchmark benchmark =
        opened(
            Path.of(
                Objects.requireNonNull(
                        NasBench301PickleTest.class.getResource("nasbench301-runs/python.pickle"))
                    .toURI()));
    assertEquals(2, benchmark.rows());
    assertEquals(FIRST, benchmark.key(0));
    assertEquals(OTHER, benchmark.key(1));
    for (int epoch : new int[] {1, 7, 98}) {
      double share = 1 - 0.5 / epoch;
      String mean = "accuracy-percent validation@" + epoch + " mean";
      assertEquals(90.5 * share, value(benchmark, FIRST, mean), 1e-4, mean);
      assertEquals(92 * share, value(benchmark, OTHER, mean), 1e-4, mean);
    }
    double last = 1 - 0.5 / 98;
    String validation = "accuracy-percent validation@98 seed ";
    assertEquals(90 * last, value(benchmark, FIRST, validation + 1), 1e-4);
    assertEquals(91 * last, value(benchmark, FIRST, validation + 2), 1e-4);
    assertEquals(92 * last, value(benchmark, OTHER, validation + 1), 1e-4);
    assertTrue(Double.isNaN(value(benchmark, OTHER, validation + 2)));
    assertEquals(89.5, value(benchmark, FIRST, "accuracy-percent test@98 seed 1"));
    assertEquals(90, value(benchmark, FIRST, "accuracy-percent test@98 mean"));
    assertEquals(7002.5, value(benchmark, FIRST, "train-seconds training@98 seed 2"));
    assertEquals(7001.5, value(benchmark, FIRST, "train-seconds training@98 mean"));
    assertTrue(
        benchmark.description().toString().contains("1 of 4 records are of no training"),
        benchmark.description()::toString);
  }

  private static Map<String, Object> record(Object accuracy, String inputs) {
    Map<String, Object> cells = new LinkedHashMap<>();
    String prefix = "NetworkSelectorDatasetInfo:darts:";
    for (String cell : List.of("normal", "reduce")) {
      for (int edge : new int[] {0, 1, 2, 3, 5, 6, 9, 10}) {
        cells.put(prefix + "edge_" + cell + "_" + edge, "skip_connect");
      }
      for (int node = 3; node < 6; node++) {
        cells.put(prefix + "inputs_node_" + cell + "_" + node, inputs);
      }
    }
    return new LinkedHashMap<>(
        Map.of(
            "path",
            "a.json",
            "parsed",
            new LinkedHashMap<>(
                Map.of(
                    "optimized_hyperparamater_config",
                    cells,
                    "learning_curves",
                    new LinkedHashMap<>(
                        Map.of("Train/val_accuracy", new ArrayList<>(List.of(10.0, accuracy))))))));
  }

  private Path file(Object root) throws IOException {
    return Files.write(folder.resolve("trainings.pickle"), PickleWriter.pickled(root));
  }

  private String refusal(Object root) throws IOException {
    Path file = file(root);
    return String.valueOf(
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench301(file)).getMessage());
  }

  private static Map<String, Object> entries(Object... entries) {
    return new LinkedHashMap<>(
        Map.of("entries", new ArrayList<>(List.of(entries)), "num_files", entries.length));
  }

  @Test
  void trainingsMayLackTestAccuracyAndTime() throws IOException {
    Benchmark benchmark = opened(file(entries(record(90.0, "0_1"))));
    assertEquals(1, benchmark.rows());
    assertEquals(90, value(benchmark, benchmark.key(0), "accuracy-percent validation@2 seed 1"));
    assertEquals(10, value(benchmark, benchmark.key(0), "accuracy-percent validation@1 mean"));
  }

  @Test
  void whatIsNotOneIsRefused() throws IOException {
    assertTrue(refusal(Map.of("a", 1)).contains("no dictionary with a list of entries"));
    assertTrue(refusal(entries()).contains("none of its 0 records is a training"));
    assertTrue(
        refusal(entries(record(123.0, "0_1")))
            .contains("record 1 in it, \"a.json\", is not one of NAS-Bench-301"));
    assertTrue(refusal(entries(record("good", "0_1"))).contains("not a percentage"));
    assertTrue(refusal(entries(record(90.0, "0_9"))).contains("inputs_node_normal_3"));
    Map<String, Object> more = entries(record(90.0, "0_1"));
    more.put("num_files", 2);
    assertTrue(refusal(more).contains("says that it has 2"), refusal(more));
  }
}
