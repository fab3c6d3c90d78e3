package nas.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.engine.loss.Losses;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.OneClass;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Zero;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkRuntimeTest {

  private static final int[] LABELS = {0, 3, 4, 1};

  private static double[] images(Network network, long seed) {
    return TestNetworks.values(seed, Math.toIntExact(LABELS.length * network.input().elements()));
  }

  private static Tensor images(NetworkRuntime runtime, double[] values) {
    FeatureShape shape = runtime.network().input();
    return runtime.array(values, LABELS.length, shape.channels(), shape.height(), shape.width());
  }

  private static double lossAndGradients(NetworkRuntime runtime, double[] images, Mode mode) {
    return GradientMode.recorded(
        () -> {
          try (Tensor batch = images(runtime, images);
              Tensor targets = runtime.targets(LABELS, 5);
              Tensor logits = runtime.forward(batch, mode, Tap.NONE);
              Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
            double value = loss.scalar();
            loss.backward();
            return value;
          }
        });
  }

  private static double[] gradients(NetworkRuntime runtime) {
    try (Tensor gradients = runtime.gradients()) {
      return gradients.toDoubles();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Tag("slow")
  void everyNodeEqualsTheTextbookFormula(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(seed), Device.CPU, Precision.FLOAT64)) {
      ReferenceNetwork reference =
          new ReferenceNetwork(network.live(), runtime.parameters(), TestNetworks.weights(seed));
      for (Mode mode : List.of(Mode.TRAINING, Mode.TRAINING, Mode.EVALUATION)) {
        double[] images = images(network, seed);
        Map<String, double[]> seen = new HashMap<>();
        Tap tap =
            (node, output) -> {
              seen.put(node.name(), output.toDoubles());
              return output;
            };
        double[] logits =
            GradientMode.unrecorded(
                () -> {
                  try (Tensor batch = images(runtime, images);
                      Tensor output = runtime.forward(batch, mode, tap)) {
                    assertEquals(2, output.dimensions());
                    return output.toDoubles();
                  }
                });
        List<double[]> expected = reference.forward(images, LABELS.length, mode);
        List<Network.Node> nodes = network.live().nodes();
        for (Network.Node node : nodes) {
          if (seen.containsKey(node.name())) {
            assertArrayEquals(
                expected.get(node.index()),
                seen.get(node.name()),
                1e-10,
                "seed " + seed + ", " + mode + ", " + node.name());
          }
        }
        assertFalse(seen.containsKey("dead"));
        assertFalse(seen.containsKey("zero"), "a sum needs no zeros");
        assertArrayEquals(expected.get(nodes.size() - 1), logits, 1e-10);
        for (Network.Node node : nodes) {
          if (node.operation() instanceof BatchNorm norm && norm.trackRunningStatistics()) {
            double[][] running = runtime.runningStatistics(node);
            assertArrayEquals(reference.runningMean.get(node.name()), running[0], 1e-12);
            assertArrayEquals(reference.runningVariance.get(node.name()), running[1], 1e-12);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  @Tag("slow")
  void gradientsEqualFiniteDifferencesOfTheReference(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    WeightSource source = TestNetworks.weights(seed);
    for (Mode mode : Mode.values()) {
      try (NetworkRuntime runtime =
          NetworkRuntime.create(network, source, Device.CPU, Precision.FLOAT64)) {
        ReferenceNetwork reference =
            new ReferenceNetwork(network.live(), runtime.parameters(), source);
        double[] images = images(network, seed);
        double loss = lossAndGradients(runtime, images, mode);
        assertEquals(reference.loss(images, LABELS, mode), loss, 1e-12);
        if (mode == Mode.TRAINING) {
          reference = new ReferenceNetwork(network.live(), runtime.parameters(), source);
        }
        double[] gradients = gradients(runtime);
        for (Parameter parameter : runtime.parameters()) {
          double[] values =
              reference.parameters.getOrDefault(
                  parameter.node().name() + "/" + parameter.role(), new double[0]);
          for (int i = 0; i < values.length; i += 1 + values.length / 5) {
            double step = 1e-6;
            double before = values[i];
            values[i] = before + step;
            double above = reference.loss(images, LABELS, mode);
            values[i] = before - step;
            double below = reference.loss(images, LABELS, mode);
            values[i] = before;
            double expected = (above - below) / (2 * step);
            double actual = gradients[Math.toIntExact(parameter.offset()) + i];
            assertEquals(
                expected,
                actual,
                2e-7 * Math.max(1, Math.abs(expected)),
                "seed " + seed + ", " + mode + ", " + parameter.node().name() + " " + i);
          }
        }
      }
    }
  }

  @Test
  void gradientOfTheImagesEqualsFiniteDifferences() {
    Network network = TestNetworks.everyLayer(21);
    WeightSource source = TestNetworks.weights(21);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, source, Device.CPU, Precision.FLOAT64)) {
      double[] images = images(network, 21);
      double[] gradient =
          GradientMode.recorded(
              () -> {
                try (Tensor batch = images(runtime, images);
                    Tensor targets = runtime.targets(LABELS, 5)) {
                  batch.requireGradient(true);
                  try (Tensor logits = runtime.forward(batch, Mode.TRAINING, Tap.NONE);
                      Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
                    loss.backward();
                  }
                  return batch.gradient().toDoubles();
                }
              });
      ReferenceNetwork reference =
          new ReferenceNetwork(network.live(), runtime.parameters(), source);
      for (int i = 0; i < images.length; i += 41) {
        double before = images[i];
        images[i] = before + 1e-6;
        double above = reference.loss(images, LABELS, Mode.TRAINING);
        images[i] = before - 1e-6;
        double below = reference.loss(images, LABELS, Mode.TRAINING);
        images[i] = before;
        assertEquals((above - below) / 2e-6, gradient[i], 2e-7, "pixel " + i);
      }
    }
  }

  /**
   * The engine may keep pointers into memory that Java frees; garbage and collections between
   * forward and backward would then change the gradients.
   */
  @Test
  @Tag("slow")
  void garbageCollectionDoesNotTouchGradients() {
    Network network = TestNetworks.everyLayer(31);
    double[] images = images(network, 31);
    double[] undisturbed = null;
    for (int round = 0; round < 6; round++) {
      boolean collect = round > 0;
      try (NetworkRuntime runtime =
          NetworkRuntime.create(network, TestNetworks.weights(31), Device.CPU, Precision.FLOAT32)) {
        GradientMode.recorded(
            () -> {
              Tensor batch = images(runtime, images);
              Tensor targets = runtime.targets(LABELS, 5);
              Tensor logits = runtime.forward(batch, Mode.TRAINING, Tap.NONE);
              Tensor loss = NetworkRuntime.crossEntropy(logits, targets);
              batch.close();
              targets.close();
              if (collect) {
                System.gc();
                List<byte[]> garbage = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                  garbage.add(new byte[10_000]);
                  java.nio.ByteBuffer.allocateDirect(10_000).putDouble(0, Double.NaN);
                }
                System.gc();
                assertEquals(200, garbage.size());
              }
              loss.backward();
              logits.close();
              loss.close();
              return true;
            });
        double[] gradients = gradients(runtime);
        if (undisturbed == null) {
          undisturbed = gradients;
        }
        assertArrayEquals(undisturbed, gradients, 0.0, "round " + round);
      }
    }
  }

  /** Training lays images out in another order, which must not change what is computed. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void channelsLastComputesTheSame(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    FeatureShape shape = network.input();
    double[] images = images(network, seed);
    ByteBuffer buffer = direct(images.length);
    int plane = shape.height() * shape.width();
    for (int image = 0; image < LABELS.length; image++) {
      for (int pixel = 0; pixel < plane; pixel++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          buffer.putFloat((float) images[(image * shape.channels() + channel) * plane + pixel]);
        }
      }
    }
    ByteBuffer targets = direct(LABELS.length * 5);
    for (int image = 0; image < LABELS.length; image++) {
      targets.putFloat(Float.BYTES * (image * 5 + LABELS[image]), -1f / LABELS.length);
    }
    try (NetworkRuntime plain =
            NetworkRuntime.create(
                network, TestNetworks.weights(seed), Device.CPU, Precision.FLOAT64);
        NetworkRuntime trained =
            NetworkRuntime.create(
                network, TestNetworks.weights(seed), Device.CPU, Precision.FLOAT32)) {
      double loss = lossAndGradients(plain, images, Mode.TRAINING);
      double[] expected = gradients(plain);
      NetworkRuntime.LossAndOutputs seen =
          trained.lossAndGradients(buffer, targets, LABELS.length, Losses.of(new OneClass(5)));
      assertEquals(loss, seen.loss(), 1e-4 * Math.abs(loss));
      double[] gradients = gradients(trained);
      double greatest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], gradients[i], 1e-3 * greatest, "gradient " + i);
      }
      try (Tensor batch = images(plain, images);
          Tensor logits =
              GradientMode.unrecorded(() -> plain.forward(batch, Mode.EVALUATION, Tap.NONE))) {
        double[] wanted = logits.toDoubles();
        float[] given = trained.logits(buffer, LABELS.length);
        for (int i = 0; i < wanted.length; i++) {
          assertEquals(wanted[i], given[i], 1e-3 * Math.max(1, Math.abs(wanted[i])), "logit " + i);
        }
      }
    }
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Float.BYTES * floats).order(ByteOrder.nativeOrder());
  }

  @Test
  void gradientsAddUpUntilCleared() {
    Network network = TestNetworks.everyLayer(41);
    double[] images = images(network, 41);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(41), Device.CPU, Precision.FLOAT64)) {
      assertThrows(IllegalStateException.class, runtime::gradients);
      lossAndGradients(runtime, images, Mode.TRAINING);
      double[] once = gradients(runtime);
      lossAndGradients(runtime, images, Mode.TRAINING);
      double[] twice = gradients(runtime);
      for (int i = 0; i < once.length; i++) {
        assertEquals(2 * once[i], twice[i], 1e-12);
      }
      runtime.clearGradients();
      assertArrayEquals(new double[once.length], gradients(runtime));
    }
  }

  @Test
  void aGateChangesWhatFollowsAndGetsItsGradient() {
    Network network = TestNetworks.everyLayer(51);
    double[] images = images(network, 51);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(51), Device.CPU, Precision.FLOAT64)) {
      double[] gateGradient =
          GradientMode.recorded(
              () -> {
                try (Tensor gate = runtime.full(1, LABELS.length, 8, 1, 1);
                    Tensor batch = images(runtime, images);
                    Tensor targets = runtime.targets(LABELS, 5)) {
                  gate.requireGradient(true);
                  Tap tap =
                      (node, output) -> node.name().equals("grouped") ? output.mul(gate) : output;
                  try (Tensor logits = runtime.forward(batch, Mode.TRAINING, tap);
                      Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
                    loss.backward();
                  }
                  return gate.gradient().toDoubles();
                }
              });
      double perChannel = 0;
      double[] gradients = gradients(runtime);
      for (Parameter parameter : runtime.parameters()) {
        if (parameter.node().name().equals("grouped")) {
          double[] values = new double[parameter.elements()];
          for (int i = 0; i < values.length; i++) {
            values[i] = TestNetworks.weights(51).valuesOf(parameter).applyAsDouble(i);
            perChannel += values[i] * gradients[Math.toIntExact(parameter.offset()) + i];
          }
        }
      }
      double sum = 0;
      for (double value : gateGradient) {
        sum += value;
      }
      // Scaling the output is scaling weight and bias: Euler's rule ties the two gradients.
      assertEquals(perChannel, sum, 1e-10);
      assertTrue(Math.abs(sum) > 1e-6);
    }
  }

  @Test
  void memoryOfAForwardPassIsFreed() {
    Network network = TestNetworks.everyLayer(61);
    double[] images = images(network, 61);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(61), Device.CPU, Precision.FLOAT32)) {
      lossAndGradients(runtime, images, Mode.TRAINING);
      gradients(runtime);
      int before = runtime.openTensors();
      for (int i = 0; i < 5; i++) {
        lossAndGradients(runtime, images, Mode.TRAINING);
        gradients(runtime);
        assertEquals(before, runtime.openTensors());
      }
      Tap failing =
          (node, output) -> {
            if (node.name().equals("join")) {
              throw new IllegalStateException("on purpose");
            }
            return output;
          };
      try (Tensor batch = images(runtime, images)) {
        assertThrows(
            IllegalStateException.class, () -> runtime.forward(batch, Mode.TRAINING, failing));
      }
      assertEquals(before, runtime.openTensors());
    }
  }

  @Test
  void saysWhetherImagesReachTheOutput() {
    Network.Builder cut = Network.builder("cut", new FeatureShape(1, 4, 4));
    int zero = cut.add("zero", new Zero(), 0);
    int sum = cut.add("sum", new Add(), zero, zero);
    int pool = cut.add("pool", new GlobalAveragePool(), sum);
    cut.add("classifier", new Linear(3, true), pool);
    Network network = cut.build();
    assertFalse(NetworkRuntime.readsInput(network));
    assertTrue(NetworkRuntime.readsInput(TestNetworks.everyLayer(1)));
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, TestNetworks.weights(1), Device.CPU, Precision.FLOAT64);
        Tensor batch = runtime.full(1, 2, 1, 4, 4);
        Tensor logits = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
      double[] values = logits.toDoubles();
      assertEquals(6, values.length);
      assertEquals(values[0], values[3], "all images get the bias");
    }
  }

  @Test
  void refusesWhatTheEngineCannotDo() {
    Network.Builder b = Network.builder("wide", new FeatureShape(1, 4, 4));
    b.add("pool", new MaxPool(2, 1, 2), 0);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                NetworkRuntime.create(
                    b.build(), TestNetworks.weights(1), Device.CPU, Precision.FLOAT32));
    assertTrue(String.valueOf(error.getMessage()).contains("pool"), error.toString());
    Network network = TestNetworks.everyLayer(1);
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, TestNetworks.weights(1), Device.CPU, Precision.FLOAT32);
        Tensor batch = runtime.full(1, 2, 1, 4, 4)) {
      assertThrows(
          IllegalArgumentException.class, () -> runtime.forward(batch, Mode.EVALUATION, Tap.NONE));
    }
  }
}
