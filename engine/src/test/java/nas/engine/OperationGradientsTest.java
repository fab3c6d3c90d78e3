package nas.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import nas.network.operation.Dropout;
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
    try (NetworkRuntime runtime = runtime(network, TestNetworks.weights(5))) {
      double[] still = output(runtime, Mode.EVALUATION);
      first = output(runtime, Mode.TRAINING);
      var state = runtime.runningStatistics();
      second = output(runtime, Mode.TRAINING);
      long zeros = Arrays.stream(first).filter(value -> value == 0).count();
      assertEquals(0.4, (double) zeros / first.length, 0.05);
      for (int index = 0; index < first.length; index++) {
        assertEquals(first[index] == 0 ? 0 : still[index] / 0.6, first[index], 1e-12);
      }
      assertNotEquals(Arrays.toString(first), Arrays.toString(second));
      runtime.restoreRunningStatistics(state);
      assertArrayEquals(second, output(runtime, Mode.TRAINING));
      assertArrayEquals(still, output(runtime, Mode.EVALUATION));
    }
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
