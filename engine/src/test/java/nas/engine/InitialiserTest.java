package nas.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.operation.Convolution;
import org.junit.jupiter.api.Test;

class InitialiserTest {

  private static final int COUNT = 200_000;

  private static Parameter parameter(String node, ParameterSpec.Role role, int fanIn) {
    Operation layer = Convolution.same(COUNT, 1, 1, true);
    Network.Node owner =
        new Network.Node(
            1, node, Network.Role.OTHER, layer, List.of(0), new FeatureShape(COUNT, 1, 1), 1);
    String name = role.name().toLowerCase(Locale.ROOT);
    return new Parameter(owner, new ParameterSpec(name, name, role, List.of(COUNT), fanIn), 0);
  }

  private static double[] values(WeightSource source, Parameter parameter) {
    IntToDoubleFunction function = source.valuesOf(parameter);
    double[] values = new double[parameter.elements()];
    Arrays.setAll(values, function);
    return values;
  }

  @Test
  void uniformWeightsHaveTheRightDistribution() {
    for (ParameterSpec.Role role : List.of(ParameterSpec.Role.WEIGHT, ParameterSpec.Role.BIAS)) {
      double[] values =
          values(Initialiser.PYTORCH_DEFAULT.weights(7, "a"), parameter("conv", role, 16));
      int bins = 20;
      int[] counts = new int[bins];
      for (double value : values) {
        assertTrue(value >= -0.25 && value < 0.25);
        counts[(int) ((value + 0.25) / 0.5 * bins)]++;
      }
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += Math.pow(count - COUNT / (double) bins, 2) / (COUNT / (double) bins);
      }
      assertTrue(
          chiSquare < 43.8, "chi-square with 19 degrees of freedom, p = 0.001: " + chiSquare);
    }
  }

  @Test
  void normalWeightsHaveTheRightMoments() {
    double[] values =
        values(
            Initialiser.KAIMING_NORMAL.weights(7, "a"),
            parameter("conv", ParameterSpec.Role.WEIGHT, 50));
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
    double kurtosis =
        Arrays.stream(values).map(v -> v * v * v * v).average().orElseThrow()
            / (variance * variance);
    assertEquals(0, mean, 0.2 * 4 / Math.sqrt(COUNT));
    assertEquals(0.04, variance, 0.04 * 5 * Math.sqrt(2.0 / COUNT));
    assertEquals(3, kurtosis, 5 * Math.sqrt(24.0 / COUNT));
    double lag = 0;
    for (int i = 1; i < COUNT; i++) {
      lag += values[i] * values[i - 1] / variance / COUNT;
    }
    assertEquals(0, lag, 5 / Math.sqrt(COUNT), "neighbours are independent");
    assertArrayEquals(
        new double[COUNT],
        values(
            Initialiser.KAIMING_NORMAL.weights(7, "a"),
            parameter("conv", ParameterSpec.Role.BIAS, 50)));
  }

  @Test
  void batchNormStartsAsTheIdentity() {
    for (Initialiser initialiser : Initialiser.values()) {
      WeightSource source = initialiser.weights(3, "a");
      assertEquals(
          1, source.valuesOf(parameter("n", ParameterSpec.Role.SCALE, 1)).applyAsDouble(5));
      assertEquals(
          0, source.valuesOf(parameter("n", ParameterSpec.Role.SHIFT, 1)).applyAsDouble(5));
    }
  }

  @Test
  void valuesDependOnSeedIdNodeRoleAndIndexOnly() {
    for (Initialiser initialiser : Initialiser.values()) {
      Parameter weight = parameter("conv", ParameterSpec.Role.WEIGHT, 9);
      double value = initialiser.weights(1, "a").valuesOf(weight).applyAsDouble(17);
      assertEquals(value, initialiser.weights(1, "a").valuesOf(weight).applyAsDouble(17));
      assertNotEquals(value, initialiser.weights(2, "a").valuesOf(weight).applyAsDouble(17));
      assertNotEquals(value, initialiser.weights(1, "b").valuesOf(weight).applyAsDouble(17));
      assertNotEquals(value, initialiser.weights(1, "a").valuesOf(weight).applyAsDouble(18));
      Parameter other = parameter("conv2", ParameterSpec.Role.WEIGHT, 9);
      assertNotEquals(value, initialiser.weights(1, "a").valuesOf(other).applyAsDouble(17));
      Parameter moved = new Parameter(weight.node(), weight.spec(), 99);
      assertEquals(value, initialiser.weights(1, "a").valuesOf(moved).applyAsDouble(17));
    }
  }

  /** Pins the values, so that results of old runs stay reproducible. */
  @Test
  void valuesStayAsTheyAre() {
    long mixed = nas.core.Seeds.mix(42 ^ nas.core.Seeds.hash("id"));
    mixed = nas.core.Seeds.mix(mixed ^ nas.core.Seeds.hash("conv"));
    mixed = nas.core.Seeds.mix(mixed ^ nas.core.Seeds.hash("weight"));
    double unit = (nas.core.Seeds.mix(mixed + 5) >>> 11) / 9007199254740992.0;
    Parameter weight = parameter("conv", ParameterSpec.Role.WEIGHT, 4);
    assertEquals(
        unit - 0.5,
        Initialiser.PYTORCH_DEFAULT.weights(42, "id").valuesOf(weight).applyAsDouble(5));
  }

  @Test
  void theSameWeightsReachTheEngineInBothPrecisions() {
    Network network = TestNetworks.everyLayer(5);
    WeightSource source = Initialiser.PYTORCH_DEFAULT.weights(1, network.id());
    for (Precision precision : Precision.values()) {
      try (NetworkRuntime runtime = NetworkRuntime.create(network, source, Device.CPU, precision)) {
        double[] all = runtime.weights().toDoubles();
        int checked = 0;
        for (Parameter parameter : runtime.parameters()) {
          IntToDoubleFunction values = source.valuesOf(parameter);
          for (int i = 0; i < parameter.elements(); i++) {
            double expected = values.applyAsDouble(i);
            assertEquals(
                precision == Precision.FLOAT32 ? (float) expected : expected,
                all[Math.toIntExact(parameter.offset()) + i]);
            checked++;
          }
        }
        assertEquals(all.length, checked);
      }
    }
  }
}
