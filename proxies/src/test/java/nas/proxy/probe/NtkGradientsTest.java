package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import nas.engine.Mode;
import nas.engine.Parameter;
import nas.engine.ReferenceNetwork;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.proxy.ImageBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtkGradientsTest {

  private static final NetworkProbe DOUBLE = new NetworkProbe(Device.CPU, Precision.FLOAT64);

  private static Kernels measured(Network network, TangentKernel probe, ImageBatch batch) {
    return DOUBLE
        .measure(network, TestNetworks.weights(3), List.of(batch), ProbePlan.of(Set.of(probe)), 1)
        .measurements()
        .get(probe);
  }

  /** Returns the sum of the logits of every image, one weight having been moved. */
  private static double[] sums(
      Network network, ImageBatch batch, String node, int moved, double step) {
    WeightSource source = TestNetworks.weights(3);
    WeightSource shifted =
        parameter ->
            element ->
                source.valuesOf(parameter).applyAsDouble(element)
                    + (parameter.role() == ParameterSpec.Role.WEIGHT
                            && parameter.node().name().equals(node)
                            && element == moved
                        ? step
                        : 0);
    List<double[]> outputs =
        new ReferenceNetwork(network, shifted)
            .forward(batch.pixels(), batch.images(), Mode.TRAINING);
    double[] logits = outputs.get(outputs.size() - 1);
    double[] sums = new double[batch.images()];
    for (int index = 0; index < logits.length; index++) {
      sums[index / (logits.length / sums.length)] += logits[index];
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4})
  @Tag("slow")
  void isTheProductOfDifferencesOfAPlainProgram(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    ImageBatch batch = TestNetworks.images(network, 3, seed);
    Kernels kernels = measured(network, new TangentKernel(3), batch);
    assertEquals(
        List.of("stem", "grouped", "hidden", "classifier"),
        kernels.layers().stream().map(Kernels.Layer::node).toList());
    double step = 1e-6;
    for (Kernels.Layer layer : kernels.layers()) {
      Network.Node node =
          network.nodes().stream()
              .filter(each -> each.name().equals(layer.node()))
              .findFirst()
              .orElseThrow();
      double[][] expected = new double[3][3];
      int weights = Parameter.of(network, node).get(0).elements();
      for (int weight = 0; weight < weights; weight++) {
        double[] above = sums(network, batch, layer.node(), weight, step);
        double[] below = sums(network, batch, layer.node(), weight, -step);
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            expected[i][j] +=
                (above[i] - below[i]) / (2 * step) * (above[j] - below[j]) / (2 * step);
          }
        }
      }
      double largest = Arrays.stream(expected).mapToDouble(row -> row[0]).max().orElse(0);
      assertTrue(largest > 1e-3, layer.node());
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          assertEquals(
              expected[i][j], layer.matrix()[i][j], 1e-6 * largest, seed + " " + layer.node());
        }
      }
    }
  }

  @Test
  void holdingFewerGradientsChangesNothingButRounding() {
    Network network = TestNetworks.everyLayer(2);
    ImageBatch batch = TestNetworks.images(network, 5, 1);
    TangentKernel probe = new TangentKernel(5);
    double[][] all = measured(network, probe, batch).sum();
    // Room for none, which still holds one, and for two.
    NetworkPlace place =
        new NetworkPlace(DOUBLE, network, TestNetworks.weights(3), List.of(batch), Streams.of(1));
    for (long bytes : new long[] {0, 2L * 8 * network.live().parameters()}) {
      double[][] few = NtkGradients.measure(probe, place, bytes).sum();
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          assertEquals(all[i][j], few[i][j], 1e-12 * all[i][i]);
          assertEquals(few[i][j], few[j][i]);
        }
      }
    }
  }

  @Test
  void readsTheFirstImagesAlone() {
    Network network = TestNetworks.everyLayer(2);
    ImageBatch many = TestNetworks.images(network, 7, 1);
    ImageBatch few =
        new ImageBatch(
            many.shape(),
            Arrays.copyOf(many.pixels(), many.pixels().length / 7 * 3),
            Arrays.copyOf(many.labels(), 3));
    double[][] first = measured(network, new TangentKernel(3), many).sum();
    assertTrue(Arrays.deepEquals(first, measured(network, new TangentKernel(3), few).sum()));
    assertTrue(Arrays.deepEquals(first, measured(network, new TangentKernel(16), few).sum()));
  }
}
