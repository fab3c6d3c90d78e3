package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
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
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is measured of recurrent networks, against plain recurrences and differences. */
final class RecurrentMeasuresTest {

  private static final int TOKENS = 6;
  private static final int STEPS = 3;
  private static final int EMBEDDING = 4;
  private static final int HIDDEN = 5;

  /** Every token stands at one place, so the row of its embedding is that of one place, too. */
  private static final double[] TEXTS = {0, 1, 2, 3, 4, 5};

  private static final int[] LABELS = {1, 2, 3, 4, 5, 0};
  private static final ImageBatch BATCH = new ImageBatch(FeatureShape.tokens(STEPS), TEXTS, LABELS);

  /** Two layers of h = tanh(W x + U h + b). */
  private static Network twoLayers() {
    return twoLayers(
        "{\"f\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
            + "\"h_new_0\":{\"op\":\"activation_tanh\",\"input\":[\"f\"]}}");
  }

  private static Network twoLayers(String recipe) {
    NasBenchNlpSpace space =
        new NasBenchNlpSpace(new NasBenchNlpSettings(3, 13, EMBEDDING, HIDDEN, 2));
    return space.networkAsWritten(
        space.parse(recipe), new Task(FeatureShape.tokens(STEPS), new ClassPerStep(TOKENS, STEPS)));
  }

  /** What is said depends on a state that no token ever changes. */
  @Test
  void aModelThatReadsNoTokenHasNoScore() {
    Network network =
        twoLayers(
            "{\"f\":{\"op\":\"linear\",\"input\":[\"h_prev_0\",\"h_prev_1\"]},"
                + "\"g\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_2\"]},"
                + "\"h_new_0\":{\"op\":\"activation_tanh\",\"input\":[\"f\"]},"
                + "\"h_new_1\":{\"op\":\"activation_sigm\",\"input\":[\"f\"]},"
                + "\"h_new_2\":{\"op\":\"activation_tanh\",\"input\":[\"g\"]}}");
    assertFalse(NetworkRuntime.readsInput(network));
    List<Probe<?>> probes =
        ProbePlan.forMetrics(List.of(Metrics.named("jacob-cov"), Metrics.named("grad-norm")))
            .probes();
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT64)
            .measure(
                network,
                parameter -> element -> weight(parameter, element),
                List.of(BATCH),
                ProbePlan.of(probes),
                1);
    assertEquals(Set.copyOf(probes), result.undefined().keySet());
    result
        .undefined()
        .values()
        .forEach(reason -> assertEquals(Score.Reason.NO_PATH, reason.reason()));
  }

  private static double weight(String name, int element) {
    long bits = Seeds.mix(Seeds.hash(name) + element);
    return (bits >>> 11) * 0x1p-53 - 0.5;
  }

  private static double weight(Parameter parameter, int element) {
    return weight(NamedTensor.name(parameter), element);
  }

  private static Measurements measured(Network network, List<Probe<?>> probes) {
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT64)
            .measure(
                network,
                parameter -> element -> weight(parameter, element),
                List.of(BATCH),
                ProbePlan.of(probes),
                1);
    assertEquals(Map.of(), result.undefined());
    return result.measurements();
  }

  /** Returns the states of a layer, (texts, steps, features). */
  private static double[][][] states(String layer, double[][][] input, int features) {
    double[][][] states = new double[input.length][STEPS][features];
    for (int text = 0; text < input.length; text++) {
      double[] before = new double[features];
      for (int step = 0; step < STEPS; step++) {
        double[] read = input[text][step];
        for (int to = 0; to < features; to++) {
          double sum = weight(layer + ".f.x.bias", to);
          for (int from = 0; from < read.length; from++) {
            sum += weight(layer + ".f.x.weight", to * read.length + from) * read[from];
          }
          for (int from = 0; from < features; from++) {
            String name = layer + ".step0.f.h_prev_0.weight";
            sum += weight(name, to * features + from) * before[from];
          }
          states[text][step][to] = Math.tanh(sum);
        }
        before = states[text][step];
      }
    }
    return states;
  }

  private static double[][][] embedded() {
    double[][][] embedded = new double[2][STEPS][EMBEDDING];
    for (int place = 0; place < TEXTS.length; place++) {
      for (int feature = 0; feature < EMBEDDING; feature++) {
        embedded[place / STEPS][place % STEPS][feature] =
            weight("embedding.weight", ((int) TEXTS[place]) * EMBEDDING + feature);
      }
    }
    return embedded;
  }

  @Test
  @Tag("slow")
  void hiddenStatesAreThoseWithWhichStepsBegin() {
    List<StateRows.Layer> layers =
        measured(twoLayers(), List.of(new HiddenStates())).get(new HiddenStates()).layers();
    assertEquals(
        List.of("layer0.output", "layer1.output"),
        layers.stream().map(StateRows.Layer::node).toList());
    double[][][] first = states("layer0", embedded(), HIDDEN);
    assertStates(first, layers.get(0).rows());
    assertStates(states("layer1", first, EMBEDDING), layers.get(1).rows());
  }

  private static void assertStates(double[][][] states, double[][] rows) {
    assertEquals(states[0][0].length, rows.length);
    for (int feature = 0; feature < rows.length; feature++) {
      double[] wanted = new double[2 * STEPS];
      for (int at = 0; at < wanted.length; at++) {
        int step = at % STEPS;
        wanted[at] = step == 0 ? 0 : states[at / STEPS][step - 1][feature];
      }
      assertArrayEquals(wanted, rows[feature], 1e-12);
    }
  }

  @Test
  void signsOfActivationsAreComparedAtAllSteps() {
    Kernels kernels =
        measured(twoLayers(), List.of(new ActivationKernels())).get(new ActivationKernels());
    double[][][] first = states("layer0", embedded(), HIDDEN);
    double[][][] second = states("layer1", first, EMBEDDING);
    double agreeing = 0;
    for (double[][][] layer : List.of(first, second)) {
      for (int step = 0; step < STEPS; step++) {
        for (int feature = 0; feature < layer[0][0].length; feature++) {
          agreeing += layer[0][step][feature] > 0 == layer[1][step][feature] > 0 ? 1 : 0;
        }
      }
    }
    double all = STEPS * (HIDDEN + EMBEDDING);
    assertArrayEquals(new double[] {all, agreeing}, kernels.sum()[0]);
    assertArrayEquals(new double[] {agreeing, all}, kernels.sum()[1]);
  }

  @Test
  void anLstmHasHiddenStatesToo() {
    Network network = untied();
    double[][] rows =
        measured(network, List.of(new HiddenStates()))
            .get(new HiddenStates())
            .layers()
            .get(0)
            .rows();
    double[][] seen = new double[1][];
    run(
        network,
        parameter -> element -> weight(parameter, element),
        (node, output) -> {
          seen[0] = node.name().equals("lstm") ? output.toDoubles() : seen[0];
          return output;
        });
    for (int feature = 0; feature < HIDDEN; feature++) {
      for (int at = 0; at < 2 * STEPS; at++) {
        int step = at % STEPS;
        int after = (at / STEPS * HIDDEN + feature) * STEPS + step - 1;
        assertEquals(step == 0 ? 0 : seen[0][after], rows[feature][at]);
      }
    }
  }

  private static Network untied() {
    Network.Builder b = Network.builder("lm", FeatureShape.tokens(STEPS));
    int embedded = b.add("embedding", new Embedding(TOKENS, EMBEDDING), 0);
    b.add("decoder", new Linear(TOKENS, true), b.add("lstm", new Lstm(HIDDEN, 2), embedded));
    return b.build();
  }

  /** Returns the sum of the logits. */
  private static double run(Network network, WeightSource source, Tap tap) {
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, source, Device.CPU, Precision.FLOAT64)) {
      return GradientMode.unrecorded(
          () -> {
            try (Tensor tokens = runtime.images(TEXTS, 2, MemoryFormat.CHANNELS_FIRST);
                Tensor logits = runtime.forward(tokens, Mode.TRAINING, tap);
                Tensor sum = logits.sum()) {
              return sum.scalar();
            }
          });
    }
  }

  private static double moved(int changed, double by) {
    return run(
        untied(),
        parameter ->
            element ->
                weight(parameter, element)
                    + (parameter.node().name().equals("embedding") && element == changed ? by : 0),
        Tap.NONE);
  }

  /** Whatever else is differentiated: products of activations and gradients have gates. */
  @Test
  @Tag("slow")
  void jacobiansOfTextsAreByWhatTokensAreEmbeddedAs() {
    InputJacobian probe = new InputJacobian();
    double[][] rows = measured(untied(), List.of(probe)).get(probe).rows();
    for (int text = 0; text < 2; text++) {
      assertEquals(EMBEDDING * STEPS, rows[text].length);
      for (int at = 0; at < rows[text].length; at++) {
        int token = (int) TEXTS[text * STEPS + at % STEPS];
        int element = token * EMBEDDING + at / STEPS;
        double difference = moved(element, 1e-5) - moved(element, -1e-5);
        assertEquals(difference / 2e-5, rows[text][at], 1e-8);
      }
    }
    double[][] together =
        measured(untied(), List.of(probe, new ChannelProducts(), new LossGradients(1)))
            .get(probe)
            .rows();
    assertArrayEquals(rows[0], together[0]);
    assertArrayEquals(rows[1], together[1]);
  }
}
