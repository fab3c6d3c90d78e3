package nas.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nas.core.Seeds;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.Score;
import nas.proxy.synflow.ExpectedSynflow;
import nas.space.Blueprint;
import nas.space.Enumeration;
import nas.space.Space;

/** Measures how fast a whole search space is scored by {@link ExpectedSynflow}. */
public final class SynflowBenchmark {

  private static final int BLOCK = 256;

  private SynflowBenchmark() {}

  /**
   * What was measured.
   *
   * @param space name of the search space
   * @param cells number of cells scored
   * @param undefined how many of them have no score
   * @param threads number of threads
   * @param seconds wall time from the first cell to the last, all included
   * @param cellsPerSecond {@code cells / seconds}
   * @param cpuSeconds processor time of the threads; beside {@code seconds} it tells how busy the
   *     machine was with other work
   * @param enumerationSeconds time spent on enumerating the space, which one thread does at a time
   * @param networkSeconds time spent on building networks, summed over the threads
   * @param scoreSeconds time spent on scores, summed over the threads
   * @param digest hash of all scores; the same for any number of threads
   */
  public record Result(
      String space,
      long cells,
      long undefined,
      int threads,
      double seconds,
      double cellsPerSecond,
      double cpuSeconds,
      double enumerationSeconds,
      double networkSeconds,
      double scoreSeconds,
      long digest) {}

  /**
   * Scores the points that a search space enumerates, each from its network, which is built anew.
   *
   * @param space the search space
   * @param task image size and number of classes
   * @param synflow the score
   * @param threads number of threads, at least 1
   * @param mostCells stop after so many cells, at least 1
   */
  public static <A> Result run(
      Space<A> space, Task task, ExpectedSynflow synflow, int threads, long mostCells) {
    if (threads < 1 || mostCells < 1) {
      throw new IllegalArgumentException(
          "threads (" + threads + ") and mostCells (" + mostCells + ") must be at least 1");
    }
    long start = System.nanoTime();
    Source<A> source =
        new Source<>(Enumeration.of(space).orElseThrow().enumerate().limit(mostCells).iterator());
    Blueprint<A> blueprint = Blueprint.required(space);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    Totals sum = new Totals();
    try {
      List<Future<Totals>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        parts.add(workers.submit(() -> work(source, blueprint, task, synflow)));
      }
      for (Future<Totals> part : parts) {
        sum.add(part.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scoring " + space.name(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("scoring " + space.name() + " failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Result(
        space.name(),
        sum.cells,
        sum.undefined,
        threads,
        seconds,
        sum.cells / seconds,
        sum.cpuNanos * 1e-9,
        source.nanos * 1e-9,
        sum.networkNanos * 1e-9,
        sum.scoreNanos * 1e-9,
        sum.digest);
  }

  private static <A> Totals work(
      Source<A> source, Blueprint<A> blueprint, Task task, ExpectedSynflow synflow) {
    Totals totals = new Totals();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long cpuStart = clock.getCurrentThreadCpuTime();
    List<A> block = new ArrayList<>();
    while (true) {
      long index = source.next(block);
      if (block.isEmpty()) {
        totals.cpuNanos = clock.getCurrentThreadCpuTime() - cpuStart;
        return totals;
      }
      for (A architecture : block) {
        long start = System.nanoTime();
        Network network = blueprint.network(architecture, task);
        long built = System.nanoTime();
        Score score = synflow.logScore(network);
        totals.scoreNanos += System.nanoTime() - built;
        totals.networkNanos += built - start;
        totals.count(index++, score);
      }
    }
  }

  /** Hands out blocks of points to several threads. */
  private static final class Source<A> {
    private final Iterator<A> points;
    private long taken;
    private long nanos;

    Source(Iterator<A> points) {
      this.points = points;
    }

    /** Replaces a block by the next one, empty at the end, and returns the index of its first. */
    synchronized long next(List<A> block) {
      long start = System.nanoTime();
      long first = taken;
      block.clear();
      while (block.size() < BLOCK && points.hasNext()) {
        block.add(points.next());
      }
      taken += block.size();
      nanos += System.nanoTime() - start;
      return first;
    }
  }

  private static final class Totals {
    private long cells;
    private long undefined;
    private long cpuNanos;
    private long networkNanos;
    private long scoreNanos;
    private long digest;

    void count(long index, Score score) {
      cells++;
      long bits = 0;
      if (score instanceof Score.Value value) {
        bits = Double.doubleToLongBits(value.value());
      } else {
        undefined++;
      }
      // A sum of hashes, so that the order in which threads come does not matter.
      digest += Seeds.mix(Seeds.mix(index) ^ bits);
    }

    void add(Totals other) {
      cells += other.cells;
      undefined += other.undefined;
      cpuNanos += other.cpuNanos;
      networkNanos += other.networkNanos;
      scoreNanos += other.scoreNanos;
      digest += other.digest;
    }
  }
}
