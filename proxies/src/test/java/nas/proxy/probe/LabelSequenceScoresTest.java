package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
import nas.network.LabelSequence;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.proxy.ImageBatch;
import nas.proxy.Score;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loss of networks that spell labels, against all outputs that spell them. */
class LabelSequenceScoresTest {

  private static final int CLASSES = 3;
  private static final int STEPS = 4;
  private static final int FEATURES = 2;
  private static final LabelSequence TARGET = new LabelSequence(CLASSES, STEPS, 2);
  private static final List<String> TEXTS = List.of("12", "2", "");
  private static final int[] LABELS = {1, 2, 2, 0, 0, 0};

  @BeforeAll
  static void prepare() {
    PyTorch.prepare();
  }

  private static double[] features(double factor) {
    double[] values = new double[TEXTS.size() * FEATURES * STEPS];
    for (int at = 0; at < values.length; at++) {
      values[at] = factor * (((Seeds.mix(at) >>> 11) * 0x1p-52) - 1);
    }
    return values;
  }

  private static ImageBatch batch(int[] labels, LabelSequence target, double factor) {
    return new ImageBatch(
        FeatureShape.sequence(FEATURES, STEPS), features(factor), labels, Optional.of(target));
  }

  private static Network network() {
    Network.Builder b = Network.builder("speech", FeatureShape.sequence(FEATURES, STEPS));
    b.add("classifier", new Linear(CLASSES, true), b.add("lstm", new Lstm(3, 1), 0));
    return b.build();
  }

  private static double weight(Parameter parameter, int element) {
    long bits = Seeds.mix(Seeds.hash(NamedTensor.name(parameter)) + element);
    return (bits >>> 11) * 0x1p-52 - 1;
  }

  /** Returns the mean loss by a number of steps, one weight being another. */
  private static double textbook(String array, int changed, double by) {
    WeightSource source =
        parameter ->
            element ->
                weight(parameter, element)
                    + (NamedTensor.name(parameter).equals(array) && element == changed ? by : 0);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network(), source, Device.CPU, Precision.FLOAT64)) {
      double[] logits =
          GradientMode.unrecorded(
              () -> {
                try (Tensor read =
                        runtime.images(features(1), TEXTS.size(), MemoryFormat.CHANNELS_FIRST);
                    Tensor output = runtime.forward(read, Mode.TRAINING, Tap.NONE)) {
                  return output.toDoubles();
                }
              });
      double sum = 0;
      for (int example = 0; example < TEXTS.size(); example++) {
        sum -= Math.log(probability(logits, example * CLASSES * STEPS, TEXTS.get(example)));
      }
      return sum / TEXTS.size() / STEPS;
    }
  }

  /** Sums up the probabilities of all outputs that spell a text. */
  private static double probability(double[] logits, int from, String text) {
    double sum = 0;
    int outputs = (int) Math.pow(CLASSES, STEPS);
    for (int output = 0; output < outputs; output++) {
      StringBuilder said = new StringBuilder();
      double probability = 1;
      int before = 0;
      for (int step = 0, rest = output; step < STEPS; step++, rest /= CLASSES) {
        int label = rest % CLASSES;
        double total = 0;
        for (int one = 0; one < CLASSES; one++) {
          total += Math.exp(logits[from + one * STEPS + step]);
        }
        probability *= Math.exp(logits[from + label * STEPS + step]) / total;
        if (label != 0 && label != before) {
          said.append(label);
        }
        before = label;
      }
      sum += said.toString().equals(text) ? probability : 0;
    }
    return sum;
  }

  private static NetworkProbe.Result measured(ImageBatch batch, ProbePlan plan) {
    return new NetworkProbe(Device.CPU, Precision.FLOAT64, MemoryFormat.CHANNELS_FIRST)
        .measure(
            network(), parameter -> element -> weight(parameter, element), List.of(batch), plan, 1);
  }

  @Test
  @Tag("slow")
  void lossAndGradientsAreThoseOfAllOutputs() {
    NetworkProbe.Result result =
        measured(batch(LABELS, TARGET, 1), ProbePlan.of(List.of(new LossGradients(1))));
    assertEquals(Map.of(), result.undefined());
    LayerGradients found = result.measurements().get(new LossGradients(1));
    // Shares of examples are given in single precision.
    assertEquals(textbook("", 0, 0), found.losses().get(0), 1e-7);
    List<String> arrays = arrays();
    assertEquals(
        List.of("lstm.weight_ih_l0", "lstm.weight_hh_l0", "classifier.weight"),
        arrays,
        "layers that count: each matrix of the LSTM, and the linear layer");
    assertEquals(arrays.size(), found.layers().size());
    for (int layer = 0; layer < arrays.size(); layer++) {
      double[] gradient = found.layers().get(layer).gradients().get(0);
      for (int element = 0; element < gradient.length; element++) {
        double difference =
            textbook(arrays.get(layer), element, 1e-5)
                - textbook(arrays.get(layer), element, -1e-5);
        assertEquals(difference / 2e-5, gradient[element], 1e-7);
      }
    }
  }

  private static List<String> arrays() {
    Network network = network();
    return network.nodes().stream()
        .flatMap(node -> Parameter.of(network, node).stream())
        .filter(parameter -> parameter.role() == ParameterSpec.Role.WEIGHT)
        .map(NamedTensor::name)
        .toList();
  }

  @Test
  void secondDerivativesAreRefused() {
    NetworkProbe.Result result =
        measured(batch(LABELS, TARGET, 1), ProbePlan.of(List.of(new HessianGradient())));
    Score.Undefined undefined =
        Objects.requireNonNull(result.undefined().get(new HessianGradient()));
    assertEquals(Score.Reason.UNSUITABLE, undefined.reason());
    assertEquals(
        "the loss for up to 2 labels, spelt by one of 3 classes at each of 4 steps can be"
            + " differentiated once only",
        undefined.message());
  }

  /** Zeros would be taken for a network that cannot learn. */
  @Test
  void aLossThatIsNoNumberHasNoGradients() {
    NetworkProbe.Result result =
        measured(batch(LABELS, TARGET, 1e308), ProbePlan.of(List.of(new LossGradients(1))));
    LayerGradients finite = result.measurements().get(new LossGradients(1));
    assertTrue(Double.isFinite(finite.losses().get(0)), "an LSTM bounds what it yields");
    Network linear = linear();
    LayerGradients found =
        new NetworkProbe(Device.CPU, Precision.FLOAT64, MemoryFormat.CHANNELS_FIRST)
            .measure(
                linear,
                parameter -> element -> 1e10,
                List.of(batch(LABELS, TARGET, 1e308)),
                ProbePlan.of(List.of(new LossGradients(1))),
                1)
            .measurements()
            .get(new LossGradients(1));
    assertTrue(Double.isNaN(found.losses().get(0)));
    assertTrue(Double.isNaN(found.layers().get(0).gradients().get(0)[0]));
  }

  private static Network linear() {
    Network.Builder b = Network.builder("linear", FeatureShape.sequence(FEATURES, STEPS));
    b.add("classifier", new Linear(CLASSES, false), 0);
    return b.build();
  }

  @Test
  void labelsMustBeThoseOfTheTarget() {
    ImageBatch other = batch(LABELS, new LabelSequence(CLASSES, 5, 2), 1);
    ProbePlan plan = ProbePlan.of(List.of(new LossGradients(1)));
    assertEquals(
        "2 labels of an image and outputs of sequences of 3 features at 4 steps do not fit up to 2"
            + " labels, spelt by one of 3 classes at each of 5 steps",
        assertThrows(IllegalArgumentException.class, () -> measured(other, plan)).getMessage());
  }

  @Test
  void spellingsHaveNoClasses() {
    int[] one = {1, 2, 0};
    LabelSequence single = new LabelSequence(CLASSES, STEPS, 1);
    Jacobian jacobian =
        measured(batch(one, single, 1), ProbePlan.of(List.of(new InputJacobian())))
            .measurements()
            .get(new InputJacobian());
    assertEquals(0, jacobian.labels().length);
    assertEquals(3, jacobian.rows().length);
  }
}
