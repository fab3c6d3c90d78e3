package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.trial.Result;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.data.Dataset;
import nas.engine.data.Part;
import nas.engine.data.TextPlugin;
import nas.engine.data.TextUnit;
import nas.engine.loss.Losses;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.engine.tensor.Precision;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.space.nasbenchnlp.LanguageModelDropout;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recurrent networks go on with the states that they ended the piece before with. */
class CarriedStateTest {

  private static final NasBenchNlpSpace SPACE =
      new NasBenchNlpSpace(new NasBenchNlpSettings(3, 13, 8, 12, 2));

  private static final NasBenchNlpSpace DROPPING =
      new NasBenchNlpSpace(
          new NasBenchNlpSettings(
              3, 13, 8, 12, 2, new LanguageModelDropout(0.1, 0.2, 0.1, 0.1, 0.3)));

  /** A long short-term memory: the second state is the cell, which is not an output. */
  private static final String LSTM =
      """
      {"i": {"op": "linear", "input": ["x", "h_prev_0"]},
       "i_act": {"op": "activation_tanh", "input": ["i"]},
       "j": {"op": "linear", "input": ["x", "h_prev_0"]},
       "j_act": {"op": "activation_sigm", "input": ["j"]},
       "f": {"op": "linear", "input": ["x", "h_prev_0"]},
       "f_act": {"op": "activation_sigm", "input": ["f"]},
       "o": {"op": "linear", "input": ["x", "h_prev_0"]},
       "o_act": {"op": "activation_tanh", "input": ["o"]},
       "kept": {"op": "linear", "input": ["f_act", "h_prev_1"]},
       "new": {"op": "elementwise_prod", "input": ["i_act", "j_act"]},
       "h_new_1": {"op": "elementwise_sum", "input": ["kept", "new"]},
       "bounded": {"op": "activation_tanh", "input": ["h_new_1"]},
       "h_new_0": {"op": "elementwise_prod", "input": ["bounded", "o_act"]}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Network network(int vocabulary, int steps) {
    return network(SPACE, vocabulary, steps);
  }

  private static Network network(NasBenchNlpSpace space, int vocabulary, int steps) {
    return space.network(
        space.parse(LSTM),
        new Task(FeatureShape.tokens(steps), new ClassPerStep(vocabulary, steps)));
  }

  /** Two layers of the operation, whose states are no nodes. */
  private static Network layers(int vocabulary, int steps) {
    Network.Builder b = Network.builder("lstm", FeatureShape.tokens(steps));
    int embedded = b.add("embedding", new Embedding(vocabulary, 8), 0);
    int first = b.add("first", new Lstm(12, 2), embedded);
    b.add("decoder", new Linear(vocabulary, true), b.add("second", new Lstm(10, 1), first));
    return b.build();
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  /** Returns tokens of some rows, each from and to a place of its text. */
  private static float[] tokens(int rows, int from, int to) {
    float[] tokens = new float[rows * (to - from)];
    for (int at = 0; at < tokens.length; at++) {
      int place = from + at % (to - from);
      tokens[at] = (7 * place + 3 * (at / (to - from)) + place * place) % 20;
    }
    return tokens;
  }

  @Test
  @Tag("slow")
  void pieceAfterPieceIsTheWholeText() {
    assertEquals(2 * 2, network(20, 5).states().size(), "two layers of two states");
    assertPieceAfterPieceIsTheWholeText(network(20, 10), network(20, 5));
  }

  @Test
  void statesOfOperationsAreCarried() {
    assertTrue(layers(20, 5).carriesStates());
    assertPieceAfterPieceIsTheWholeText(layers(20, 10), layers(20, 5));
  }

  /** Two pieces are what a network says of both that reads them as one. */
  private static void assertPieceAfterPieceIsTheWholeText(Network whole, Network piece) {
    try (NetworkRuntime one = runtime(whole);
        NetworkRuntime two = runtime(piece)) {
      float[] wanted = one.logits(bytes(tokens(3, 0, 10)), 3);
      int open = two.openTensors();
      float[] apart = two.logits(bytes(tokens(3, 5, 10)), 3);
      two.carryStates();
      float[] first = two.logits(bytes(tokens(3, 0, 5)), 3);
      float[] second = two.logits(bytes(tokens(2, 5, 10)), 2);
      assertThrows(IllegalArgumentException.class, () -> two.logits(bytes(tokens(3, 5, 10)), 3));
      two.dropStates();
      assertEquals(open, two.openTensors(), "nothing stays open");
      for (int row = 0; row < 3; row++) {
        for (int label = 0; label < 20; label++) {
          int at = (row * 20 + label) * 10;
          assertArrayEquals(
              Arrays.copyOfRange(wanted, at, at + 5),
              Arrays.copyOfRange(first, at / 2, at / 2 + 5),
              1e-6f);
          if (row < 2) {
            assertArrayEquals(
                Arrays.copyOfRange(wanted, at + 5, at + 10),
                Arrays.copyOfRange(second, at / 2, at / 2 + 5),
                1e-6f);
          }
        }
      }
      assertFalse(Arrays.equals(apart, 0, 40, second, 0, 40), "states make a difference");
      assertArrayEquals(apart, two.logits(bytes(tokens(3, 5, 10)), 3));
    }
  }

  /** The gradient of a piece is that of the piece alone: it is the same after any forward pass. */
  @Test
  void gradientsEndWhereAPieceBegins() {
    assertGradientsEndWhereAPieceBegins(network(20, 5));
    assertGradientsEndWhereAPieceBegins(layers(20, 5));
  }

  private static void assertGradientsEndWhereAPieceBegins(Network piece) {
    var loss = Losses.of(new ClassPerStep(20, 5));
    FloatBuffer answers = FloatBuffer.allocate(2 * 20 * 5);
    for (int row = 0; row < 2; row++) {
      loss.write(new int[] {1, 2, 3, 4, 5}, 0.5, answers.slice(row * 100, 100));
    }
    try (NetworkRuntime one = runtime(piece);
        NetworkRuntime two = runtime(piece)) {
      one.carryStates();
      one.logits(bytes(tokens(2, 0, 5)), 2);
      one.lossAndGradients(bytes(tokens(2, 5, 10)), bytes(answers.array()), 2, loss);
      two.carryStates();
      two.lossAndGradients(bytes(tokens(2, 0, 5)), bytes(answers.array()), 2, loss);
      two.clearGradients();
      two.lossAndGradients(bytes(tokens(2, 5, 10)), bytes(answers.array()), 2, loss);
      try (var wanted = one.gradients();
          var gradients = two.gradients()) {
        assertArrayEquals(wanted.toFloats(), gradients.toFloats(), 1e-7f);
      }
    }
  }

  private static NetworkRuntime runtime(Network network) {
    return NetworkRuntime.create(
        network, Initialiser.PYTORCH_DEFAULT.weights(3, "lstm"), Device.CPU, Precision.FLOAT32);
  }

  private Dataset text(String text, int steps) throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(file, text);
    return new TextPlugin()
        .read(
            new TextPlugin.Settings(Optional.of(file), TextUnit.CHARACTERS, steps, 100, 0.1, 0.1));
  }

  private Trainer trainer(Dataset data, TrainingSettings settings, boolean kept) {
    return new Trainer(
        settings,
        new PlainLessons(data),
        Devices.of(Device.CPU),
        kept ? Checkpoints.in(folder.resolve("kept"), notice -> {}) : Checkpoints.none(),
        StartingPoint.DRAWN);
  }

  private double perplexity(boolean operation, boolean carryState) throws Exception {
    Dataset data = text("aab".repeat(800), 2);
    int vocabulary = data.task().classes();
    Network network = operation ? layers(vocabulary, 2) : network(vocabulary, 2);
    Result result =
        trainer(data, TestData.adam(operation ? 10 : 3, 20, 0.25, 1, 1, carryState), false)
            .train(network, 1, ProgressListener.NONE);
    return assertInstanceOf(Result.Trained.class, result, result.toString()).test().orElseThrow();
  }

  /**
   * What follows on the first a of two is a, on the second b: of pieces of two characters, as many
   * begin with each. Who does not know what came before says one of them in half of these cases,
   * which are a third of all: the perplexity is at least the third root of two.
   */
  @Test
  @Tag("slow")
  void whatCameBeforeAPieceIsKnown() throws Exception {
    for (boolean operation : new boolean[] {false, true}) {
      double alone = perplexity(operation, false);
      assertTrue(alone > Math.cbrt(2) - 0.01, operation + ", alone: " + alone);
      double carried = perplexity(operation, true);
      assertTrue(carried < 1.1, operation + ", carried: " + carried);
    }
  }

  /**
   * States begin anew with each epoch and are in no checkpoint, so nothing of them is lost; what is
   * dropped follows from the batches counted.
   */
  @Test
  @Tag("slow")
  void aTrainingThatGoesOnEndsWithTheSameBits() throws Exception {
    Dataset data = text("to be or not to be, that is the question. ".repeat(12), 6);
    Network network = network(DROPPING, data.task().classes(), 6);
    TrainingSettings alone = TestData.adam(4, 10, 0.25, 1, 0);
    Result whole = trainer(data, alone, false).train(network, 7, ProgressListener.NONE);
    for (int epoch = 1; epoch < 3; epoch++) {
      int last = epoch;
      ProgressListener interrupting =
          state -> {
            if (state.number() == last) {
              Thread.currentThread().interrupt();
            }
          };
      assertThrows(
          InterruptedException.class,
          () ->
              trainer(data, TestData.adam(4, 10, 0.25, 1, 2), true)
                  .train(network, 7, interrupting));
    }
    Trainer again = trainer(data, TestData.adam(4, 10, 0.25, 1, 1), true);
    SliceResult.Paused paused =
        assertInstanceOf(
            SliceResult.Paused.class,
            again.train(network, 7, Slice.until(1), ProgressListener.NONE, trained -> {}));
    SliceResult.Ended ended =
        assertInstanceOf(
            SliceResult.Ended.class,
            again.train(network, 7, paused.goOn(Slice.END), ProgressListener.NONE, trained -> {}));
    assertEquals(whole, ended.result());
    assertInstanceOf(Result.Trained.class, whole, whole.toString());
    assertTrue(data.examples(Part.TRAINING).count() % 10 > 1, "streams of two lengths");
  }

  /** Every row of a batch follows that of the batch before, and all examples are there once. */
  @Test
  void streamsAreReadSideBySide() {
    assertArrayEquals(new int[] {0, 4, 7, 1, 5, 8, 2, 6, 9, 3}, Streams.order(10, 3));
    for (int examples = 1; examples < 40; examples++) {
      for (int rows = 1; rows <= examples; rows++) {
        int[] order = Streams.order(examples, rows);
        for (int at = rows; at < examples; at++) {
          assertEquals(order[at - rows] + 1, order[at], examples + " in " + rows);
        }
        assertArrayEquals(
            IntStream.range(0, examples).toArray(), Arrays.stream(order).sorted().toArray());
      }
    }
  }
}
