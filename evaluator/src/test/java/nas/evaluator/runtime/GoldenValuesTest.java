package nas.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import nas.space.Seeds;
import nas.space.Task;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.nasbench201.NetworkVariant;
import nas.space.network.FeatureShape;
import nas.space.network.Layer;
import nas.space.network.Network;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares loss and gradients with values that the published PyTorch code of Abdelfattah et al.
 * 2021 (arXiv:2101.08134) computed in float64 on the same weights and images.
 */
class GoldenValuesTest {

  private static final int SIDE = 32;

  @TestFactory
  List<DynamicTest> lossAndGradientsEqualThePublishedCode() throws IOException {
    Path file =
        Path.of(System.getProperty("nas.shared", "")).resolve("golden/zero-cost-golden.json");
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: the golden values " + file + " are not here");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : new ObjectMapper().readTree(file.toFile())) {
      String name = golden.has("arch") ? golden.get("arch").textValue() : nasBench101Text(golden);
      tests.add(
          DynamicTest.dynamicTest(name + " float64", () -> check(golden, Precision.FLOAT64, 1e-6)));
      tests.add(
          DynamicTest.dynamicTest(name + " float32", () -> check(golden, Precision.FLOAT32, 2e-3)));
    }
    assertEquals(34, tests.size());
    return tests;
  }

  private static String nasBench101Text(JsonNode golden) {
    StringBuilder text = new StringBuilder();
    for (JsonNode row : golden.get("matrix")) {
      for (JsonNode bit : row) {
        text.append(bit.intValue());
      }
      text.append(' ');
    }
    text.append('/');
    for (JsonNode operation : golden.get("ops")) {
      text.append(' ').append(operation.textValue());
    }
    return text.toString();
  }

  private static Network network(JsonNode golden) {
    int classes = golden.get("classes").intValue();
    Task task = new Task(new FeatureShape(3, SIDE, SIDE), classes);
    if (golden.get("space").textValue().equals("nasbench101")) {
      NasBench101Space space =
          new NasBench101Space(
              new NasBench101Settings(
                  golden.get("stem_channels").intValue(),
                  golden.get("stacks").intValue(),
                  golden.get("cells_per_stack").intValue(),
                  7,
                  9,
                  0.1));
      return space.network(space.parse(nasBench101Text(golden)), task);
    }
    NasBench201Settings settings =
        new NasBench201Settings(
            golden.get("channels").intValue(),
            golden.get("cells_per_stage").intValue(),
            NetworkVariant.ZERO_COST,
            CanonicalDefinition.STRING);
    NasBench201Space space = new NasBench201Space(settings);
    return space.network(space.parse(golden.get("arch").textValue()), task);
  }

  private static double u(long stream, long index) {
    return (Seeds.mix(index + (stream << 32)) >>> 11) * 0x1p-52 - 1;
  }

  private static double[] images(int batch) {
    double[] pixels = new double[batch * 3 * SIDE * SIDE];
    int i = 0;
    for (int n = 0; n < batch; n++) {
      int k = n / 2;
      for (int c = 0; c < 3; c++) {
        for (int h = 0; h < SIDE; h++) {
          for (int w = 0; w < SIDE; w++) {
            double wave = (1 + k % 3) * h + (1 + k % 4) * w;
            pixels[i] = Math.sin(2 * Math.PI * wave / 32 + c + 0.3 * n) + 0.25 * u(1L << 20, i);
            i++;
          }
        }
      }
    }
    return pixels;
  }

  private static void check(JsonNode golden, Precision precision, double tolerance) {
    Map<String, Integer> order = new HashMap<>();
    for (JsonNode layer : golden.get("layers")) {
      order.put(layer.textValue(), order.size());
    }
    // The golden values were computed on weights rounded to single precision, in float64.
    WeightSource source =
        parameter -> {
          int layer = order.getOrDefault(parameter.node().name(), -1);
          return switch (parameter.role()) {
            case SCALE -> element -> 1;
            case SHIFT -> element -> 0;
            case BIAS -> element -> (float) (0.1 * u(2L * layer + 1, element));
            case WEIGHT -> {
              assertTrue(layer >= 0, parameter.node().name() + " is not among the golden layers");
              boolean classifier = parameter.node().name().equals("classifier");
              double bound = Math.sqrt((classifier ? 1.0 : 6.0) / parameter.fanIn());
              yield element -> (float) (bound * u(2L * layer, element));
            }
          };
        };
    int batch = golden.get("batch").intValue();
    int[] labels = new int[batch];
    for (int n = 0; n < batch; n++) {
      labels[n] = (7 * n + 3) % 10;
    }
    Network network = network(golden);
    try (NetworkRuntime runtime = NetworkRuntime.create(network, source, Device.CPU, precision)) {
      double loss =
          GradientMode.recorded(
              () -> {
                try (NDArray images = runtime.array(images(batch), batch, 3, SIDE, SIDE);
                    NDArray targets = runtime.targets(labels, golden.get("classes").intValue());
                    NDArray logits = runtime.forward(images, Mode.TRAINING, Tap.NONE);
                    NDArray mean = NetworkRuntime.crossEntropy(logits, targets)) {
                  runtime.backward(mean);
                  return NetworkRuntime.scalar(mean);
                }
              });
      double gradNorm = 0;
      double snip = 0;
      double plain = 0;
      try (NDArray gradient = runtime.gradients();
          NDList gradients = runtime.split(gradient);
          NDList weights = runtime.split(runtime.weights())) {
        for (int index = 0; index < gradients.size(); index++) {
          Parameter parameter = runtime.parameters().get(index);
          if (parameter.role() == Parameter.Role.WEIGHT) {
            double[] g = NetworkRuntime.doubles(gradients.get(index));
            double[] w = NetworkRuntime.doubles(weights.get(index));
            double squares = 0;
            for (int i = 0; i < g.length; i++) {
              squares += g[i] * g[i];
              snip += Math.abs(w[i] * g[i]);
              plain += w[i] * g[i];
            }
            gradNorm += Math.sqrt(squares);
          }
        }
      }
      JsonNode measures = golden.get("measures");
      assertClose(golden.get("loss"), loss, tolerance, "loss");
      assertClose(measures.get("grad_norm"), gradNorm, tolerance, "grad_norm");
      assertClose(measures.get("snip"), snip, tolerance, "snip");
      // A sum of terms of both signs loses digits against their size, which snip tells.
      double scale = precision == Precision.FLOAT32 ? snip : measures.get("plain").doubleValue();
      assertEquals(
          measures.get("plain").doubleValue(), plain, tolerance * Math.abs(scale), "plain");
    }
    checkAllLayers(golden, network, order, source);
  }

  /** The layers that do not reach the output count here, although they are never executed. */
  private static void checkAllLayers(
      JsonNode golden, Network network, Map<String, Integer> order, WeightSource source) {
    long elements = 0;
    double l2Norm = 0;
    int layers = 0;
    for (Network.Node node : network.nodes()) {
      Integer layer = order.get(node.name());
      if (layer == null) {
        continue;
      }
      FeatureShape input = network.inputOf(node);
      long all = node.layer().parameters(input);
      boolean bias =
          (node.layer() instanceof Layer.Convolution c && c.bias())
              || (node.layer() instanceof Layer.Linear l && l.bias());
      int weights = Math.toIntExact(all - (bias ? node.output().channels() : 0));
      IntToDoubleFunction values =
          source.valuesOf(
              new Parameter(
                  node,
                  Parameter.Role.WEIGHT,
                  List.of(weights),
                  0,
                  weights / node.output().channels()));
      double squares = 0;
      for (int i = 0; i < weights; i++) {
        squares += values.applyAsDouble(i) * values.applyAsDouble(i);
      }
      l2Norm += Math.sqrt(squares);
      elements += all;
      layers++;
    }
    assertEquals(order.size(), layers);
    assertEquals(golden.get("conv_linear_parameters").longValue(), elements);
    assertClose(golden.get("measures").get("l2_norm"), l2Norm, 1e-6, "l2_norm");
  }

  private static void assertClose(JsonNode expected, double actual, double tolerance, String what) {
    double value = expected.doubleValue();
    assertEquals(value, actual, tolerance * Math.abs(value), what);
  }
}
