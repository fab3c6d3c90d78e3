package nas.engine.onnx;

import static nas.engine.onnx.OnnxMessages.floats;
import static nas.engine.onnx.OnnxMessages.graph;
import static nas.engine.onnx.OnnxMessages.image;
import static nas.engine.onnx.OnnxMessages.integer;
import static nas.engine.onnx.OnnxMessages.integers;
import static nas.engine.onnx.OnnxMessages.longs;
import static nas.engine.onnx.OnnxMessages.model;
import static nas.engine.onnx.OnnxMessages.node;
import static nas.engine.onnx.OnnxMessages.real;
import static nas.engine.onnx.OnnxMessages.text;
import static nas.engine.onnx.OnnxMessages.tokens;
import static nas.engine.onnx.OnnxMessages.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.onnx.OnnxReader.ReadNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks of sequences and tokens as PyTorch's exporter writes them; {@code
 * onnx-sequences/write.py} made the files.
 */
final class OnnxSequencesTest {

  private static final String FOLDER = "/onnx-sequences/";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  private Path folder;

  private static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(OnnxSequencesTest.class.getResource(FOLDER + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode expected() throws IOException {
    return JsonMapper.builder().build().readTree(file("expected.json").toFile());
  }

  static Stream<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    expected().fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  private static float[] logits(ReadNetwork read, JsonNode input) {
    FeatureShape shape = read.network().input();
    double[] values = new double[input.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = input.path(index).asDouble();
    }
    long examples = values.length / shape.elements();
    long[] sizes =
        LongStream.concat(
                LongStream.of(examples), shape.sizes().stream().mapToLong(Integer::longValue))
            .toArray();
    return GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime =
                  NetworkRuntime.restore(
                      read.network(), read.tensors(), Device.CPU, Precision.FLOAT32);
              Tensor batch = runtime.array(values, sizes);
              Tensor logits = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
            return logits.toFloats();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("slow")
  void filesOfPyTorchGiveItsLogitsAndParameters(String name) throws IOException {
    JsonNode wanted = expected().path(name);
    ReadNetwork read = OnnxReader.read(file(name + ".onnx"));
    assertEquals(wanted.path("parameters").longValue(), read.network().parameters());
    float[] logits = logits(read, wanted.path("input"));
    assertEquals(wanted.path("logits").size(), logits.length);
    for (int index = 0; index < logits.length; index++) {
      assertEquals(wanted.path("logits").path(index).asDouble(), logits[index], 1e-5);
    }
  }

  private static List<String> layers(String name) {
    Network network = OnnxReader.read(file(name)).network();
    return network.nodes().stream()
        .map(node -> node.name() + ": " + node.operation().label() + " -> " + node.output())
        .toList();
  }

  @Test
  void layersAreThoseOfTheModule() {
    assertEquals(
        List.of(
            "input: input -> 7 tokens",
            "rows: embedding 20 -> 8x7",
            "norm: layer norm -> 8x7",
            "lstm: LSTM 6 -> 6x7",
            "dense: linear -> 6x7",
            "Tanh: tanh -> 6x7",
            "ReduceMean: mean -> 6x1x1",
            "out: linear -> 4x1x1"),
        layers("language-12.onnx"));
    assertEquals(layers("language-12.onnx"), layers("language-17.onnx"));
  }

  /** What a layer ends with is cut out of all that it says, in the order of steps. */
  @Test
  void theLastStepIsCutOut() {
    List<String> layers = layers("lstm-steps-first-fixed.onnx");
    assertEquals(
        List.of(
            "Gather: flatten -> 42x1x1",
            "Gather_2: shuffle 6 -> 42x1x1",
            "Gather_3: channels 36 to 42 -> 6x1x1",
            "out: linear -> 4x1x1"),
        layers.subList(layers.size() - 4, layers.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bidirectional | node /lstm/LSTM (LSTM): its direction is bidirectional; only an LSTM"
            + " forwards from states of zeros is read",
        "given-states | node /lstm/LSTM (LSTM): its first hidden state is not zero; only an LSTM"
            + " forwards from states of zeros is read",
        "trained-states | node /Equal (Equal), node /Where (Where): no operation stands for it here",
        "cell-state | node /Gather (Gather): it reads /lstm/LSTM_output_2, a further output that is"
            + " not read",
        "gru | node /gru/GRU (GRU): no operation stands for it here",
        "steps-as-batch | node /Reshape (Reshape): it cuts [7, batch, 6], whose batch is not in"
            + " front, into [-1.0, 6.0]"
      })
  void whatHasNoCounterpartIsNamed(String name, String expected) {
    assertEquals(file(name + ".onnx") + ": " + expected, refusal(file(name + ".onnx")));
  }

  private static String refusal(Path file) {
    UserException e = assertThrows(UserException.class, () -> OnnxReader.read(file));
    assertFalse(e.advice().isEmpty());
    return e.getMessage();
  }

  private static NodeProto.Builder lstm(String... inputs) {
    return node("LSTM", "y", inputs).addAttribute(integer("hidden_size", 2));
  }

  private static AttributeProto texts(String name, String... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    for (String value : values) {
      attribute.addStrings(ByteString.copyFromUtf8(value));
    }
    return attribute.build();
  }

  static Stream<Arguments> refusedLayers() {
    return Stream.of(
        Arguments.of(
            lstm("x", "w", "r").addAttribute(text("direction", "reverse")),
            "its direction is reverse"),
        Arguments.of(
            lstm("x", "w", "r").addAttribute(texts("activations", "Sigmoid", "Relu", "Tanh")),
            "its activations are [Sigmoid, Relu, Tanh]"),
        Arguments.of(lstm("x", "w", "r").addAttribute(real("clip", 3)), "it clips cells"),
        Arguments.of(
            lstm("x", "w", "r").addAttribute(integer("input_forget", 1)),
            "its gates are coupled (input_forget)"),
        Arguments.of(lstm("x", "w", "r").addAttribute(integer("layout", 1)), "its layout is 1"),
        Arguments.of(lstm("x", "w", "r", "", "n"), "it is given lengths of sequences"),
        Arguments.of(
            lstm("x", "w", "r", "", "", "h", "h", "p"),
            "its first hidden state is not zero, its first cell state is not zero, it has"
                + " peepholes"));
  }

  @ParameterizedTest
  @MethodSource("refusedLayers")
  void settingsOfAnLstmThatHaveNoCounterpartAreNamed(NodeProto.Builder lstm, String expected) {
    Path path =
        write(
            folder,
            model(
                graph(image("x", 3, 4), "y")
                    .addNode(node("Transpose", "t", "x").addAttribute(integers("perm", 1, 0, 2)))
                    .addNode(lstm.setInput(0, "t"))
                    .addInitializer(floats("w", List.of(1L, 8L, 4L), new float[32]))
                    .addInitializer(floats("r", List.of(1L, 8L, 2L), new float[16]))
                    .addInitializer(floats("h", List.of(1L, 1L, 2L), 0, 1))
                    .addInitializer(floats("p", List.of(1L, 6L), 0, 1, 0, 0, 0, 0))
                    .addInitializer(longs("n", 3)),
                14));
    assertEquals(
        "%s: node the_y (LSTM): %s; only an LSTM forwards from states of zeros is read"
            .formatted(path, expected),
        refusal(path));
  }

  @Test
  void otherUsesOfWordsAndNormalisationsAreNamed() {
    Path sums =
        write(
            folder,
            model(
                graph(tokens("x", 4), "y")
                    .addNode(node("Gather", "g", "w", "x"))
                    .addNode(node("Relu", "r", "x"))
                    .addNode(node("Add", "y", "g", "r"))
                    .addInitializer(floats("w", List.of(2L, 1L), 1, 2)),
                17));
    assertEquals(
        sums
            + ": node the_r (Relu): it computes with the numbers of tokens, by which only rows of"
            + " weights are looked up",
        refusal(sums));
    Path all =
        write(
            folder,
            model(
                graph(image("x", 4, 3), "y")
                    .addNode(
                        node("LayerNormalization", "y", "x", "s").addAttribute(integer("axis", 1)))
                    .addInitializer(floats("s", List.of(4L, 3L), new float[12])),
                17));
    assertEquals(
        all
            + ": node the_y (LayerNormalization): it normalises over dimensions from 1 of [BATCH,"
            + " CHANNELS, LENGTH]; only features in the last one are read",
        refusal(all));
  }

  /** Bytes turned at random give a network or an error that names the file, nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "language-17",
        "language-12",
        "lstm-hidden-state",
        "lstm-steps-first",
        "words-flat"
      })
  @Tag("slow")
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name + ".onnx"));
    Path file = folder.resolve("damaged.onnx");
    var random = Seeds.generator(Seeds.hash(name));
    int refused = 0;
    for (int round = 0; round < 600; round++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change <= round % 4; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        OnnxReader.read(file);
      } catch (UserException e) {
        assertTrue(e.getMessage().contains("damaged.onnx"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 20, refused + " refused");
  }
}
