package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.ChannelProducts;
import nas.proxy.probe.ChannelSums;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.proxy.probe.ReluKernels;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanBenchmarkTest {

  private static final String EVERY_OPERATION =
      "|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

  private static NasBench201Settings small(NetworkVariant variant) {
    return new NasBench201Settings(4, 1, variant, CanonicalDefinition.NETWORK);
  }

  /** What is compared must compute the same, also where nodes reach nothing or are zero. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        EVERY_OPERATION,
        "|nor_conv_3x3~0|+|nor_conv_1x1~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|none~2|",
        "|none~0|+|skip_connect~0|nor_conv_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|"
      })
  @Tag("slow")
  void handWrittenPassesMeasureTheSame(String text) {
    for (NetworkVariant variant : NetworkVariant.values()) {
      for (MemoryFormat layout : MemoryFormat.values()) {
        compare(NasBench201Architecture.parse(text), small(variant), layout);
      }
    }
  }

  private static void compare(
      NasBench201Architecture cell, NasBench201Settings settings, MemoryFormat layout) {
    Network network =
        new NasBench201Space(settings).network(cell, new Task(new FeatureShape(3, 8, 8), 5));
    WeightSource weights = Initialiser.PYTORCH_DEFAULT.weights(1, network.id());
    ImageBatch images = WorkersBenchmark.images(network, 4, 1);
    ProbePlan plan =
        ProbePlan.of(
            Set.of(
                new LossGradients(1),
                new InputJacobian(),
                new ChannelProducts(),
                new ReluKernels()));
    Measurements measured =
        new NetworkProbe(Device.CPU, Precision.FLOAT32, layout)
            .measure(network, weights, List.of(images), plan, 0)
            .measurements();
    HandWrittenPasses.Found found =
        HandWrittenPasses.measure(
            cell,
            settings,
            network,
            weights,
            images,
            layout,
            HandWrittenPasses.Wanted.of(plan.probes()).orElseThrow());
    String where = cell + ", " + settings.variant() + ", " + layout;
    double[] jacobian =
        Stream.of(measured.get(new InputJacobian()).rows())
            .flatMapToDouble(java.util.Arrays::stream)
            .toArray();
    assertArrayEquals(jacobian, found.jacobian(), 1e-4, where);
    List<LayerGradients.Layer> layers = measured.get(new LossGradients(1)).layers();
    int next = 0;
    for (LayerGradients.Layer layer : layers) {
      double[] gradient = layer.gradients().get(0);
      // Biases and batch normalisations lie between the weights.
      while (found.gradients().get(next).length != gradient.length) {
        next++;
      }
      assertArrayEquals(gradient, found.gradients().get(next++), 1e-4, where + layer.node());
    }
    List<ChannelSums.Layer> sums = measured.get(new ChannelProducts()).layers();
    assertEquals(sums.size(), found.channelSums().size(), where);
    for (int layer = 0; layer < sums.size(); layer++) {
      double[] flat =
          Stream.of(sums.get(layer).sums()).flatMapToDouble(java.util.Arrays::stream).toArray();
      assertArrayEquals(flat, found.channelSums().get(layer), 1e-4, where);
    }
    Set<List<List<Double>>> kernels = new java.util.LinkedHashSet<>();
    measured.get(new ReluKernels()).layers().forEach(layer -> kernels.add(boxed(layer.matrix())));
    Set<List<List<Double>>> own = new java.util.LinkedHashSet<>();
    found.kernels().forEach(kernel -> own.add(boxed(kernel)));
    assertEquals(kernels, own, where);
  }

  private static List<List<Double>> boxed(double[][] matrix) {
    return Stream.of(matrix).map(row -> java.util.Arrays.stream(row).boxed().toList()).toList();
  }

  private static PlanBenchmark small(String cell, String metrics) {
    PlanBenchmark benchmark = new PlanBenchmark();
    benchmark.cell = cell;
    benchmark.batch = 4;
    benchmark.metrics = metrics;
    benchmark.layout = MemoryFormat.CHANNELS_LAST;
    benchmark.channels = 4;
    benchmark.cellsPerStage = 1;
    benchmark.open();
    return benchmark;
  }

  @Test
  void scoresByOnePlanAndByHand() {
    PlanBenchmark benchmark = small(EVERY_OPERATION, "grad-norm+nwot");
    assertEquals(2, benchmark.score().size());
    assertTrue(benchmark.byHand() instanceof HandWrittenPasses.Found);
  }

  /** A forward pass, and a backward one that gradients of weights double. */
  @Test
  void countsTheOperationsOfPassesThatItKnows() {
    assertEquals(6, PlanBenchmark.operations(named("grad-norm", "nwot")).orElseThrow());
    assertEquals(4, PlanBenchmark.operations(named("jacob-cov")).orElseThrow());
    assertEquals(8, PlanBenchmark.operations(named("jacob-cov", "fisher")).orElseThrow());
    assertTrue(PlanBenchmark.operations(named("snip", "synflow")).isEmpty());
  }

  private static List<Metric> named(String... names) {
    return Stream.of(names).map(Metrics::named).toList();
  }

  @Test
  void networksThatCannotBeMeasuredAreRefused() {
    PlanBenchmark benchmark = small("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|", "snip");
    assertEquals(
        "the images cannot influence the network's output",
        assertThrows(IllegalArgumentException.class, benchmark::measure).getMessage());
  }
}
