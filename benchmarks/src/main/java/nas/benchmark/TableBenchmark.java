package nas.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.evaluator.tabular.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Opening of a benchmark file, random look-ups in it, and what they replace: CSV in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class TableBenchmark {

  private static final int KEYS = 200_000;
  private static final int LOOKUPS = 2_000_000;

  /** The benchmark file. */
  @Param("")
  public String table;

  /** CSV files with the platform's path separator between them. */
  @Param("")
  public String csv;

  private Benchmark opened;
  private String[] keys;

  /** Opens the table, if there is one, and draws keys. */
  @Setup
  public void open() {
    if (table.isEmpty()) {
      return;
    }
    opened = Benchmark.open(Path.of(table));
    RandomGenerator random = Seeds.generator(1);
    keys = new String[Math.min(KEYS, opened.rows())];
    for (int index = 0; index < keys.length; index++) {
      keys[index] = opened.key(random.nextInt(opened.rows()));
    }
  }

  /** Opens the file, its header checked. */
  @org.openjdk.jmh.annotations.Benchmark
  public Benchmark opening() {
    return Benchmark.open(Path.of(table));
  }

  /** Looks random keys up by their texts, each with a value of one column. */
  @org.openjdk.jmh.annotations.Benchmark
  @OperationsPerInvocation(LOOKUPS)
  public double lookups() {
    double sum = 0;
    for (int lookup = 0, at = 0; lookup < LOOKUPS; lookup++) {
      sum += opened.value(opened.row(keys[at]), 0);
      at = at + 1 == keys.length ? 0 : at + 1;
    }
    return sum;
  }

  /** Reads CSV files into memory. */
  @org.openjdk.jmh.annotations.Benchmark
  public List<Map<String, double[]>> csv() {
    return Stream.of(csv.split(java.io.File.pathSeparator))
        .map(file -> CsvInMemory.values(Path.of(file)))
        .toList();
  }
}
