package nas.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH benchmarks in turns within this process: all of them in each round, in opposite order in
 * every other round, so that other work on the machine, and its heat, disturb all alike and the
 * ratios of a round stand.
 */
final class Turns {

  /** What is taken of each invocation. */
  enum Clock {
    /** Time on the wall. */
    WALL,
    /** Processor time of the process's threads; see {@link ProcessorTime}. */
    PROCESSOR
  }

  private final Clock clock;
  private final int warmups;

  /**
   * Creates a runner.
   *
   * @param clock what is taken
   * @param warmups invocations before each that is measured, for benchmarks that keep a state
   */
  Turns(Clock clock, int warmups) {
    this.clock = clock;
    this.warmups = warmups;
    // Another run of JMH disturbs, and the intervals show it; it does not make this one wrong.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /**
   * Measures after a round that warms up.
   *
   * @param contestants benchmarks, each once
   * @param rounds number of measured rounds, at least 1
   * @return the seconds an operation of each contestant took, round after round
   */
  Map<Contestant, double[]> seconds(List<Contestant> contestants, int rounds) {
    Map<Contestant, double[]> seconds = new LinkedHashMap<>();
    contestants.forEach(contestant -> seconds.put(contestant, new double[rounds]));
    List<Contestant> order = new ArrayList<>(contestants);
    for (int round = -1; round < rounds; round++) {
      for (Contestant contestant : order) {
        double taken = seconds(contestant);
        double[] all = of(seconds, contestant);
        if (round >= 0) {
          all[round] = taken;
        }
      }
      Collections.reverse(order);
    }
    return seconds;
  }

  /** Returns what a contestant took, round after round. */
  static double[] of(Map<Contestant, double[]> seconds, Contestant contestant) {
    return seconds.getOrDefault(contestant, new double[0]);
  }

  private double seconds(Contestant contestant) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(contestant.name()) + "$")
            .mode(Mode.SingleShotTime)
            .timeUnit(TimeUnit.SECONDS)
            .timeout(TimeValue.days(1))
            .forks(0)
            .warmupIterations(warmups)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .addProfiler(ProcessorTime.class);
    contestant.parameters().forEach(options::param);
    try {
      RunResult result = new Runner(options.build()).runSingle();
      Result<?> taken =
          clock == Clock.WALL
              ? result.getPrimaryResult()
              : Objects.requireNonNull(result.getSecondaryResults().get(ProcessorTime.LABEL));
      return taken.getScore();
    } catch (RunnerException e) {
      throw cause(e);
    }
  }

  /** Returns what a benchmark threw, which JMH wraps twice. */
  private static RuntimeException cause(RunnerException wrapped) {
    Throwable cause = wrapped.getCause() == null ? wrapped : wrapped.getCause();
    for (Throwable thrown : cause.getSuppressed()) {
      if (thrown instanceof RuntimeException exception) {
        return exception;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
    }
    return new IllegalStateException(cause.getMessage(), wrapped);
  }
}
