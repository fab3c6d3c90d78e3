package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import nas.engine.NamedTensor;
import nas.engine.model.TrainedModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that begin with the weights in a file: with a learning rate of 0 they end with them.
 */
final class StartFromTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @SuppressWarnings("NullAway.Init") // By the method below.
  private TrainedModel model;

  @BeforeEach
  void train() {
    model = TrainedModel.read(TakeHome.model(folder));
  }

  private Nas.Said say(Path file, String out) {
    Path experiment = Nas.write(folder.resolve("again.yaml"), TakeHome.EXPERIMENT);
    return Nas.say(
        "train",
        experiment,
        "--arch",
        TakeHome.ARCHITECTURE,
        "--seed",
        "77",
        "--set",
        "final-training={epochs: 1, learning-rate: 0, start-from: '" + file + "'}",
        "--out",
        folder.resolve(out));
  }

  private static boolean moves(NamedTensor tensor) {
    return tensor.name().contains(".running_");
  }

  private static float[] values(TrainedModel of, String name) {
    return of.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  private void assertSameWeights(TrainedModel other) {
    for (NamedTensor tensor : model.tensors()) {
      if (!moves(tensor)) {
        assertArrayEquals(tensor.values(), values(other, tensor.name()), tensor.name());
      }
    }
    assertEquals(
        model.signature().normalisation().channels(), other.signature().normalisation().channels());
  }

  @Test
  @Tag("slow")
  void ownFilesAreTakenOverWhole() {
    int all = model.tensors().size();
    String said = say(folder.resolve("model.safetensors"), "own").done();
    assertTrue(said.contains(": %d of %d arrays (".formatted(all, all)), said);
    TrainedModel own = TrainedModel.read(folder.resolve("own"));
    assertSameWeights(own);
    assertEquals(
        all,
        Objects.requireNonNull(own.provenance().get("start.taken-over")).split(", ", -1).length);

    Path onnx = folder.resolve("model.onnx");
    Nas.say("export", folder.resolve("model.safetensors"), "--out", onnx).done();
    String taken = say(onnx, "onnx").done();
    assertTrue(taken.contains("Taken over from " + onnx), taken);
    TrainedModel other = TrainedModel.read(folder.resolve("onnx"));
    for (NamedTensor tensor : model.tensors()) {
      if (!moves(tensor)) {
        assertArrayEquals(tensor.values(), values(other, tensor.name()), 1e-6f, tensor.name());
      }
    }
  }

  /** A file as the format's description says, whoever writes it. */
  private Path written(String header, ByteBuffer data) throws Exception {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text).put(data.rewind());
    return Files.write(folder.resolve("foreign.safetensors"), file.array());
  }

  private static ByteBuffer data(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private NamedTensor first() {
    return model.tensors().get(0);
  }

  @Test
  @Tag("slow")
  void numbersOfOtherProgramsAreRead() throws Exception {
    NamedTensor stem = first();
    int count = stem.values().length;
    String classifier = model.network().outputNode().name();
    ByteBuffer data = data(2 * count + 8 + 2 * 7 + 8);
    // 1.5, -2^-24 (the smallest there is), then 1 + 2^-10 again and again, in half precision.
    for (int at = 0; at < count; at++) {
      data.putShort((short) (at == 0 ? 0x3e00 : at == 1 ? 0x8001 : 0x3c01));
    }
    data.putLong(12);
    for (int at = 0; at < 7; at++) {
      data.putShort((short) 0x3fc0);
    }
    data.putDouble(3);
    int a = 2 * count;
    String header =
        "{\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[0,%d]}"
                .formatted(stem.name(), stem.shape(), a)
            + ",\"x.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[%d,%d]}"
                .formatted(a, a + 8)
            + ",\"%s.bias\":{\"dtype\":\"BF16\",\"shape\":[7],\"data_offsets\":[%d,%d]}"
                .formatted(classifier, a + 8, a + 22)
            + ",\"y\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(a + 22, a + 30);
    Path file = written(header, data);
    String said = say(file, "foreign").done();
    assertTrue(
        said.contains(
            "Taken over from %s: 1 of %d arrays (%s); begun anew: "
                .formatted(file, model.tensors().size(), stem.name())),
        said);
    assertTrue(said.contains("; not in the network: x.num_batches_tracked, y."), said);
    TrainedModel trained = TrainedModel.read(folder.resolve("foreign"));
    float[] expected = new float[count];
    Arrays.fill(expected, 1 + 1f / 1024);
    expected[0] = 1.5f;
    expected[1] = -1f / (1 << 24);
    assertArrayEquals(expected, values(trained, stem.name()));
    assertEquals(10, values(trained, classifier + ".bias").length, "of the classes there are");
  }

  private String refused(Path file) {
    Nas.Said said = say(file, "refused");
    assertEquals(2, said.exitCode(), said.out());
    assertFalse(Files.exists(folder.resolve("refused")), "before the first file is written");
    return said.err();
  }

  @Test
  @Tag("slow")
  void whatDoesNotFitIsRefusedByName() throws Exception {
    String one = "{\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    Path file = written(one.formatted(first().name()), data(4));
    assertEquals(
        "%s: array %s has shape [1], and that of the network %s. Maybe name a file of a network of"
                .formatted(file, first().name(), first().shape())
            + " the same widths.\n",
        refused(file));
    written(one.formatted("conv1"), data(4));
    String nothing = refused(file);
    assertTrue(nothing.startsWith(file + " has no array that the network has ("), nothing);
    assertTrue(nothing.contains("but conv1. Maybe name a file of the same arch"), nothing);
    written(one.formatted("a").replace("F32", "U8"), data(1));
    assertTrue(refused(file).contains("array a has dtype U8; read are F32, F64, F16, BF16, I64"));
    String two =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}";
    written(two, data(6));
    assertTrue(refused(file).contains(": array b begins at byte "), "overlapping");
    written(one.formatted("a"), data(3));
    assertTrue(refused(file).contains(" bytes, but its header tells of "), "cut off");
    Files.write(file, data(16).putLong(1L << 40).put((byte) '{').array());
    assertTrue(refused(file).contains(" does not begin with a safetensors header"), "huge header");
    Path text = folder.resolve("weights.pt");
    assertEquals(
        "start-from (%s) is neither an ONNX nor a safetensors file. Maybe name one that ends in"
                .formatted(text)
            + " .onnx or .safetensors.\n",
        refused(text));
    Path missing = folder.resolve("none.safetensors");
    assertEquals(
        "There is no file " + missing + ". Maybe check the path of start-from.\n",
        refused(missing));
  }
}
