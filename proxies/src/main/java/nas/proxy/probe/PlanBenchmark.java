package nas.proxy.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Pass;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;

/**
 * Measures what it saves to score a network by several metrics in one plan, next to each metric by
 * itself, and what graph and plan cost, next to the same passes written by hand.
 *
 * <p>Everything runs on the calling thread, whose processor time is taken, so that other work on
 * the machine disturbs little. The contestants take turns within each round, in opposite order in
 * every other round.
 */
public final class PlanBenchmark {

  private static final int MATRIX_SIDE = 1024;
  private static final int CLASSES = 10;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private PlanBenchmark() {}

  /**
   * What was measured; every time is the median over the rounds.
   *
   * @param aloneSeconds for each metric the time to score it in a plan of its own, channels first
   * @param fused the plan for all, in both layouts, channels first before channels last
   * @param gigaflops 10^9 floating-point operations of the plan, counted as 2 for each
   *     multiply-accumulate of the network and pass, and another 2 where gradients of weights are
   *     wanted; empty if the plan has passes whose number is not known
   * @param matrixGigaflopsPerSecond rate of products of two 1024 x 1024 matrices, measured between
   *     the rounds
   */
  public record Result(
      Map<String, Double> aloneSeconds,
      Map<MemoryFormat, Fused> fused,
      OptionalDouble gigaflops,
      double matrixGigaflopsPerSecond) {

    /** Returns the time of all metrics one by one. */
    public double oneByOneSeconds() {
      return aloneSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /**
   * One plan for all metrics.
   *
   * @param seconds time to measure and to score
   * @param measureSeconds time to measure
   * @param handWrittenSeconds time of the same passes written by hand, where there are some
   * @param overhead median over the rounds of measuring by the plan / by hand - 1
   */
  public record Fused(
      double seconds,
      double measureSeconds,
      OptionalDouble handWrittenSeconds,
      OptionalDouble overhead) {}

  /** The times of one contestant, round after round. */
  private static final class Times {
    private final List<Double> seconds = new ArrayList<>();

    double median() {
      return PlanBenchmark.median(seconds);
    }
  }

  /** The plan for all metrics and its like by hand, in one layout. */
  private record Pair(MemoryFormat layout, Times measure, Times all, Times byHand) {
    Pair(MemoryFormat layout) {
      this(layout, new Times(), new Times(), new Times());
    }

    Fused fused() {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < byHand.seconds.size(); round++) {
        ratios.add(measure.seconds.get(round) / byHand.seconds.get(round) - 1);
      }
      return new Fused(
          all.median(),
          measure.median(),
          ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(byHand.median()),
          ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(ratios)));
    }
  }

  /** What is the same for all contestants. */
  private record Case(
      NasBench201Architecture cell,
      NasBench201Settings settings,
      Network network,
      WeightSource weights,
      List<ImageBatch> batches) {

    void score(MemoryFormat layout, List<Metric> metrics, Times measure, Times all) {
      long start = CLOCK.getCurrentThreadCpuTime();
      Measurements measured =
          new NetworkProbe(Device.CPU, Precision.FLOAT32, layout)
              .measure(network, weights, batches, ProbePlan.forMetrics(metrics), 0)
              .measurements();
      long scoring = CLOCK.getCurrentThreadCpuTime();
      metrics.forEach(metric -> metric.score(measured));
      long end = CLOCK.getCurrentThreadCpuTime();
      measure.seconds.add((scoring - start) * 1e-9);
      all.seconds.add((end - start) * 1e-9);
    }

    void handWritten(MemoryFormat layout, HandWrittenPasses.Wanted wanted, Times times) {
      long start = CLOCK.getCurrentThreadCpuTime();
      HandWrittenPasses.measure(cell, settings, network, weights, batches.get(0), layout, wanted);
      times.seconds.add((CLOCK.getCurrentThreadCpuTime() - start) * 1e-9);
    }
  }

  /**
   * Measures.
   *
   * @param cell the cell, whose output must depend on its input
   * @param settings the network around it, for images of 3 x 32 x 32
   * @param metrics at least one; of different names
   * @param batchSize images in a batch, at least 2
   * @param rounds number of measured rounds, at least 1; another one runs before to warm up
   * @throws IllegalArgumentException if a value is out of range, or the network or a metric cannot
   *     be measured
   */
  public static Result run(
      NasBench201Architecture cell,
      NasBench201Settings settings,
      List<Metric> metrics,
      int batchSize,
      int rounds) {
    if (batchSize < 2 || rounds < 1 || metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "batchSize ("
              + batchSize
              + ") must be at least 2, rounds ("
              + rounds
              + ") and the number of metrics ("
              + metrics.size()
              + ") at least 1");
    }
    PyTorch.prepare();
    Case contest = contest(cell, settings, ProbePlan.forMetrics(metrics), batchSize);
    Optional<HandWrittenPasses.Wanted> wanted =
        HandWrittenPasses.Wanted.of(ProbePlan.forMetrics(metrics));
    List<Times> alone = metrics.stream().map(metric -> new Times()).toList();
    List<Pair> pairs = Stream.of(MemoryFormat.values()).map(Pair::new).toList();
    Times matrix = new Times();
    List<Runnable> turns = new ArrayList<>();
    for (int index = 0; index < metrics.size(); index++) {
      List<Metric> one = List.of(metrics.get(index));
      Times own = alone.get(index);
      turns.add(() -> contest.score(MemoryFormat.CHANNELS_FIRST, one, new Times(), own));
    }
    for (Pair pair : pairs) {
      turns.add(() -> contest.score(pair.layout(), metrics, pair.measure(), pair.all()));
      wanted.ifPresent(
          passes -> turns.add(() -> contest.handWritten(pair.layout(), passes, pair.byHand())));
    }
    turns.add(() -> matrix.seconds.add(matrixSeconds()));
    for (int round = -1; round < rounds; round++) {
      turns.forEach(Runnable::run);
      Collections.reverse(turns);
      if (round < 0) {
        alone.forEach(times -> times.seconds.clear());
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.measure(), pair.all(), pair.byHand()))
            .forEach(times -> times.seconds.clear());
        matrix.seconds.clear();
      }
    }
    Map<String, Double> aloneSeconds = new LinkedHashMap<>();
    for (int index = 0; index < metrics.size(); index++) {
      aloneSeconds.put(metrics.get(index).name(), alone.get(index).median());
    }
    Map<MemoryFormat, Fused> fused = new EnumMap<>(MemoryFormat.class);
    pairs.forEach(pair -> fused.put(pair.layout(), pair.fused()));
    return new Result(
        aloneSeconds,
        fused,
        gigaflops(ProbePlan.forMetrics(metrics), contest.network(), batchSize),
        2e-9 * Math.pow(MATRIX_SIDE, 3) / matrix.median());
  }

  private static Case contest(
      NasBench201Architecture cell, NasBench201Settings settings, ProbePlan plan, int batchSize) {
    FeatureShape shape = new FeatureShape(3, 32, 32);
    Network network = new NasBench201Space(settings).network(cell, new Task(shape, CLASSES));
    List<ImageBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < Math.max(1, plan.batches()); batch++) {
      batches.add(WorkersBenchmark.images(network, batchSize, batch));
    }
    WeightSource weights = Initialiser.PYTORCH_DEFAULT.weights(1, network.id());
    Map<Probe<?>, Score.Undefined> undefined =
        new NetworkProbe(Device.CPU, Precision.FLOAT32)
            .measure(network, weights, batches, plan, 0)
            .undefined();
    for (Probe<?> probe : plan.probes()) {
      Score.Undefined reason = undefined.get(probe);
      if (reason != null) {
        throw new IllegalArgumentException(reason.message());
      }
    }
    return new Case(cell, settings, network, weights, batches);
  }

  private static OptionalDouble gigaflops(ProbePlan plan, Network network, int batchSize) {
    int operations = 0;
    for (ProbePlan.Entry entry : plan.passes()) {
      if (!(entry.pass() instanceof Pass.Shared shared)) {
        return OptionalDouble.empty();
      }
      switch (shared.step()) {
        case FORWARD, LOGITS_BACKWARD -> operations += 2;
        case LOSS_BACKWARD -> operations += 4;
        case GRADIENT_BACKWARD -> {
          return OptionalDouble.empty();
        }
      }
    }
    return operations == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(1e-9 * operations * network.live().macs() * batchSize);
  }

  private static double matrixSeconds() {
    return GradientMode.unrecorded(
        () -> {
          try (NDManager manager = PyTorch.manager(Device.CPU);
              NDArray matrix = manager.ones(new Shape(MATRIX_SIDE, MATRIX_SIDE))) {
            long start = CLOCK.getCurrentThreadCpuTime();
            matrix.matMul(matrix).close();
            return (CLOCK.getCurrentThreadCpuTime() - start) * 1e-9;
          }
        });
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
