package nas.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.DropConnectLinear;
import nas.network.operation.EmbeddingDropout;
import nas.space.nasbenchnlp.LanguageModelDropout;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Weights and tokens that are dropped in training, of layers and of whole language models. */
final class RecurrentDropoutTest {

  private static final int TOKENS = 9;
  private static final int STEPS = 4;
  private static final int BATCH = 3;
  private static final double STEP = 1e-6;

  private static NetworkRuntime runtime(Network network, WeightSource source) {
    return NetworkRuntime.create(network, source, Device.CPU, Precision.FLOAT64);
  }

  /**
   * Fails if a share of so many is not what chance makes of a probability, but once in a million.
   */
  private static void assertShare(double probability, int dropped, int all) {
    double deviation = Math.sqrt(all * probability * (1 - probability));
    assertEquals(all * probability, dropped, 5 * deviation);
  }

  private static double[] output(NetworkRuntime runtime, Mode mode, double[] input, long... shape) {
    return GradientMode.unrecorded(
        () -> {
          try (Tensor batch = runtime.array(input, shape);
              Tensor output = runtime.forward(batch, mode, Tap.NONE)) {
            return output.toDoubles();
          }
        });
  }

  @Test
  void aShareOfTheWeightsIsDroppedForABatch() {
    int in = 60;
    int out = 80;
    Network.Builder b = Network.builder("dropped", new FeatureShape(in, 1, 1));
    b.add("layer", new DropConnectLinear(out, true, 0.4), 0);
    double[] unit = new double[(in + 1) * in];
    for (int row = 0; row < in; row++) {
      unit[row * in + row] = 1;
    }
    try (NetworkRuntime runtime = runtime(b.build(), TestNetworks.weights(5))) {
      double[] used = output(runtime, Mode.EVALUATION, unit, in + 1, in, 1, 1);
      double[] first = output(runtime, Mode.TRAINING, unit, in + 1, in, 1, 1);
      double[] second = output(runtime, Mode.TRAINING, unit, in + 1, in, 1, 1);
      int dropped = 0;
      int droppedTwice = 0;
      for (int at = 0; at < in * out; at++) {
        double bias = used[in * out + at % out];
        boolean zero = first[at] == bias;
        double weight = used[at] - bias;
        assertEquals(zero ? 0 : weight / 0.6, first[at] - bias, 1e-12);
        dropped += zero ? 1 : 0;
        droppedTwice += zero && second[at] == bias ? 1 : 0;
      }
      assertShare(0.4, dropped, in * out);
      assertShare(0.16, droppedTwice, in * out);
      assertArrayEquals(
          Arrays.copyOfRange(used, in * out, (in + 1) * out),
          Arrays.copyOfRange(first, in * out, (in + 1) * out),
          "biases stay");
      assertArrayEquals(used, output(runtime, Mode.EVALUATION, unit, in + 1, in, 1, 1));
    }
  }

  /** A token is dropped with all its features, and wherever it stands. */
  @Test
  void aShareOfTheTokensIsDroppedForABatch() {
    int tokens = 3000;
    Network.Builder b = Network.builder("dropped", FeatureShape.tokens(tokens));
    b.add("embedding", new EmbeddingDropout(tokens, 2, 0.1), 0);
    double[] texts = new double[2 * tokens];
    for (int at = 0; at < texts.length; at++) {
      texts[at] = at < tokens ? at : 2 * tokens - 1 - at;
    }
    try (NetworkRuntime runtime = runtime(b.build(), TestNetworks.weights(5))) {
      double[] used = output(runtime, Mode.EVALUATION, texts, 2, tokens);
      double[] first = output(runtime, Mode.TRAINING, texts, 2, tokens);
      double[] second = output(runtime, Mode.TRAINING, texts, 2, tokens);
      Set<Integer> dropped = new HashSet<>();
      int droppedTwice = 0;
      for (int token = 0; token < tokens; token++) {
        if (first[token] == 0) {
          dropped.add(token);
          droppedTwice += second[token] == 0 ? 1 : 0;
        }
      }
      assertShare(0.1, dropped.size(), tokens);
      assertShare(0.01, droppedTwice, tokens);
      for (int at = 0; at < used.length; at++) {
        int place = at % tokens;
        int token = at < 2 * tokens ? place : tokens - 1 - place;
        double wanted = dropped.contains(token) ? 0 : used[at] / 0.9;
        assertEquals(wanted, first[at], 1e-12);
      }
    }
  }

  private static Network model(LanguageModelDropout dropout) {
    NasBenchNlpSpace space = new NasBenchNlpSpace(new NasBenchNlpSettings(1, 13, 5, 7, 2, dropout));
    String recipe =
        """
        {"z": {"op": "linear", "input": ["x", "h_prev_0"]},
         "z_act": {"op": "activation_sigm", "input": ["z"]},
         "kept": {"op": "linear", "input": ["z_act", "h_prev_0"]},
         "h_new_0": {"op": "activation_tanh", "input": ["kept"]}}
        """;
    return space.network(
        space.parse(recipe), new Task(FeatureShape.tokens(STEPS), new ClassPerStep(TOKENS, STEPS)));
  }

  private static final LanguageModelDropout DROPPING = new LanguageModelDropout(0, 0, 0, 0.3, 0.5);

  private static double[] texts() {
    double[] texts = new double[BATCH * STEPS];
    for (int at = 0; at < texts.length; at++) {
      texts[at] = (7 * at + at * at) % TOKENS;
    }
    return texts;
  }

  private static int[] labels() {
    int[] labels = new int[BATCH * STEPS];
    for (int at = 0; at < labels.length; at++) {
      labels[at] = (5 * at + 1) % TOKENS;
    }
    return labels;
  }

  private static double loss(NetworkRuntime runtime, boolean backward) {
    return GradientMode.recorded(
        () -> {
          try (Tensor batch = runtime.array(texts(), BATCH, STEPS);
              Tensor targets = runtime.targets(labels(), BATCH, TOKENS);
              Tensor logits = runtime.forward(batch, Mode.TRAINING, Tap.NONE);
              Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
            if (backward) {
              loss.backward();
            }
            return loss.scalar();
          }
        });
  }

  private static double[] gradients(NetworkRuntime runtime) {
    loss(runtime, true);
    try (Tensor all = runtime.gradients()) {
      return all.toDoubles();
    }
  }

  /**
   * Weights are dropped once for all steps of a piece: a model whose weights are zero where
   * gradients say that they were, and whose tokens are embedded as they were, computes the same.
   */
  @Test
  @Tag("slow")
  void weightsAreTheSameAtAllStepsOfAPiece() {
    Network dropping = model(DROPPING);
    WeightSource source = TestNetworks.weights(5);
    double[] gradients;
    double[] logits;
    double[][] embedded = new double[1][];
    try (NetworkRuntime runtime = runtime(dropping, source)) {
      gradients = gradients(runtime);
    }
    try (NetworkRuntime runtime = runtime(dropping, source)) {
      logits =
          run(
              runtime,
              Mode.TRAINING,
              (node, output) -> {
                embedded[0] = node.name().equals("embedding") ? output.toDoubles() : embedded[0];
                return output;
              });
    }
    int[] dropped = new int[2];
    WeightSource known =
        parameter ->
            element -> {
              double weight = source.valuesOf(parameter).applyAsDouble(element);
              if (!recurrent(parameter)) {
                return weight;
              }
              boolean zero = gradients[Math.toIntExact(parameter.offset()) + element] == 0;
              dropped[0] += zero ? 1 : 0;
              dropped[1]++;
              return zero ? 0 : weight / 0.5;
            };
    try (NetworkRuntime runtime = runtime(model(LanguageModelDropout.NONE), known)) {
      double[] same =
          run(
              runtime,
              Mode.EVALUATION,
              (node, output) ->
                  node.name().equals("embedding")
                      ? runtime.array(embedded[0], BATCH, 5, STEPS)
                      : output);
      assertArrayEquals(logits, same, 1e-12);
    }
    assertEquals(3 * (7 * 7 + 5 * 5), dropped[1]);
    assertShare(0.5, dropped[0], dropped[1]);
    try (NetworkRuntime one = runtime(dropping, source);
        NetworkRuntime other = runtime(model(LanguageModelDropout.NONE), source)) {
      assertArrayEquals(
          run(other, Mode.TRAINING, Tap.NONE), run(one, Mode.EVALUATION, Tap.NONE), "in use");
    }
  }

  private static boolean recurrent(Parameter parameter) {
    return parameter.node().name().contains(".step0.") && parameter.spec().shape().size() == 2;
  }

  private static double[] run(NetworkRuntime runtime, Mode mode, Tap tap) {
    return GradientMode.unrecorded(
        () -> {
          try (Tensor batch = runtime.array(texts(), BATCH, STEPS);
              Tensor output = runtime.forward(batch, mode, tap)) {
            return output.toDoubles();
          }
        });
  }

  private static double moved(Network network, long place, double by) {
    WeightSource source = TestNetworks.weights(5);
    WeightSource changed =
        parameter ->
            element ->
                source.valuesOf(parameter).applyAsDouble(element)
                    + (parameter.offset() + element == place ? by : 0);
    try (NetworkRuntime runtime = runtime(network, changed)) {
      return loss(runtime, false);
    }
  }

  /** Every runtime begins with the first batch, for which the same is dropped. */
  @Test
  @Tag("slow")
  void gradientsEqualFiniteDifferencesWithTheSameDropped() {
    Network network = model(DROPPING);
    double[] gradients;
    try (NetworkRuntime runtime = runtime(network, TestNetworks.weights(5))) {
      gradients = gradients(runtime);
    }
    assertEquals(network.parameters(), gradients.length);
    for (int place = 0; place < gradients.length; place++) {
      double difference = (moved(network, place, STEP) - moved(network, place, -STEP)) / (2 * STEP);
      assertEquals(difference, gradients[place], 1e-7, "weight " + place);
    }
  }

  @Test
  void aTrainingGoesOnWithWhatIsDroppedNext() {
    Network network = model(DROPPING);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, TestNetworks.weights(5), Device.CPU, Precision.FLOAT32)) {
      double[] first = run(runtime, Mode.TRAINING, Tap.NONE);
      var state = runtime.state();
      double[] second = run(runtime, Mode.TRAINING, Tap.NONE);
      assertFalse(Arrays.equals(first, second));
      try (NetworkRuntime resumed = NetworkRuntime.resume(network, state, Device.CPU)) {
        assertArrayEquals(second, run(resumed, Mode.TRAINING, Tap.NONE));
      }
      long counting =
          state.values().stream().filter(values -> values.length == 1 && values[0] == 1).count();
      assertEquals(1 + 2 * 3, counting, "an embedding, and two layers of three matrices");
    }
  }
}
