package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import nas.core.SharedFiles;
import nas.core.UserException;
import nas.core.file.FileDigest;
import nas.core.file.Loopback;
import nas.core.file.RemoteFile;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published benchmarks are fetched from a server of this machine and are what other tables say. */
@Tag("slow")
final class PublishedBenchmarkTest {

  private static final String LANDSCAPES = "benchmarks/sources/landscapes-cifar10_avg.csv";
  private static final String SCORES = "benchmarks/sources/zcc-nb201_zc_proxies.csv";
  private static final String MEANS_101 = "benchmarks/sources/freerea-nb101-accuracies.pkl.gz";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static int column(Benchmark benchmark, String quantity) {
    return benchmark.column(Quantity.parse("column", quantity));
  }

  @Test
  void addressesAndChecksumsAreOfTheRightForm() {
    Set<String> seen = new HashSet<>();
    for (PublishedBenchmark benchmark : PublishedBenchmark.ALL) {
      assertTrue(seen.add(benchmark.label()), benchmark.label());
      for (PublishedBenchmark.Part part : benchmark.parts()) {
        assertEquals("https", part.file().address().getScheme());
        assertTrue(
            !part.file().address().getHost().equals("raw.githubusercontent.com")
                || part.file().address().getPath().matches("/[^/]+/[^/]+/[0-9a-f]{40}/.*"),
            "a commit is named: " + part);
      }
    }
  }

  @Test
  void meansOfNasBench101AreTheTableOfAllCells() throws IOException {
    Path pickle = SharedFiles.require(MEANS_101);
    PublishedBenchmark declared = PublishedBenchmark.find("nasbench101", false).orElseThrow();
    try (Loopback server = new Loopback()) {
      server.file(declared.parts().get(0).file().address().getPath(), pickle);
      List<String> said = new ArrayList<>();
      Map<String, Path> files =
          FetchedFiles.fetch(declared.at(server.address()), folder, Optional.empty(), said::add);
      Path out = folder.resolve("nb101.bench");
      declared.reader().read(files).write(out);
      Benchmark benchmark = Benchmark.open(out);
      assertEquals(423_624, benchmark.rows());
      int index = column(benchmark, "cifar10 accuracy-percent test@108 mean");
      for (String[] row : SharedFiles.rows(Tables.FULL)) {
        assertEquals(
            Integer.parseInt(row[4]) * 100.0 / 29_952,
            benchmark.value(benchmark.row(row[0]), index),
            row[0]);
      }
      // What is there is not asked for again.
      FetchedFiles.fetch(declared.at(server.address()), folder, Optional.empty(), said::add);
      assertEquals(1, server.asked().size());
      assertEquals("accuracies.pkl.gz is there already", said.get(1));
    }
    assertEquals(
        "names no cells",
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench101(List.of(pickle), true))
            .getMessage()
            .replaceFirst(".*(names no cells).*", "$1"));
  }

  /**
   * The files of the other data sets have the same layout: they are made of that of CIFAR-10, by
   * the number of classes and accuracies that are a little lower.
   */
  private static String changed(String table, int classes, double less) {
    StringBuilder text = new StringBuilder();
    boolean header = true;
    for (String line : table.lines().toList()) {
      String[] cells = line.split(",", -1);
      if (!header) {
        assertEquals("10", cells[6]);
        cells[6] = Integer.toString(classes);
        for (int column : new int[] {9, 13, 17}) {
          cells[column] = Double.toString(Math.max(0, Double.parseDouble(cells[column]) - less));
        }
      }
      header = false;
      text.append(String.join(",", cells)).append('\n');
    }
    return text.toString();
  }

  @Test
  void nasBench201HasThreeDataSetsSingleRunsAndScores() throws IOException {
    Path means = SharedFiles.require(LANDSCAPES);
    Path scores = SharedFiles.require(SCORES);
    String table = Files.readString(means);
    PublishedBenchmark declared = PublishedBenchmark.find("nasbench201", false).orElseThrow();
    Map<String, String> contents = new HashMap<>();
    contents.put("cifar10_avg.csv", table);
    contents.put("cifar10_sng.csv", changed(table, 10, 1));
    contents.put("cifar100_avg.csv", changed(table, 100, 2));
    contents.put("cifar100_sng.csv", changed(table, 100, 3));
    contents.put("ImageNet16-120_avg.csv", changed(table, 120, 4));
    contents.put("ImageNet16-120_sng.csv", changed(table, 120, 5));
    contents.put("nb201_zc_proxies.csv", Files.readString(scores));
    List<PublishedBenchmark.Part> parts = new ArrayList<>();
    Path out = folder.resolve("nb201.bench");
    try (Loopback server = new Loopback()) {
      for (PublishedBenchmark.Part part : declared.parts()) {
        Path served = folder.resolve(part.name());
        Files.writeString(served, contents.get(part.name()));
        server.file("/" + part.name(), served);
        FileDigest.Kind kind = part.file().digest().orElseThrow().kind();
        parts.add(
            new PublishedBenchmark.Part(
                part.name(),
                new RemoteFile(
                    URI.create(server.address() + "/" + part.name()),
                    OptionalLong.empty(),
                    Optional.of(FileDigest.of(kind, served))),
                part.holds()));
      }
      PublishedBenchmark benchmark =
          new PublishedBenchmark(
              "nasbench201", false, "", "MIT", parts, declared.reader(), List.of());
      Map<String, Path> files =
          FetchedFiles.fetch(benchmark, folder.resolve("to"), Optional.empty(), line -> {});
      assertEquals(7, files.size());
      benchmark.reader().read(files).write(out);
    }
    Benchmark benchmark = Benchmark.open(out);
    assertEquals(15_625, benchmark.rows());
    List<String[]> official = SharedFiles.rows(Tables.ACCURACIES);
    int validationMean = column(benchmark, "cifar10-valid accuracy-percent validation@200 mean");
    int testMean = column(benchmark, "cifar10-valid accuracy-percent test@200 mean");
    int seconds = column(benchmark, "cifar10-valid train-seconds training@200 mean");
    int loss = column(benchmark, "cifar10-valid loss training@200 mean");
    int single = column(benchmark, "cifar100 accuracy-percent validation@200 seed 1");
    int imagenet = column(benchmark, "ImageNet16-120 accuracy-percent validation@200 mean");
    for (String[] row : official) {
      int at = benchmark.row(row[1]);
      double validation = benchmark.value(at, validationMean);
      assertEquals(Double.parseDouble(row[3]), validation, 5e-5);
      assertEquals(Double.parseDouble(row[5]), benchmark.value(at, testMean), 5e-5);
      assertEquals(200 * Double.parseDouble(row[17]), benchmark.value(at, seconds), 1e-4);
      assertEquals(Double.parseDouble(row[18]), benchmark.value(at, loss), 1e-9);
      assertEquals(validation - 3, benchmark.value(at, single), 1e-6);
      assertEquals(validation - 4, benchmark.value(at, imagenet), 1e-6);
    }
    int zen = benchmark.column(new Cost("zen"));
    assertEquals(9_445, benchmark.columns().get(zen).present());
    List<String[]> published =
        SharedFiles.rows("benchmarks/nasbench201/published_proxies_cifar10.csv.gz");
    for (String[] row : published) {
      if (!row[18].isEmpty()) {
        int at = benchmark.row(official.get(Integer.parseInt(row[0]))[1]);
        assertEquals(Double.parseDouble(row[18]), benchmark.value(at, zen), 1e-4);
      }
    }
  }

  @Test
  void importTellsMeansFromSingleRunsByTheirNames() throws IOException {
    Path means = SharedFiles.require(LANDSCAPES);
    Path single = folder.resolve("cifar10_sng.csv");
    Files.copy(means, single);
    Path out = folder.resolve("nb201.bench");
    BenchmarkImport.nasBench201(List.of(means, single), false).write(out);
    Benchmark benchmark = Benchmark.open(out);
    for (String run : List.of("mean", "seed 1")) {
      assertEquals(
          81.98266666,
          benchmark.value(
              0, column(benchmark, "cifar10-valid accuracy-percent validation@200 " + run)));
    }
    Path nameless = Files.copy(means, folder.resolve("table.csv"));
    assertEquals(
        nameless + " does not say in its name whether it has means or single runs",
        assertThrows(
                UserException.class, () -> BenchmarkImport.nasBench201(List.of(nameless), false))
            .getMessage());
    Path twice = Files.copy(means, folder.resolve("twice_avg.csv"));
    assertEquals(
        twice + " has what another of the files has: cifar10-valid mean",
        assertThrows(
                UserException.class,
                () -> BenchmarkImport.nasBench201(List.of(means, twice), false))
            .getMessage());
    String table = Files.readString(means);
    Path few =
        Files.writeString(
            folder.resolve("few_avg.csv"), table.substring(0, 4000).replaceFirst("[^\n]*$", ""));
    assertTrue(
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench201(List.of(few), false))
            .getMessage()
            .endsWith(" of 15625 cells are there"));
    BenchmarkImport.nasBench201(List.of(few), true).write(out);
    assertTrue(Benchmark.open(out).rows() < 20);
  }
}
