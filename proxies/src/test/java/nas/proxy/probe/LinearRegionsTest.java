package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.Mode;
import nas.engine.ReferenceNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.ThinNetwork;
import nas.network.operation.Add;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.proxy.Score;
import nas.space.NetworkVariant;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearRegionsTest {

  private static final NetworkProbe DOUBLE = new NetworkProbe(Device.CPU, Precision.FLOAT64);
  private static final ActivationPatterns PROBE = new ActivationPatterns(2, 40);

  private static NetworkProbe.Result result(Network network, ActivationPatterns probe, long seed) {
    return DOUBLE.measure(
        network, TestNetworks.weights(3), List.of(), ProbePlan.of(Set.of(probe)), seed);
  }

  private static double patterns(Network network, ActivationPatterns probe, long seed) {
    return result(network, probe, seed).measurements().get(probe);
  }

  /** Writes out every pattern. */
  private static int plainCount(Network network, ActivationPatterns probe, long seed) {
    Network thin = ThinNetwork.of(network.live());
    ReferenceNetwork reference =
        new ReferenceNetwork(
            thin,
            Initialiser.KAIMING_NORMAL.weights(
                Seeds.mix(seed ^ Seeds.hash("linear-regions")), network.id()));
    Set<String> patterns = new HashSet<>();
    for (int batch = 0; batch < probe.batches(); batch++) {
      double[] images =
          Gaussian.numbers(
              Gaussian.stream(seed, network.id(), "linear-regions/images " + batch),
              (int) (probe.images() * thin.input().elements()));
      List<double[]> outputs = reference.forward(images, probe.images(), Mode.TRAINING);
      for (int image = 0; image < probe.images(); image++) {
        StringBuilder pattern = new StringBuilder();
        for (Network.Node node : thin.nodes()) {
          if (node.operation() instanceof Relu) {
            double[] values = outputs.get(node.index());
            int units = values.length / probe.images();
            for (int unit = image * units; unit < (image + 1) * units; unit++) {
              pattern.append(values[unit] > 0 ? '1' : '0');
            }
          }
        }
        patterns.add(pattern.toString());
      }
    }
    return patterns.size();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @Tag("slow")
  void countsAsAPlainProgramDoes(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    assertEquals(plainCount(network, PROBE, seed), patterns(network, PROBE, seed), "seed " + seed);
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                4, 1, NetworkVariant.TRAINED, NasBench201Settings.published().canonical()));
    Network cell =
        space.network(
            space.parse(
                "|skip_connect~0|+|nor_conv_1x1~0|none~1|+|nor_conv_3x3~0|avg_pool_3x3~1|none~2|"),
            new Task(new FeatureShape(3, 8, 8), 2));
    assertEquals(plainCount(cell, PROBE, seed), patterns(cell, PROBE, seed), "seed " + seed);
  }

  /** One unit without bias cuts the line in two; batch normalisation moves the cut. */
  @Test
  void oneRectifierHasTwoRegionsAndNoneHasOne() {
    Network.Builder b = Network.builder("bend", new FeatureShape(3, 1, 1));
    int conv = b.add("conv", Convolution.same(8, 1, 1, false), 0);
    int relu = b.add("relu", new Relu(), conv);
    b.add("classifier", new Linear(2, true), relu);
    assertEquals(2, patterns(b.build(), new ActivationPatterns(1, 50), 3));
    Network.Builder straight = Network.builder("straight", new FeatureShape(3, 1, 1));
    straight.add("classifier", new Linear(2, true), 0);
    assertEquals(1, patterns(straight.build(), new ActivationPatterns(1, 50), 3));
  }

  @Test
  void everyUnitMakesADifference() {
    // 9 pixels, one channel: 512 orthants, of which 60 images meet nearly as many.
    Network.Builder b = Network.builder("pixels", new FeatureShape(3, 3, 3));
    int relu = b.add("relu", new Relu(), 0);
    int pool = b.add("pool", new GlobalAveragePool(), relu);
    b.add("classifier", new Linear(2, true), pool);
    assertTrue(patterns(b.build(), new ActivationPatterns(1, 60), 3) > 50);
    assertTrue(patterns(b.build(), new ActivationPatterns(30, 1000), 3) <= 512);
  }

  @Test
  void aNetworkThatCannotBeThinHasNoPatterns() {
    Network.Builder b = Network.builder("wide", new FeatureShape(3, 8, 8));
    int[] parts = new int[4];
    int[] channels = {4, 8, 6, 6};
    for (int part = 0; part < 4; part++) {
      parts[part] = b.add("part" + part, Convolution.same(channels[part], 3, 1, true), 0);
    }
    int left = b.add("left", new Concatenate(), parts[0], parts[1]);
    int right = b.add("right", new Concatenate(), parts[2], parts[3]);
    int sum = b.add("sum", new Add(), left, right);
    int pool = b.add("pool", new GlobalAveragePool(), sum);
    b.add("classifier", new Linear(2, true), pool);
    Score.Undefined undefined = result(b.build(), PROBE, 1).undefined().getOrDefault(PROBE, null);
    assertEquals(
        new Score.Undefined(
            Score.Reason.UNSUITABLE,
            "the network cannot be made thin: node sum: a sum needs inputs of one shape, got"
                + " [3x8x8, 2x8x8]"),
        undefined);
  }
}
