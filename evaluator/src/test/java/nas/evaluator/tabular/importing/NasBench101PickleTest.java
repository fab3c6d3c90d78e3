package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import nas.core.UserException;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Column;
import nas.evaluator.tabular.Quantity;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads all runs of NAS-Bench-101 as NASBenchAPI pickles them. */
final class NasBench101PickleTest {

  private static final NasBench101Space SPACE =
      new NasBench101Space(NasBench101Settings.published());
  private static final int[] EPOCHS = {4, 12, 36, 108};
  private static final int RUNS = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** A training as both files have it. */
  private record Training(String hash, int epochs, String matrix, String operations, String data) {
    Map<String, Object> entry() {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("epoch", epochs);
      // Texts of their own, as the reader of the official file makes them.
      entry.put("adjacency_str", own(matrix));
      entry.put("operations_str", own(operations));
      entry.put("metrics_b64", own(data));
      entry.put("derived", new LinkedHashMap<>(Map.of("test_accuracy", 0.5)));
      return entry;
    }

    String json() {
      return "[\"%s\", %d, \"%s\", \"%s\", \"%s\"]"
          .formatted(hash, epochs, matrix, operations, data);
    }
  }

  @SuppressWarnings("StringCopy")
  private static String own(String text) {
    return new String(text.toCharArray());
  }

  private static List<Training> trainings(int cells) {
    SplittableRandom random = new SplittableRandom(11);
    List<Training> trainings = new ArrayList<>();
    for (NasBench101Cell cell : SPACE.enumerate().skip(2).limit(cells).toList()) {
      String[] parts = SPACE.format(cell).split(" / ", -1);
      for (int epochs : EPOCHS) {
        for (int run = 0; run < RUNS; run++) {
          byte[] metrics =
              TfRecordTest.metrics(
                  random.nextInt(1, 4000) / 4.0,
                  (float) (random.nextInt(9985) / 9984.0),
                  (float) (random.nextInt(9985) / 9984.0),
                  (float) (random.nextInt(9985) / 9984.0));
          trainings.add(
              new Training(
                  SPACE.canonicalId(cell),
                  epochs,
                  parts[0].replace(" ", ""),
                  parts[1].replace(' ', ','),
                  Base64.getEncoder().encodeToString(metrics)));
        }
      }
    }
    return trainings;
  }

  private static Map<String, Object> pickled(List<Training> trainings, boolean summaryFirst) {
    Map<String, Object> byCell = new LinkedHashMap<>();
    Map<String, Object> latest = new LinkedHashMap<>();
    for (Training training : trainings) {
      @SuppressWarnings("unchecked")
      List<Object> list =
          (List<Object>) byCell.computeIfAbsent(training.hash(), none -> new ArrayList<>());
      Map<String, Object> entry = training.entry();
      list.add(entry);
      // The summary has the texts of an entry, not copies of them.
      latest.put(training.hash(), new LinkedHashMap<>(entry));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("benchmark", "nasbench101");
    if (summaryFirst) {
      root.put("latest_by_arch", latest);
    }
    root.put("entries_by_arch", byCell);
    if (!summaryFirst) {
      root.put("latest_by_arch", latest);
    }
    root.put("num_records", trainings.size());
    root.put("fallback_records", List.of(Map.of(), Map.of()));
    return root;
  }

  private Path file(Object root) throws IOException {
    return Files.write(folder.resolve("runs.pickle"), PickleWriter.pickled(root));
  }

  private Benchmark opened(Imported imported) {
    Path out = folder.resolve("imported.bench");
    imported.write(out);
    return Benchmark.open(out);
  }

  private static String values(Benchmark benchmark) {
    StringBuilder values = new StringBuilder();
    for (Quantity quantity : benchmark.columns().stream().map(Column::quantity).toList()) {
      values.append(quantity);
      for (int row = 0; row < benchmark.rows(); row++) {
        values
            .append(' ')
            .append(benchmark.key(row))
            .append('=')
            .append(benchmark.value(row, benchmark.column(quantity)));
      }
      values.append('\n');
    }
    return values.toString();
  }

  @Test
  @Tag("slow")
  void hasTheNumbersOfTheOfficialFile() throws IOException {
    List<Training> trainings = trainings(60);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (Training training : trainings) {
      records.writeBytes(TfRecordTest.record(training.json()));
    }
    Path official = Files.write(folder.resolve("official.tfrecord"), records.toByteArray());
    String expected = values(opened(BenchmarkImport.nasBench101(List.of(official), true)));
    assertTrue(expected.contains("test@36 seed 3"), expected.substring(0, 200));
    for (boolean summaryFirst : new boolean[] {false, true}) {
      Path file = file(pickled(trainings, summaryFirst));
      assertEquals(expected, values(opened(BenchmarkImport.nasBench101(List.of(file), true))));
    }
  }

  /** {@code python.pickle} was written by Python 3.11; {@code python.csv} is what it holds. */
  @Test
  void readsWhatPythonWrites() throws IOException, URISyntaxException {
    Path sample =
        Path.of(
            Objects.requireNonNull(
                    NasBench101PickleTest.class.getResource("nasbench101-runs/python.pickle"))
                .toURI());
    Benchmark benchmark = opened(BenchmarkImport.nasBench101(List.of(sample), true));
    assertEquals(2, benchmark.rows());
    List<String> lines = Files.readAllLines(sample.resolveSibling("python.csv"));
    assertEquals(1 + 2 * EPOCHS.length * RUNS, lines.size());
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      int row = benchmark.row(cells[0]);
      String at = "@" + cells[1] + " seed " + cells[2];
      String[] splits = {"training", "validation", "test"};
      for (int i = 0; i < splits.length; i++) {
        assertEquals(
            100 * Double.parseDouble(cells[4 + i]),
            benchmark.value(
                row,
                benchmark.column(
                    Quantity.parse("test", "cifar10 accuracy-percent " + splits[i] + at))),
            1e-5,
            line);
      }
      assertEquals(
          Double.parseDouble(cells[3]),
          benchmark.value(
              row, benchmark.column(Quantity.parse("test", "cifar10 train-seconds training" + at))),
          line);
    }
  }

  /** Ten times as many trainings take little more memory, and far less than they have bytes. */
  @Test
  @Tag("slow")
  void whatWasTakenInIsForgotten() throws IOException {
    Path file = file(pickled(trainings(1500), false));
    long bytes = Files.size(file);
    assertTrue(bytes > 6_000_000, bytes + " bytes");
    assertEquals(1500, opened(NasBench101Pickle.read(file, true, 2 << 20)).rows());
  }

  private String refusal(Map<String, Object> root) throws IOException {
    Path file = file(root);
    return String.valueOf(
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench101(List.of(file), true))
            .getMessage());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cells(Map<String, Object> root) {
    return (Map<String, Object>) Objects.requireNonNull(root.get("entries_by_arch"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> training(Map<String, Object> root, String hash, int number) {
    List<Object> list = (List<Object>) Objects.requireNonNull(cells(root).get(hash));
    return (Map<String, Object>) list.get(number);
  }

  @Test
  void whatIsNotTheWholeTableIsRefused() throws IOException {
    List<Training> some = trainings(3);
    String first = some.get(0).hash();
    Map<String, Object> fewer = pickled(some, false);
    fewer.put("num_records", 35);
    assertTrue(refusal(fewer).contains("it has 36 trainings of 3 cells, and says that it has 35"));

    Map<String, Object> renamed = pickled(some, false);
    cells(renamed).put("0".repeat(32), Objects.requireNonNull(cells(renamed).remove(first)));
    assertTrue(refusal(renamed).contains("is not all of that cell"));

    Map<String, Object> damaged = pickled(some, false);
    training(damaged, first, 4).put("metrics_b64", "AAAA");
    String message = refusal(damaged);
    assertTrue(message.contains("training 5 in it is not one of NAS-Bench-101"), message);
    training(damaged, first, 4).put("metrics_b64", 7);
    assertTrue(refusal(damaged).contains("its metrics_b64 is no text"));

    assertTrue(refusal(Map.of("num_records", 1)).contains("no dictionary with entries_by_arch"));
    Path whole = file(pickled(some, false));
    assertTrue(
        String.valueOf(
                assertThrows(
                        UserException.class,
                        () -> BenchmarkImport.nasBench101(List.of(whole), false))
                    .getMessage())
            .contains("3 of 423624 cells are there"));
  }
}
