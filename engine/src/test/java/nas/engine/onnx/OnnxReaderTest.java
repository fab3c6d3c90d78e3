package nas.engine.onnx;

import static nas.engine.onnx.OnnxMessages.floats;
import static nas.engine.onnx.OnnxMessages.graph;
import static nas.engine.onnx.OnnxMessages.image;
import static nas.engine.onnx.OnnxMessages.integer;
import static nas.engine.onnx.OnnxMessages.integers;
import static nas.engine.onnx.OnnxMessages.longs;
import static nas.engine.onnx.OnnxMessages.model;
import static nas.engine.onnx.OnnxMessages.node;
import static nas.engine.onnx.OnnxMessages.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.SharedFiles;
import nas.core.UserException;
import nas.engine.NamedTensor;
import nas.engine.NetworkRuntime;
import nas.engine.TestNetworks;
import nas.engine.TestOperations;
import nas.engine.model.Models;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxReader.ReadNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.ChannelScale;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Clamp;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.HardSigmoid;
import nas.network.operation.Linear;
import nas.network.operation.Multiply;
import nas.network.operation.Relu;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks read from files of other programs, and from those of this one. */
final class OnnxReaderTest {

  /** Begin of the images' numbers by which the golden logits were made. */
  private static final int IMAGES = 99_991;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  private Path folder;

  private static ReadNetwork shared(String name) {
    return OnnxReader.read(SharedFiles.require("golden/onnx/" + name));
  }

  private static JsonNode expected(String name) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedFiles.require("golden/onnx/expected.json").toFile())
        .path("files")
        .path(name);
  }

  /** The numbers from -1 to 1 of the golden values' images: a mix of 32 bits. */
  private static float uniform(int index) {
    int hash = (index + 1 + IMAGES) * 0x9E3779B1;
    hash = (hash ^ hash >>> 15) * 0x85EBCA77;
    hash ^= hash >>> 13;
    return (float) (Integer.toUnsignedLong(hash) * 0x1p-31 - 1);
  }

  private static ByteBuffer images(FeatureShape shape) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.toIntExact(2 * shape.elements() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    int plane = shape.height() * shape.width();
    // The runtime takes pixel after pixel, the file counts channel after channel.
    for (int at = 0; at < 2; at++) {
      for (int pixel = 0; pixel < plane; pixel++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          buffer.putFloat(uniform((at * shape.channels() + channel) * plane + pixel));
        }
      }
    }
    return buffer.rewind();
  }

  private static float[] logits(ReadNetwork read) {
    try (NetworkRuntime runtime =
        NetworkRuntime.restore(read.network(), read.tensors(), Device.CPU, Precision.FLOAT32)) {
      return runtime.logits(images(read.network().input()), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet8", "mobilenetv2-like", "densenet-like", "vgg-like"})
  @Tag("slow")
  void filesOfPyTorchGiveItsLogits(String name) throws IOException {
    for (String file : List.of(name + "-train.onnx", name + ".onnx")) {
      ReadNetwork read = shared(file);
      float[] logits = logits(read);
      JsonNode wanted = expected(file).path("logits");
      assertEquals(20, logits.length);
      for (int index = 0; index < logits.length; index++) {
        assertEquals(
            wanted.path(index / 10).path(index % 10).asDouble(), logits[index], 1e-4, file);
      }
    }
  }

  /**
   * Counts PyTorch's parameters. Where a normalisation has been folded into a convolution, its
   * factors are gone and its summands have become the convolution's bias: channels fewer for each.
   */
  @ParameterizedTest
  @ValueSource(strings = {"resnet8", "mobilenetv2-like", "densenet-like", "vgg-like"})
  void filesOfPyTorchHaveItsParameters(String name) throws IOException {
    Network kept = shared(name + "-train.onnx").network();
    Network folded = shared(name + ".onnx").network();
    assertEquals(expected(name + "-train.onnx").path("parameters").longValue(), kept.parameters());
    assertEquals(
        normalisedChannels(kept) - normalisedChannels(folded),
        kept.parameters() - folded.parameters());
    assertEquals(kept.macs(), folded.macs());
  }

  private static long normalisedChannels(Network network) {
    return network.nodes().stream()
        .filter(node -> node.operation() instanceof BatchNorm)
        .mapToLong(node -> node.output().channels())
        .sum();
  }

  /**
   * Parameters and multiply-adds as published. The DenseNet has factors and summands of channels
   * behind each normalisation, which has some itself.
   */
  @ParameterizedTest
  @CsvSource({
    "light_resnet50.onnx, 25557032, 4089184256",
    "light_squeezenet.onnx, 1235496, 349151936",
    "light_shufflenet.onnx, 1393320, 124664528",
    "light_densenet121.onnx, 7978856, 2834161664"
  })
  void networksForImageNetAreRead(String name, long parameters, long macs) {
    Network network = shared(name).network();
    assertEquals(new FeatureShape(3, 224, 224), network.input());
    assertEquals(new FeatureShape(1000, 1, 1), network.outputNode().output());
    long twice =
        network.nodes().stream()
            .filter(node -> node.operation() instanceof ChannelScale)
            .mapToLong(node -> 2L * node.output().channels())
            .sum();
    assertEquals(parameters, network.parameters() - twice);
    assertEquals(macs, network.macs());
  }

  @Test
  void dropoutAndShuffleAreOperations() {
    assertEquals(
        1,
        shared("light_squeezenet.onnx").network().nodes().stream()
            .filter(node -> node.operation().equals(new Dropout(0.5)))
            .count());
    assertEquals(
        16,
        shared("light_shufflenet.onnx").network().nodes().stream()
            .filter(node -> node.operation() instanceof ChannelShuffle)
            .count());
    assertEquals(
        9,
        shared("mobilenetv2-like.onnx").network().nodes().stream()
            .filter(node -> node.operation().equals(new Clamp(0, 6)))
            .count());
  }

  private ReadNetwork reread(TrainedModel model, OnnxModel.ImageSize size) throws IOException {
    Path file = folder.resolve("own.onnx");
    Files.write(file, OnnxModel.bytes(model, size));
    return OnnxReader.read(file);
  }

  private static void assertSame(TrainedModel model, ReadNetwork read) {
    assertEquals(model.network().id(), read.network().id());
    assertEquals(lines(model.network()), lines(read.network()));
    assertEquals(model.network().digest(), read.network().digest());
    Map<String, NamedTensor> named = new java.util.TreeMap<>();
    read.tensors().forEach(tensor -> named.put(tensor.name(), tensor));
    for (NamedTensor tensor : model.tensors()) {
      if (!tensor.name().endsWith("num_batches_tracked")) {
        assertArrayEquals(
            tensor.values(),
            java.util.Objects.requireNonNull(named.get(tensor.name())).values(),
            tensor.name());
      }
    }
    assertEquals(model.tensors().size(), named.size());
    for (int channel = 0; channel < read.mean().size(); channel++) {
      var normalisation = model.normalisation().channels().get(channel);
      assertEquals((float) normalisation.mean(), read.mean().get(channel), 1e-4);
      assertEquals((float) normalisation.deviation(), read.deviation().get(channel), 1e-4);
    }
  }

  private static String lines(Network network) {
    StringBuilder lines = new StringBuilder();
    network.nodes().forEach(node -> lines.append(node).append('\n'));
    return lines.toString();
  }

  static List<Operation> operations() {
    return TestOperations.all();
  }

  @ParameterizedTest
  @MethodSource("operations")
  @Tag("slow")
  void ownFilesReadBackToTheSameNetwork(Operation operation) throws IOException {
    TrainedModel model = Models.random(TestOperations.network(operation), 3);
    for (OnnxModel.ImageSize size : OnnxModel.ImageSize.values()) {
      assertSame(model, reread(model, size));
    }
  }

  @Test
  void gatesReadBackToTheSameNetwork() throws IOException {
    Network.Builder b = Network.builder("gated", new FeatureShape(3, 5, 6));
    int stem = b.add("stem", Convolution.same(4, 3, 1, true), 0);
    int squeezed = b.add("squeezed", new GlobalAveragePool(), stem);
    int expanded = b.add("expanded", Convolution.same(4, 1, 1, true), squeezed);
    int gate = b.add("gate", new HardSigmoid(), expanded);
    int gated = b.add("gated", new Multiply(), stem, gate);
    int pooled = b.add("pooled", new GlobalAveragePool(), gated);
    b.add("classifier", new Linear(5, true), pooled);
    TrainedModel model = Models.random(b.build(), 3);
    assertSame(model, reread(model, OnnxModel.ImageSize.ANY));
  }

  @Test
  @Tag("slow")
  void architecturesReadBackToTheSameNetwork() throws IOException {
    NasBench101Space space = new NasBench101Space(new NasBench101Settings(8, 2, 1, 7, 9, 0.1));
    var random = Seeds.generator(5);
    for (int count = 0; count < 6; count++) {
      Network network =
          space.network(space.sample(random), new Task(new FeatureShape(3, 16, 16), 10));
      Network plain = withoutRoles(network.live());
      TrainedModel model = Models.random(plain, count);
      assertSame(model, reread(model, OnnxModel.ImageSize.ANY));
    }
  }

  /** Files do not say to which part of a network a node belongs. */
  private static Network withoutRoles(Network network) {
    Network.Builder plain = Network.builder(network.id(), network.input());
    network
        .nodes()
        .subList(1, network.nodes().size())
        .forEach(node -> plain.add(node.name(), node.operation(), node.inputs()));
    return plain.build();
  }

  private String refusal(ModelProto.Builder model) {
    Path path = write(folder, model);
    UserException e = assertThrows(UserException.class, () -> OnnxReader.read(path));
    assertFalse(e.advice().isEmpty());
    String message = e.getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    return message.substring(path.toString().length());
  }

  static Stream<Arguments> refusedModels() {
    return Stream.of(
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "d")
                    .addNode(node("NonMaxSuppression", "a", "x"))
                    .addNode(node("Relu", "b", "a"))
                    .addNode(node("Conv", "c", "x", "w"))
                    .addNode(node("NonMaxSuppression", "e", "b"))
                    .addNode(node("Add", "f", "c", "e"))
                    .addNode(node("Custom", "d", "f").setDomain("com.example"))
                    .addInitializer(floats("w", List.of(2L, 3L, 1L), new float[6])),
                14),
            ": node the_a (NonMaxSuppression), node the_e (NonMaxSuppression), node the_d"
                + " (com.example.Custom): no operation stands for it here; node the_c (Conv): its"
                + " weight has 3 dimensions; 4 are needed"),
        Arguments.of(
            model(graph(image("x", 3, -1, 8), "y").addNode(node("Relu", "y", "x")), 14),
            ": node the_y (Relu): the size of the images is open; export the network with their"
                + " sizes fixed"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(
                        node("MaxPool", "y", "x")
                            .addAttribute(integers("kernel_shape", 2, 2))
                            .addAttribute(integers("dilations", 2, 2))),
                14),
            ": node the_y (MaxPool): its dilations are 2x2; windows of poolings have no gaps here"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Pad", "y", "x", "p"))
                    .addInitializer(longs("p", 0, 0, 1L << 30, 1L << 30, 0, 0, 1L << 30, 1L << 30)),
                14),
            ": node the_y (Pad): its inputs, attributes or sizes are out of range"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Pad", "y", "x", "p"))
                    .addInitializer(longs("p", 0, 0, 20_000, 20_000, 0, 0, 0, 0)),
                14),
            ": node the_y (Pad): its output would have the shape 3x20008x20008; at most 268,435,456"
                + " values are computed with"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Conv", "y", "x", "w").addAttribute(integer("group", -1)))
                    .addInitializer(floats("w", List.of(3L, 1L, 1L, 1L), 1, 1, 1)),
                14),
            ": node the_y (Conv): convolution settings out of range"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Mul", "y", "x", "w"))
                    .addNode(node("Relu", "z", "y")),
                14),
            ": node the_y (Mul) reads \"w\", which nothing writes"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Relu", "r", "x"))
                    .addNode(
                        node("Transpose", "y", "r").addAttribute(integers("perm", 0, 2, 3, 1))),
                14),
            ": its output has the dimensions [batch, 8, 8, 3]; those of its last layer are"
                + " [batch, 3, 8, 8]"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("ConstantOfShape", "y", "s"))
                    .addInitializer(longs("s", -4, 1L << 40)),
                14),
            ": node the_y (ConstantOfShape): a side of -4 is impossible"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Identity", "y", "w"))
                    .addInitializer(longs("w", 1)),
                14),
            ": its output is that of no layer"));
  }

  @ParameterizedTest
  @MethodSource("refusedModels")
  void whatHasNoCounterpartIsNamed(ModelProto.Builder model, String expected) {
    assertEquals(expected, refusal(model));
  }

  @Test
  void oldOperatorSetsKeepSettingsInAttributes() {
    ModelProto.Builder old =
        model(
            graph(image("x", 4, 8, 8), "y")
                .addNode(node("Clip", "a", "x").addAttribute(OnnxMessages.real("min", 0)))
                .addNode(
                    node("Pad", "b", "a").addAttribute(integers("pads", 0, 1, 0, 2, 0, 0, 3, 0)))
                .addNode(
                    node("Slice", "c", "b")
                        .addAttribute(integers("axes", 1))
                        .addAttribute(integers("starts", -3))
                        .addAttribute(integers("ends", Long.MAX_VALUE)))
                .addNode(
                    node("ReduceMean", "y", "c")
                        .addAttribute(integers("axes", -2, -1))
                        .addAttribute(integer("keepdims", 0))),
            9);
    Network network = OnnxReader.read(write(folder, old)).network();
    assertEquals(
        List.of("4x8x8", "4x8x8", "5x11x10", "3x11x10", "3x1x1"),
        network.nodes().stream().map(node -> node.output().toString()).toList());
    assertEquals(new Relu(), network.nodes().get(1).operation());
  }

  @ParameterizedTest
  @EnumSource(OnnxModel.ImageSize.class)
  @Tag("slow")
  void filesThatAreCutAnywhereAreRefused(OnnxModel.ImageSize size) throws IOException {
    byte[] whole = OnnxModel.bytes(Models.random(TestNetworks.everyLayer(1), 1), size);
    Path file = folder.resolve("cut.onnx");
    for (int length = 0; length < whole.length; length += 1 + whole.length / 400) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(UserException.class, () -> OnnxReader.read(file), "cut to " + length);
    }
  }

  /** Bytes turned at random give a network or an error that names the file, nothing else. */
  @Tag("slow")
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] whole =
        OnnxModel.bytes(
            Models.random(TestOperations.network(new ChannelShuffle(3)), 1),
            OnnxModel.ImageSize.ANY);
    Path file = folder.resolve("damaged.onnx");
    var random = Seeds.generator(8);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change <= round % 3; change++) {
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
