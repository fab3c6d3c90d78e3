package nas.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import nas.space.network.FeatureShape;
import nas.space.network.Layer;
import nas.space.network.Network;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares loss and gradients with values that the published PyTorch code of Abdelfattah et al.
 * 2021 (arXiv:2101.08134) computed in float64 on the same weights and images.
 */
class GoldenValuesTest {

  @TestFactory
  List<DynamicTest> lossAndGradientsEqualThePublishedCode() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Golden golden : Golden.cases()) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.name() + " float64", () -> check(golden, Precision.FLOAT64, 1e-6)));
      tests.add(
          DynamicTest.dynamicTest(
              golden.name() + " float32", () -> check(golden, Precision.FLOAT32, 2e-3)));
    }
    assertEquals(34, tests.size());
    return tests;
  }

  private static void check(Golden golden, Precision precision, double tolerance) {
    Network network = golden.network();
    int batch = golden.labels().length;
    int classes = network.outputNode().output().channels();
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, golden.weights(), Device.CPU, precision)) {
      double loss =
          GradientMode.recorded(
              () -> {
                try (NDArray images = runtime.array(golden.pixels(), batch, 3, 32, 32);
                    NDArray targets = runtime.targets(golden.labels(), classes);
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
      JsonNode measures = golden.json().get("measures");
      assertClose(golden.json().get("loss"), loss, tolerance, "loss");
      assertClose(measures.get("grad_norm"), gradNorm, tolerance, "grad_norm");
      assertClose(measures.get("snip"), snip, tolerance, "snip");
      // A sum of terms of both signs loses digits against their size, which snip tells.
      double scale = precision == Precision.FLOAT32 ? snip : measures.get("plain").doubleValue();
      assertEquals(
          measures.get("plain").doubleValue(), plain, tolerance * Math.abs(scale), "plain");
    }
    checkAllLayers(golden);
  }

  /** The layers that do not reach the output count here, although they are never executed. */
  private static void checkAllLayers(Golden golden) {
    Network network = golden.network();
    Set<String> names = new HashSet<>();
    golden.json().get("layers").forEach(layer -> names.add(layer.textValue()));
    long elements = 0;
    double l2Norm = 0;
    int layers = 0;
    for (Network.Node node : network.nodes()) {
      if (!names.contains(node.name())) {
        continue;
      }
      FeatureShape input = network.inputOf(node);
      long all = node.layer().parameters(input);
      boolean bias =
          (node.layer() instanceof Layer.Convolution c && c.bias())
              || (node.layer() instanceof Layer.Linear l && l.bias());
      int weights = Math.toIntExact(all - (bias ? node.output().channels() : 0));
      IntToDoubleFunction values =
          golden
              .weights()
              .valuesOf(
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
    assertEquals(names.size(), layers);
    assertEquals(golden.json().get("conv_linear_parameters").longValue(), elements);
    assertClose(golden.json().get("measures").get("l2_norm"), l2Norm, 1e-6, "l2_norm");
  }

  private static void assertClose(JsonNode expected, double actual, double tolerance, String what) {
    double value = expected.doubleValue();
    assertEquals(value, actual, tolerance * Math.abs(value), what);
  }
}
