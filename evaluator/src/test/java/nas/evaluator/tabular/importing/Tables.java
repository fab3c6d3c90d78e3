package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nas.core.SharedFiles;

/** Benchmark files made once of the shared tables. */
public final class Tables {

  /** NAS-Bench-201's accuracies. */
  public static final String ACCURACIES = "benchmarks/nasbench201/accuracies.csv.gz";

  /** NAS-Bench-201's latencies. */
  public static final String LATENCIES = "benchmarks/nasbench201/latency_ms_27_devices.csv.gz";

  /** NAS-Bench-101's means. */
  public static final String FULL = "benchmarks/nasbench101/full.csv.gz";

  /** NAS-Bench-101's single runs. */
  public static final String MULTIFIDELITY = "benchmarks/nasbench101/multifidelity.csv.gz";

  private static final Map<String, Path> MADE = new ConcurrentHashMap<>();

  private Tables() {}

  /** Returns NAS-Bench-201 with latencies. */
  public static Path nasBench201() {
    Path accuracies = SharedFiles.require(ACCURACIES);
    Path latencies = SharedFiles.require(LATENCIES);
    return MADE.computeIfAbsent(
        "nb201.bench",
        name -> written(name, NasBench201Csv.read(accuracies, Optional.of(latencies), false)));
  }

  /** Returns all of NAS-Bench-101. */
  public static Path nasBench101() {
    List<Path> files = List.of(SharedFiles.require(MULTIFIDELITY), SharedFiles.require(FULL));
    return MADE.computeIfAbsent(
        "nb101.bench", name -> written(name, NasBench101Csv.read(files, false)));
  }

  private static Path written(String name, Imported imported) {
    try {
      Path folder = Files.createTempDirectory("nas-tables-");
      Path file = folder.resolve(name);
      imported.write(file);
      file.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
