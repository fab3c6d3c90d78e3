package nas.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.experiment.config.MetricNames;
import nas.network.Network;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Terms;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Scoring of the network of a NAS-Bench-201 cell by one plan for several metrics, and the same
 * passes written by hand, without graph and plan.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class PlanBenchmark {

  /** The cell. */
  @Param({Cells.ALL_3X3, Cells.LIGHT})
  public String cell;

  /** Images in a batch. */
  @Param("64")
  public int batch;

  /** Names of the metrics with + between them. */
  @Param(MetricOption.USUAL)
  public String metrics;

  /** Order of the images in memory. */
  @Param({"CHANNELS_FIRST", "CHANNELS_LAST"})
  public MemoryFormat layout;

  /** Channels of the network's first stage. */
  @Param("16")
  public int channels;

  /** Cells in each stage of the network. */
  @Param("5")
  public int cellsPerStage;

  private Measured measured;

  /** What is measured. */
  private record Measured(
      NasBench201Architecture cell,
      NasBench201Settings settings,
      Network network,
      WeightSource weights,
      List<Metric> metrics,
      ProbePlan plan,
      List<ImageBatch> batches) {}

  /**
   * Makes network and images.
   *
   * @throws IllegalArgumentException if the network or a metric cannot be measured
   */
  @Setup
  public void open() {
    PyTorch.prepare();
    List<Metric> named = metrics(metrics);
    NasBench201Settings settings =
        new NasBench201Settings(
            channels, cellsPerStage, Cells.ZERO_COST.variant(), Cells.ZERO_COST.canonical());
    NasBench201Architecture architecture = NasBench201Architecture.parse(cell);
    Network network = new NasBench201Space(settings).network(architecture, Cells.TASK);
    ProbePlan plan = ProbePlan.forMetrics(named);
    List<ImageBatch> batches = new ArrayList<>();
    for (int index = 0; index < Math.max(1, plan.batches()); index++) {
      batches.add(WorkersBenchmark.images(network, batch, index));
    }
    measured =
        new Measured(
            architecture,
            settings,
            network,
            Initialiser.PYTORCH_DEFAULT.weights(1, network.id()),
            named,
            plan,
            batches);
  }

  private static List<Metric> metrics(String names) {
    return Terms.split(names, "+").stream().map(MetricNames.BUILT_IN::find).toList();
  }

  /** Measures what the metrics need, by one plan. */
  @Benchmark
  public Measurements measure() {
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT32, layout)
            .measure(
                measured.network(), measured.weights(), measured.batches(), measured.plan(), 0);
    Map<Probe<?>, Score.Undefined> undefined = result.undefined();
    for (Probe<?> probe : measured.plan().probes()) {
      Score.Undefined reason = undefined.get(probe);
      if (reason != null) {
        throw new IllegalArgumentException(reason.message());
      }
    }
    return result.measurements();
  }

  /** Measures what the metrics need, by one plan, and scores the network. */
  @Benchmark
  public List<Score> score() {
    Measurements found = measure();
    return measured.metrics().stream().map(metric -> metric.score(found)).toList();
  }

  /** Makes the passes of the plan by hand. */
  @Benchmark
  public Object byHand() {
    return HandWrittenPasses.measure(
        measured.cell(),
        measured.settings(),
        measured.network(),
        measured.weights(),
        measured.batches().get(0),
        layout,
        HandWrittenPasses.Wanted.of(measured.plan().probes()).orElseThrow());
  }

  /**
   * Returns the floating-point operations of the plan for some metrics, for each
   * multiply-accumulate of the network; empty where {@link #byHand} does not know the passes.
   */
  static OptionalInt operations(List<Metric> metrics) {
    return HandWrittenPasses.Wanted.of(ProbePlan.forMetrics(metrics).probes()).stream()
        .mapToInt(HandWrittenPasses.Wanted::operations)
        .findFirst();
  }
}
