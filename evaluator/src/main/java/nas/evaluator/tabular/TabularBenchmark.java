package nas.evaluator.tabular;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;

/** Measures how fast a benchmark file opens and answers, and what it costs. */
public final class TabularBenchmark {

  private static final int KEYS = 200_000;
  private static final int ROUNDS = 7;
  private static final int LOOKUPS_PER_ROUND = 2_000_000;

  private TabularBenchmark() {}

  /**
   * What was measured.
   *
   * @param rows architectures
   * @param columns columns
   * @param fileBytes size of the file
   * @param firstOpenMillis time to open the file the first time, its header checked
   * @param openMillis median time to open it again
   * @param heapBytes Java heap that an open file holds
   * @param lookupsPerSecond by one thread, in its processor time where that is known: random keys
   *     as texts, each with one value; the median of rounds
   */
  public record Figures(
      int rows,
      int columns,
      long fileBytes,
      double firstOpenMillis,
      double openMillis,
      long heapBytes,
      double lookupsPerSecond) {

    /** Returns the figures for people to read. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "  %,d architectures, %d column%s, %.1f MB%n"
              + "  opened in %.1f ms the first time, in %.1f ms again; %.2f MB of Java heap%n"
              + "  %.1f million random look-ups a second on one thread%n",
          rows,
          columns,
          columns == 1 ? "" : "s",
          fileBytes / 1e6,
          firstOpenMillis,
          openMillis,
          heapBytes / 1e6,
          lookupsPerSecond / 1e6);
    }
  }

  /**
   * Measures.
   *
   * @throws UserException if the file cannot be read or is damaged
   */
  public static Figures run(Path file) {
    long first = System.nanoTime();
    Benchmark.open(file);
    double firstOpenMillis = (System.nanoTime() - first) / 1e6;
    double[] opening = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Benchmark.open(file);
      opening[round] = (System.nanoTime() - start) / 1e6;
    }
    long before = usedHeap();
    Benchmark benchmark = Benchmark.open(file);
    benchmark.check();
    long heap = Math.max(0, usedHeap() - before);
    RandomGenerator random = Seeds.generator(1);
    String[] keys = new String[Math.min(KEYS, benchmark.rows())];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = benchmark.key(random.nextInt(benchmark.rows()));
    }
    int columns = benchmark.columns().size();
    double[] speeds = new double[ROUNDS];
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int column = round % columns;
      long start = processorNanos();
      for (int i = 0, at = 0; i < LOOKUPS_PER_ROUND; i++) {
        sum += benchmark.value(benchmark.row(keys[at]), column);
        at = at + 1 == keys.length ? 0 : at + 1;
      }
      speeds[round] = LOOKUPS_PER_ROUND / ((processorNanos() - start) / 1e9);
    }
    if (sum == -1) {
      throw new AssertionError("keeps the look-ups from being optimised away");
    }
    try {
      return new Figures(
          benchmark.rows(),
          columns,
          Files.size(file),
          firstOpenMillis,
          median(opening),
          heap,
          median(speeds));
    } catch (IOException e) {
      throw new UserException("Cannot read " + file + " (" + e + ")", "");
    }
  }

  /** Returns the processor time of this thread, which other programs do not lengthen much. */
  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
        ? threads.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Returns the bytes of Java heap that are in use once garbage is collected. */
  public static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
