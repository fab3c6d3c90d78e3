package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares loss and gradients with values that the published PyTorch code of Abdelfattah et al.
 * 2021 (arXiv:2101.08134) computed in float64 on the same weights and images.
 */
class GoldenValuesTest {

  @TestFactory
  @Tag("slow")
  List<DynamicTest> lossAndGradientsEqualThePublishedCode() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : Golden.cases()) {
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

  private static void check(GoldenCase golden, Precision precision, double tolerance) {
    Network network = golden.network();
    int batch = golden.images();
    int classes = network.outputNode().output().channels();
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, golden.weights(), Device.CPU, precision)) {
      double loss =
          GradientMode.recorded(
              () -> {
                try (Tensor images = runtime.array(golden.pixels(), batch, 3, 32, 32);
                    Tensor targets = runtime.targets(golden.labels(), classes);
                    Tensor logits = runtime.forward(images, Mode.TRAINING, Tap.NONE);
                    Tensor mean = NetworkRuntime.crossEntropy(logits, targets)) {
                  mean.backward();
                  return mean.scalar();
                }
              });
      double gradNorm = 0;
      double snip = 0;
      double plain = 0;
      try (Tensor gradient = runtime.gradients();
          Tensors gradients = runtime.split(gradient);
          Tensors weights = runtime.split(runtime.weights())) {
        for (int index = 0; index < gradients.size(); index++) {
          Parameter parameter = runtime.parameters().get(index);
          if (parameter.role() == ParameterSpec.Role.WEIGHT) {
            double[] g = gradients.get(index).toDoubles();
            double[] w = weights.get(index).toDoubles();
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
      assertClose(golden.loss(), loss, tolerance, "loss");
      assertClose(golden.measure("grad_norm"), gradNorm, tolerance, "grad_norm");
      assertClose(golden.measure("snip"), snip, tolerance, "snip");
      // A sum of terms of both signs loses digits against their size, which snip tells.
      double scale = precision == Precision.FLOAT32 ? snip : golden.measure("plain");
      assertEquals(golden.measure("plain"), plain, tolerance * Math.abs(scale), "plain");
    }
    checkAllLayers(golden);
  }

  /** The layers that do not reach the output count here, although they are never executed. */
  private static void checkAllLayers(GoldenCase golden) {
    Network network = golden.network();
    double l2Norm = 0;
    for (Network.Node node : network.nodes()) {
      if (!golden.layers().contains(node.name())) {
        continue;
      }
      FeatureShape input = network.inputOf(node);
      long all = node.operation().parameterCount(List.of(input));
      boolean bias =
          (node.operation() instanceof Convolution c && c.bias())
              || (node.operation() instanceof Linear l && l.bias());
      int weights = Math.toIntExact(all - (bias ? node.output().channels() : 0));
      IntToDoubleFunction values =
          golden
              .weights()
              .valuesOf(
                  new Parameter(
                      node, ParameterSpec.weight(weights / node.output().channels(), weights), 0));
      double squares = 0;
      for (int i = 0; i < weights; i++) {
        squares += values.applyAsDouble(i) * values.applyAsDouble(i);
      }
      l2Norm += Math.sqrt(squares);
    }
    assertClose(golden.measure("l2_norm"), l2Norm, 1e-6, "l2_norm");
  }

  private static void assertClose(double expected, double actual, double tolerance, String what) {
    assertEquals(expected, actual, tolerance * Math.abs(expected), what);
  }
}
