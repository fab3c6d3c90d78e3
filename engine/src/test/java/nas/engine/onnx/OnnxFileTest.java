package nas.engine.onnx;

import static nas.engine.onnx.OnnxMessages.floats;
import static nas.engine.onnx.OnnxMessages.graph;
import static nas.engine.onnx.OnnxMessages.image;
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
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import nas.core.UserException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of strangers: what is read from them, and what is refused. */
final class OnnxFileTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  private Path folder;

  private static ModelProto.Builder relu(long opset, TensorProto... constants) {
    return model(
        graph(image("x", 3, 8, 8), "y")
            .addNode(node("Relu", "y", "x"))
            .addAllInitializer(List.of(constants)),
        opset);
  }

  private String refusal(ModelProto.Builder model) {
    Path path = write(folder, model);
    UserException e = assertThrows(UserException.class, () -> OnnxFile.read(path));
    assertFalse(e.advice().isEmpty());
    String message = e.getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    return message.substring(path.toString().length()).replace(folder.toString(), "FOLDER");
  }

  @Test
  void nodesComeAfterWhatTheyRead() {
    ModelProto.Builder model =
        model(
            graph(image("x", 3, 8, 8), "z")
                .addNode(node("Relu", "z", "y"))
                .addNode(node("Relu", "y", "x")),
            14);
    OnnxFile file = OnnxFile.read(write(folder, model));
    assertEquals(List.of("the_y", "the_z"), file.nodes().stream().map(OnnxNode::name).toList());
    assertEquals(new OnnxInput("x", List.of(0, 3, 8, 8), false), file.input());
  }

  static Stream<Arguments> refusedModels() {
    return Stream.of(
        Arguments.of(model(graph(image("x", 3, 8, 8), "y"), 14), ": it holds no graph"),
        Arguments.of(relu(99), ": it uses operator set 99; those from 1 to 23 are read"),
        Arguments.of(relu(-3), ": it uses operator set 0; those from 1 to 23 are read"),
        Arguments.of(
            relu(14, floats("w", List.of(2L), 1, 2), floats("w", List.of(1L), 1)),
            ": two constants are named \"w\""),
        Arguments.of(
            relu(14, floats("w", List.of(-2L), 1, 2)),
            ": constant \"w\": a side of -2 is impossible"),
        Arguments.of(
            relu(14, floats("w", List.of(1L << 20, 1L << 20))),
            ": constant \"w\": shape [1048576, 1048576] has more than the 268,435,456 elements that"
                + " are read"),
        Arguments.of(
            relu(14, floats("w", List.of(3L), 1, 2)),
            ": constant \"w\": 2 values are no tensor of shape [3]"),
        Arguments.of(
            relu(14, TensorProto.newBuilder().setName("w").setDataType(16).build()),
            ": constant \"w\": elements of type BFLOAT16 are not read"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "z")
                    .addNode(node("Add", "y", "x", "z"))
                    .addNode(node("Relu", "z", "y")),
                14),
            ": node the_y (Add) waits for \"z\", which waits for it: the graph is a circle"),
        Arguments.of(
            model(graph(image("x", 3, 8, 8), "y").addNode(node("Add", "y", "x", "no")), 14),
            ": node the_y (Add) reads \"no\", which nothing writes"),
        Arguments.of(
            model(graph(image("x", 3, 8, 8), "z").addNode(node("Relu", "y", "x")), 14),
            ": nothing writes its output \"z\""),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addNode(node("Relu", "y", "x"))
                    .addNode(node("Relu", "y", "x")),
                14),
            ": node the_y (Relu) writes \"y\", which exists already"),
        Arguments.of(
            model(graph(image("x", -1, 8, 8), "y").addNode(node("Relu", "y", "x")), 14),
            ": side 1 of its input \"x\" is open; a number from 1 to 65536 is needed"),
        Arguments.of(
            model(graph(image("x", 3, 1L << 40, 8), "y").addNode(node("Relu", "y", "x")), 14),
            ": side 2 of its input \"x\" is 1099511627776; a number from 1 to 65536 is needed"),
        Arguments.of(
            model(graph(image("x"), "y").addNode(node("Relu", "y", "x")), 14),
            ": its input \"x\" has no side but the batch"),
        Arguments.of(
            model(
                graph(image("x", 3, 8, 8), "y")
                    .addInput(image("other", 3))
                    .addNode(node("Add", "y", "x", "other")),
                14),
            ": its graph has 2 inputs \"x\" \"other\"; a network to search with has one"));
  }

  @ParameterizedTest
  @MethodSource("refusedModels")
  void impossibleModelsAreRefused(ModelProto.Builder model, String expected) {
    String message = refusal(model);
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void filesThatAreCutAreRefused() throws IOException {
    Path path = write(folder, relu(14, floats("w", List.of(2L), 1, 2)));
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, java.util.Arrays.copyOf(whole, length));
      assertThrows(UserException.class, () -> OnnxFile.read(path), "cut to " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("slow")
  void damagedFilesAreReadOrRefused(long seed) throws IOException {
    Path path = write(folder, relu(14, floats("w", List.of(2L), 1, 2), longs("n", 1, 2, 3)));
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      for (int hit = 0; hit <= random.nextInt(4); hit++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, damaged);
      try {
        OnnxFile.read(path);
      } catch (UserException e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
  }

  private static TensorProto external(String location, long offset, long length) {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(1)
        .addDims(2)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(length)))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void valuesMayLieInAFileBesideTheModel() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(folder.resolve("w.bin"), bytes.putInt(7).putFloat(1.5f).putFloat(-2).array());
    OnnxFile file = OnnxFile.read(write(folder, relu(14, external("w.bin", 4, 8))));
    assertArrayEquals(
        new float[] {1.5f, -2},
        Objects.requireNonNull(file.constants().values().get("w")).floats());
    assertEquals(
        ": constant \"w\": it should lie in FOLDER/w.bin at bytes 8 to 16, but that file has 12",
        refusal(relu(14, external("w.bin", 8, 8))));
    assertEquals(
        ": constant \"w\": its 4 bytes in FOLDER/w.bin should be 8",
        refusal(relu(14, external("w.bin", 4, 4))));
    assertEquals(
        ": constant \"w\": its values should lie in FOLDER/none.bin, which cannot be read",
        refusal(relu(14, external("none.bin", 0, 8))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../w.bin", "a/../../w.bin", "", "a\0b"})
  void externalValuesStayInTheFolder(String location) {
    String message = refusal(relu(14, external(location, 0, 8)));
    assertTrue(message.startsWith(": constant \"w\": its values should lie in "), message);
  }

  @Test
  void linksOutOfTheFolderAreRefused(@TempDir Path elsewhere) throws IOException {
    Files.write(elsewhere.resolve("w.bin"), new byte[8]);
    Files.createSymbolicLink(folder.resolve("link.bin"), elsewhere.resolve("w.bin"));
    assertEquals(
        ": constant \"w\": its values should lie in \"link.bin\", a link out of the model's folder",
        refusal(relu(14, external("link.bin", 0, 8))));
  }

  @Test
  void halfPrecisionIsRead() {
    assertEquals(1, TensorValues.half((short) 0x3c00));
    assertEquals(-2, TensorValues.half((short) 0xc000));
    assertEquals(65504, TensorValues.half((short) 0x7bff));
    assertEquals(Math.scalb(1.0, -24), TensorValues.half((short) 1));
    assertEquals(Double.NEGATIVE_INFINITY, TensorValues.half((short) 0xfc00));
  }
}
