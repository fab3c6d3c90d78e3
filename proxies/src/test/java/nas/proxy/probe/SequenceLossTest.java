package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import nas.core.Seeds;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NamedTensor;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.proxy.ImageBatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The loss of networks that answer at each step, against the textbook's formula. */
class SequenceLossTest {

  private static final int TOKENS = 5;
  private static final int STEPS = 3;
  private static final int[] LABELS = {1, 2, 3, 0, 4, 4};
  private static final ImageBatch BATCH =
      new ImageBatch(FeatureShape.tokens(STEPS), new double[] {0, 1, 2, 3, 0, 4}, LABELS);

  @BeforeAll
  static void prepare() {
    PyTorch.prepare();
  }

  private static Network network() {
    Network.Builder b = Network.builder("lm", FeatureShape.tokens(STEPS));
    int embedded = b.add("embedding", new Embedding(TOKENS, 4), 0);
    b.add("decoder", new Linear(TOKENS, true), b.add("lstm", new Lstm(6, 2), embedded));
    return b.build();
  }

  private static double weight(Parameter parameter, int element) {
    long bits = Seeds.mix(Seeds.hash(NamedTensor.name(parameter)) + element);
    return (bits >>> 11) * 0x1p-53 - 0.5;
  }

  /** Returns the mean cross-entropy over all steps, one weight being another. */
  private static double textbook(String node, int changed, double by) {
    WeightSource source =
        parameter ->
            element ->
                weight(parameter, element)
                    + (parameter.node().name().equals(node)
                            && parameter.role() == ParameterSpec.Role.WEIGHT
                            && element == changed
                        ? by
                        : 0);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network(), source, Device.CPU, Precision.FLOAT64)) {
      double[] logits =
          GradientMode.unrecorded(
              () -> {
                try (Tensor tokens =
                        runtime.images(BATCH.pixels(), 2, MemoryFormat.CHANNELS_FIRST);
                    Tensor output = runtime.forward(tokens, Mode.TRAINING, Tap.NONE)) {
                  return output.toDoubles();
                }
              });
      double sum = 0;
      for (int at = 0; at < LABELS.length; at++) {
        double total = 0;
        for (int token = 0; token < TOKENS; token++) {
          total += Math.exp(logits[(at / STEPS * TOKENS + token) * STEPS + at % STEPS]);
        }
        sum += Math.log(total) - logits[(at / STEPS * TOKENS + LABELS[at]) * STEPS + at % STEPS];
      }
      return sum / LABELS.length;
    }
  }

  private static NetworkProbe.Result measured(ImageBatch batch) {
    return new NetworkProbe(Device.CPU, Precision.FLOAT64, MemoryFormat.CHANNELS_FIRST)
        .measure(
            network(),
            parameter -> element -> weight(parameter, element),
            List.of(batch),
            ProbePlan.of(List.of(new LossGradients(1))),
            1);
  }

  @Test
  void lossAndGradientsAreThoseOfAllSteps() {
    NetworkProbe.Result result = measured(BATCH);
    assertEquals(Map.of(), result.undefined());
    LayerGradients found = result.measurements().get(new LossGradients(1));
    assertEquals(textbook("", 0, 0), found.losses().get(0), 1e-12);
    LayerGradients.Layer decoder =
        found.layers().stream()
            .filter(layer -> layer.node().equals("decoder"))
            .findFirst()
            .orElseThrow();
    for (int element = 0; element < decoder.weights().length; element++) {
      double difference = textbook("decoder", element, 1e-5) - textbook("decoder", element, -1e-5);
      assertEquals(difference / 2e-5, decoder.gradients().get(0)[element], 1e-8);
    }
  }

  @Test
  void labelsMustFitTheSteps() {
    ImageBatch two =
        new ImageBatch(FeatureShape.tokens(STEPS), new double[] {0, 1, 2}, new int[] {1, 2});
    assertEquals(
        "2 labels of an image do not fit outputs at 3 steps",
        assertThrows(IllegalArgumentException.class, () -> measured(two)).getMessage());
  }
}
