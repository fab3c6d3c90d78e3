package nas.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.BinaryConvolution;
import nas.network.operation.ChannelScale;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.LockedDropout;
import nas.network.operation.Scale;
import nas.network.operation.ShakeShake;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of operations against differences of what they compute, in double precision. */
final class OperationGradientsTest {

  private static final int[] LABELS = {0, 3, 4};
  private static final double STEP = 1e-6;

  static List<Operation> operations() {
    return TestOperations.all();
  }

  private static Tensor images(NetworkRuntime runtime) {
    FeatureShape shape = runtime.network().input();
    double[] values = TestNetworks.values(9, Math.toIntExact(LABELS.length * shape.elements()));
    return runtime.array(values, LABELS.length, shape.channels(), shape.height(), shape.width());
  }

  private static double loss(NetworkRuntime runtime, Mode mode, boolean backward) {
    return GradientMode.recorded(
        () -> {
          try (Tensor batch = images(runtime);
              Tensor targets = runtime.targets(LABELS, 5);
              Tensor logits = runtime.forward(batch, mode, Tap.NONE);
              Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
            if (backward) {
              loss.backward();
            }
            return loss.scalar();
          }
        });
  }

  private static NetworkRuntime runtime(Network network, WeightSource source) {
    return NetworkRuntime.create(network, source, Device.CPU, Precision.FLOAT64);
  }

  /** Returns the loss with one weight moved. */
  private static double moved(Network network, long place, double by) {
    WeightSource source = TestNetworks.weights(5);
    WeightSource changed =
        parameter ->
            element ->
                source.valuesOf(parameter).applyAsDouble(element)
                    + (parameter.offset() + element == place ? by : 0);
    try (NetworkRuntime runtime = runtime(network, changed)) {
      return loss(runtime, Mode.TRAINING, false);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  @Tag("slow")
  void gradientsEqualFiniteDifferences(Operation operation) {
    Network network = TestOperations.network(operation);
    double[] gradients;
    try (NetworkRuntime runtime = runtime(network, TestNetworks.weights(5))) {
      loss(runtime, Mode.TRAINING, true);
      try (Tensor all = runtime.gradients()) {
        gradients = all.toDoubles();
      }
    }
    assertEquals(network.parameters(), gradients.length);
    assertTrue(Arrays.stream(gradients).limit(100).anyMatch(value -> Math.abs(value) > 1e-3));
    for (int place = 0; place < gradients.length; place += 1 + gradients.length / 60) {
      double difference = (moved(network, place, STEP) - moved(network, place, -STEP)) / (2 * STEP);
      assertEquals(difference, gradients[place], 1e-7, operation + " weight " + place);
    }
  }

  @Test
  void dropoutZeroesItsShareAnewForEachBatchAndGoesOnWhereItWas() {
    Network network = TestOperations.network(new Dropout(0.4));
    double[] first;
    double[] second;
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(5), Device.CPU, Precision.FLOAT32)) {
      double[] still = output(runtime, Mode.EVALUATION);
      first = output(runtime, Mode.TRAINING);
      var state = runtime.state();
      second = output(runtime, Mode.TRAINING);
      long zeros = Arrays.stream(first).filter(value -> value == 0).count();
      assertEquals(0.4, (double) zeros / first.length, 0.05);
      for (int index = 0; index < first.length; index++) {
        assertEquals(first[index] == 0 ? 0 : still[index] / 0.6, first[index], 1e-5);
      }
      assertNotEquals(Arrays.toString(first), Arrays.toString(second));
      try (NetworkRuntime resumed = NetworkRuntime.resume(network, state, Device.CPU)) {
        assertArrayEquals(second, output(resumed, Mode.TRAINING));
        assertArrayEquals(still, output(resumed, Mode.EVALUATION));
      }
    }
  }

  /** A feature is there at all steps or at none, and others are in the next batch. */
  @Test
  void lockedDropoutDropsFeaturesAtAllSteps() {
    Network.Builder b = Network.builder("locked", FeatureShape.sequence(50, 4));
    b.add("dropped", new LockedDropout(0.4), 0);
    double[] ones = new double[3 * 50 * 4];
    Arrays.fill(ones, 1);
    try (NetworkRuntime runtime = runtime(b.build(), TestNetworks.weights(5));
        Tensor input = runtime.array(ones, 3, 50, 4);
        Tensor first = runtime.forward(input, Mode.TRAINING, Tap.NONE);
        Tensor second = runtime.forward(input, Mode.TRAINING, Tap.NONE);
        Tensor used = runtime.forward(input, Mode.EVALUATION, Tap.NONE)) {
      double[] values = first.toDoubles();
      int dropped = 0;
      for (int at = 0; at < values.length; at++) {
        assertEquals(values[at - at % 4], values[at], "feature " + at / 4);
        assertTrue(values[at] == 0 || Math.abs(values[at] - 1 / 0.6) < 1e-12);
        dropped += values[at] == 0 ? 1 : 0;
      }
      assertEquals(0.4, dropped / 600.0, 0.1);
      assertFalse(Arrays.equals(values, second.toDoubles()));
      assertFalse(Arrays.equals(values, 0, 200, values, 200, 400), "rows are drawn apart");
      assertArrayEquals(ones, used.toDoubles());
    }
  }

  /** Weights are trained as if their signs, scaled, were weights themselves. */
  @Test
  void oneBitConvolutionsHaveTheDerivativesOfConvolutionsByTheirSigns() {
    Sides three = Sides.of(3);
    Network binary =
        TestOperations.network(new BinaryConvolution(4, three, Sides.of(1), Padding.of(1)));
    Network whole = TestOperations.network(Convolution.same(4, 3, 1, false));
    double factor = Math.sqrt(2.0 / (6 * 9));
    WeightSource source = TestNetworks.weights(5);
    WeightSource signs =
        parameter ->
            parameter.node().name().equals("tested")
                ? element -> factor * Math.signum(source.valuesOf(parameter).applyAsDouble(element))
                : source.valuesOf(parameter);
    try (NetworkRuntime one = runtime(binary, source);
        NetworkRuntime other = runtime(whole, signs)) {
      assertEquals(loss(other, Mode.TRAINING, true), loss(one, Mode.TRAINING, true), 1e-12);
      try (Tensor expected = other.gradients();
          Tensor found = one.gradients()) {
        assertArrayEquals(expected.toDoubles(), found.toDoubles(), 1e-12);
      }
    }
  }

  /** Scale times the input, mixed with half of the input, which has no weights. */
  private static Network mixture() {
    Network.Builder builder = Network.builder("mixture", new FeatureShape(3, 2, 2));
    int one = builder.add("one", new ChannelScale(), 0);
    int other = builder.add("other", new Scale(0.5), 0);
    builder.add("mixed", new ShakeShake(), one, other);
    return builder.build();
  }

  @Test
  void shakeShakeMixesExamplesByOtherSharesThanTheirDerivatives() {
    try (NetworkRuntime runtime = runtime(mixture(), parameter -> element -> 2)) {
      double[] mean = shares(runtime, Mode.EVALUATION);
      assertArrayEquals(new double[] {0.5, 0.5, 0.5}, mean, 1e-12);
      double[] first = shares(runtime, Mode.TRAINING);
      double[] second = shares(runtime, Mode.TRAINING);
      assertNotEquals(first[0], first[1], "examples");
      assertNotEquals(first[0], second[0], "batches");
      assertNotEquals((first[0] + first[1]) / 2, first[2], "derivatives");
      for (double share : first) {
        assertTrue(share > 0 && share < 1, () -> "share " + share);
      }
    }
  }

  /** Returns the shares of the first input for two examples of ones, and that of its derivative. */
  private static double[] shares(NetworkRuntime runtime, Mode mode) {
    double[] ones = new double[24];
    Arrays.fill(ones, 1);
    return GradientMode.recorded(
        () -> {
          try (Tensor batch = runtime.array(ones, 2, 3, 2, 2);
              Tensor mixed = runtime.forward(batch, mode, Tap.NONE);
              Tensor sum = mixed.sum()) {
            runtime.weights().clearGradient();
            sum.backward();
            double[] values = mixed.toDoubles();
            for (int index = 0; index < values.length; index++) {
              assertEquals(values[index < 12 ? 0 : 12], values[index], 1e-12, "in one example");
            }
            try (Tensor gradients = runtime.gradients()) {
              double[] slopes = gradients.toDoubles();
              assertEquals(slopes[0], slopes[2], 1e-12, "in one batch");
              // A channel of an example has 4 values.
              return new double[] {
                (values[0] - 0.5) / 1.5, (values[12] - 0.5) / 1.5, slopes[0] / 8
              };
            }
          }
        });
  }

  private static double[] output(NetworkRuntime runtime, Mode mode) {
    double[][] seen = new double[1][];
    Tap tap =
        (node, output) -> {
          if (node.name().equals("tested")) {
            seen[0] = output.toDoubles();
          }
          return output;
        };
    return GradientMode.unrecorded(
        () -> {
          try (Tensor batch = images(runtime);
              Tensor logits = runtime.forward(batch, mode, tap)) {
            assertEquals(2, logits.dimensions());
            return seen[0];
          }
        });
  }
}
