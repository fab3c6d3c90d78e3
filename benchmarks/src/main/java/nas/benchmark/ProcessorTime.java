package nas.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A JMH profiler that takes the processor time of all threads of Java, which other programs do not
 * lengthen much; compiler and garbage collector run on threads of their own and are left out. On
 * JMH's command line: {@code -prof nas.benchmark.ProcessorTime}.
 */
public final class ProcessorTime implements InternalProfiler {

  /** What results are called: seconds for an operation. */
  static final String LABEL = "processor";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> before = new HashMap<>();

  @Override
  public String getDescription() {
    return "processor time of all threads of Java";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before.clear();
    for (long thread : THREADS.getAllThreadIds()) {
      before.put(thread, THREADS.getThreadCpuTime(thread));
    }
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long nanos = 0;
    for (long thread : THREADS.getAllThreadIds()) {
      nanos += Math.max(0, THREADS.getThreadCpuTime(thread)) - before.getOrDefault(thread, 0L);
    }
    double seconds = nanos * 1e-9 / Math.max(1, result.getMetadata().getAllOps());
    return List.of(new ScalarResult(LABEL, seconds, "s/op", AggregationPolicy.AVG));
  }
}
