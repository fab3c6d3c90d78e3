package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is compared is the same computation. */
final class LanguageModelsTest {

  private static final int FEATURES = 6;
  private static final int TOKENS = 4;
  private static final int VOCABULARY = 9;
  private static final Task TASK =
      new Task(FeatureShape.tokens(TOKENS), new ClassPerStep(VOCABULARY, TOKENS));

  private static final int GATES = 4;

  private static double number(String array, int element) {
    return (Seeds.mix(Seeds.hash(array) + element) >>> 11) * 0x1p-52 - 1;
  }

  /** Returns a value of an LSTM's array, each gate of which is an array of the recipe. */
  private static double ofGate(String array, int element, int rowLength) {
    int each = FEATURES * rowLength;
    return number(element / each + " " + array, element % each);
  }

  /**
   * Returns a weight.
   *
   * @param gates by number of a node in the recipe as it is written in canonical form: which gate
   *     of PyTorch's LSTM it is
   */
  private static double weight(List<Integer> gates, Parameter parameter, int element) {
    String node = parameter.node().name();
    String array = parameter.spec().name();
    if (node.equals("lstm")) {
      return switch (array) {
        case "weight_ih_l0" -> ofGate("x weight", element, FEATURES);
        case "weight_hh_l0" -> ofGate("h weight", element, FEATURES);
        default -> ofGate("x bias", element, 1);
      };
    }
    for (int at = 0; at < GATES; at++) {
      if (node.equals("layer0.node_" + at + ".x")) {
        return number(gates.get(at) + " x " + array, element);
      }
      if (node.equals("layer0.step0.node_" + at + ".h_prev_0")) {
        return number(gates.get(at) + " h " + array, element);
      }
    }
    return number(node + " " + array, element);
  }

  private static double[] logits(Network network, List<Integer> gates) {
    PyTorch.prepare();
    try (NetworkRuntime runtime =
        NetworkRuntime.create(
            network,
            parameter -> element -> weight(gates, parameter, element),
            Device.CPU,
            Precision.FLOAT64)) {
      return GradientMode.unrecorded(
          () -> {
            double[] read = {0, 3, 8, 1, 5, 5, 2, 7};
            try (Tensor tokens = runtime.images(read, 2, MemoryFormat.CHANNELS_FIRST);
                Tensor output = runtime.forward(tokens, Mode.TRAINING, Tap.NONE)) {
              return output.toDoubles();
            }
          });
    }
  }

  @Test
  @Tag("slow")
  void recipeAndOperationComputeTheSame() {
    Network recipe = LanguageModels.recipe(FEATURES, TASK);
    Network operation = LanguageModels.operation(FEATURES, TASK);
    assertEquals(operation.parameters(), recipe.parameters());
    assertEquals(operation.macs(), recipe.macs());
    double[] expected = logits(operation, List.of());
    assertEquals(2 * VOCABULARY * TOKENS, expected.length);
    long same =
        orders(List.of(), List.of(0, 1, 2, 3))
            .filter(gates -> isNear(expected, logits(recipe, gates)))
            .count();
    assertEquals(1, same, "orders of the gates in which both compute the same");
  }

  private static boolean isNear(double[] expected, double[] found) {
    return IntStream.range(0, expected.length)
        .allMatch(at -> Math.abs(expected[at] - found[at]) < 1e-12);
  }

  /** Returns the orders that begin so. */
  private static Stream<List<Integer>> orders(List<Integer> begun, List<Integer> left) {
    return left.isEmpty()
        ? Stream.of(begun)
        : left.stream()
            .flatMap(
                next ->
                    orders(
                        Stream.concat(begun.stream(), Stream.of(next)).toList(),
                        left.stream().filter(one -> !one.equals(next)).toList()));
  }
}
