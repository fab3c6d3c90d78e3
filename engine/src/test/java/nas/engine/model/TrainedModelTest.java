package nas.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.NamedTensor;
import nas.engine.NetworkRuntime;
import nas.engine.TestNetworks;
import nas.engine.data.Examples;
import nas.engine.data.Normalisation;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Convolution;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of trained networks: what is written is read, and nothing else is. */
final class TrainedModelTest {

  private static final TrainedModel MODEL = Models.random(TestNetworks.everyLayer(3), 3);

  private static Network tiny() {
    Network.Builder b = Network.builder("tiny", new FeatureShape(1, 2, 2));
    int stem = b.add("stem", new Convolution(1, 2, 1, 0, 1, 1, false), 0);
    b.add("classifier", new Linear(2, false), stem);
    return b.build();
  }

  @Test
  void whatIsWrittenIsRead() {
    for (long seed = 1; seed <= 5; seed++) {
      TrainedModel model = Models.random(TestNetworks.everyLayer(seed), seed);
      byte[] bytes = model.bytes();
      TrainedModel read = TrainedModel.parse(bytes, "file");
      assertEquals(model.network().nodes(), read.network().nodes());
      assertEquals(model.network().id(), read.network().id());
      assertEquals(model.classNames(), read.classNames());
      assertEquals(model.normalisation().channels(), read.normalisation().channels());
      assertEquals(model.values(), read.values());
      assertEquals(model.provenance(), read.provenance());
      assertArrayEquals(bytes, read.bytes(), "seed " + seed);
    }
  }

  /** Reads the file by the published description of the format alone. */
  @Test
  void theFileIsSafetensors() throws IOException {
    byte[] bytes = MODEL.bytes();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(file.getLong(0));
    assertEquals(0, length % 8, "arrays are aligned");
    JsonNode header =
        new ObjectMapper().readTree(new String(bytes, 8, length, StandardCharsets.UTF_8));
    assertTrue(header.get("__metadata__").get("nas.model").isTextual());
    int arrays = 0;
    for (NamedTensor tensor : MODEL.tensors()) {
      JsonNode entry = header.get(tensor.name());
      assertEquals("F32", entry.get("dtype").asText());
      int from = entry.get("data_offsets").get(0).asInt();
      assertEquals(tensor.values().length * 4, entry.get("data_offsets").get(1).asInt() - from);
      for (int i = 0; i < tensor.values().length; i++) {
        assertEquals(tensor.values()[i], file.getFloat(8 + length + from + 4 * i));
      }
      arrays++;
    }
    assertEquals(arrays + 1, header.size());
  }

  @Test
  @Tag("slow")
  void restoredWeightsAreThoseSaved() {
    try (NetworkRuntime runtime =
        NetworkRuntime.restore(MODEL.network(), MODEL.tensors(), Device.CPU, Precision.FLOAT32)) {
      List<NamedTensor> again = runtime.tensors();
      assertEquals(
          MODEL.tensors().stream().map(NamedTensor::name).toList(),
          again.stream().map(NamedTensor::name).toList());
      for (int i = 0; i < again.size(); i++) {
        assertArrayEquals(MODEL.tensors().get(i).values(), again.get(i).values());
      }
    }
  }

  @Test
  @Tag("slow")
  void everyFlippedBitIsNoticed() {
    byte[] bytes = Models.random(tiny(), 1).bytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      int flipped = bit;
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      UserException refused =
          assertThrows(
              UserException.class, () -> TrainedModel.parse(bytes, "file"), () -> "bit " + flipped);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("file"), refused::toString);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void everyCutIsNoticed() {
    byte[] bytes = Models.random(tiny(), 1).bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(UserException.class, () -> TrainedModel.parse(cut, "file"));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 4);
    assertThrows(UserException.class, () -> TrainedModel.parse(longer, "file"));
  }

  @Test
  void arbitraryBytesAreRefused() {
    for (long seed = 0; seed < 300; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (seed % 2 == 0 && bytes.length > 9) {
        Arrays.fill(bytes, 1, 8, (byte) 0);
        bytes[8] = '{';
      }
      assertThrows(UserException.class, () -> TrainedModel.parse(bytes, "file"), "seed " + seed);
    }
  }

  private static String refusal(byte[] bytes) {
    return String.valueOf(
        assertThrows(UserException.class, () -> TrainedModel.parse(bytes, "file")).getMessage());
  }

  private static byte[] withHeader(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  @Test
  void foreignFilesAreToldApart() {
    assertEquals("file has only 0 bytes", refusal(new byte[0]));
    assertEquals(
        "file does not begin with a safetensors header",
        refusal("PK\3\4 and so on, a zip file".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        "file holds arrays, but no network of this program (no metadata nas.model)",
        refusal(withHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)));
    assertEquals(
        "file: array a has dtype F16; only F32 is read",
        refusal(withHeader("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4)));
    assertEquals(
        "file: shape and data_offsets of array a do not fit together",
        refusal(
            withHeader(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],"
                    + "\"data_offsets\":[0,0]}}",
                0)));
    assertEquals(
        "file: array b begins at byte 122, but must begin at 118",
        refusal(
            withHeader(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                    + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}",
                12)));
    assertTrue(
        refusal(withHeader("{\"a\":{},\"a\":{}}", 0)).startsWith("file: its header is not JSON"));
    assertTrue(
        refusal(withHeader("{\"a\":" + "[".repeat(50_000), 0))
            .startsWith("file: its header is not JSON"));
  }

  @Test
  void notANumberIsRefused() {
    TrainedModel model = Models.random(tiny(), 1);
    model.tensors().get(0).values()[2] = Float.NaN;
    assertEquals("file: value 2 of array stem.weight is NaN", refusal(model.bytes()));
  }

  /** A model of a language of three tokens, which says something at each of four steps. */
  private static TrainedModel ofTokens() {
    Network.Builder b = Network.builder("tokens", FeatureShape.tokens(4));
    b.add("out", new Linear(3, true), b.add("rows", new Embedding(3, 2), 0));
    Network network = b.build();
    List<NamedTensor> tensors =
        NamedTensor.layout(network).stream()
            .map(
                place ->
                    new NamedTensor(
                        place.name(),
                        place.shape(),
                        new float[place.shape().stream().reduce(1, (x, y) -> x * y)]))
            .toList();
    return new TrainedModel(
        network,
        tensors,
        new ModelSignature(
            new ClassPerStep(3, 4),
            List.of("a", "b", "<unk>"),
            new Normalisation(List.of()),
            new TreeMap<>(Map.of("unit", "characters"))),
        new TreeMap<>(Map.of("test", 250.5)),
        new TreeMap<>());
  }

  @Test
  void whatAModelOfSequencesSaysIsRead() {
    TrainedModel model = ofTokens();
    TrainedModel read = TrainedModel.parse(model.bytes(), "file");
    assertEquals(model.signature().target(), read.signature().target());
    assertEquals(model.signature().reading(), read.signature().reading());
    assertEquals(model.classNames(), read.classNames());
    assertEquals(model.values(), read.values());
    assertArrayEquals(model.bytes(), read.bytes());
    assertTrue(model.json().contains("\"perplexity\" : {"), model.json());
  }

  /** Weights of zeros give each of the three tokens the same probability. */
  @Test
  @Tag("slow")
  void itsPerplexityIsMeasured() {
    Examples examples =
        new Examples() {
          @Override
          public FeatureShape shape() {
            return FeatureShape.tokens(4);
          }

          @Override
          public int count() {
            return 600;
          }

          @Override
          public void read(int example, float[] input, int[] labels) {
            Arrays.fill(input, example % 3);
            Arrays.fill(labels, (example + 1) % 3);
          }
        };
    assertEquals(3, ModelMeasure.of(ofTokens(), examples, Device.CPU), 1e-9);
  }

  @Test
  void unknownTargetsAreRefused() {
    Safetensors file = Safetensors.parse(ofTokens().bytes(), "file");
    for (String[] change :
        List.of(
            new String[] {"class-per-step", "clause", "there is no target clause"},
            new String[] {"\"steps\":4", "\"steps\":0", "the target is no class-per-step"},
            new String[] {
              "\"steps\":4",
              "\"steps\":5",
              "the output of shape 3x4 does not fit one of 3 classes at each of 5 steps"
            })) {
      TreeMap<String, String> metadata = new TreeMap<>(file.metadata());
      String model = metadata.getOrDefault("nas.model", "").replace(change[0], change[1]);
      metadata.put("nas.model", model);
      metadata.put("nas.sha256", TrainedModel.checksum(model, file.tensors()));
      assertEquals(
          "file is no sound network: " + change[2],
          refusal(new Safetensors(metadata, file.tensors()).bytes()));
    }
  }

  @Test
  void anotherVersionIsRefused() {
    Safetensors file = Safetensors.parse(MODEL.bytes(), "file");
    TreeMap<String, String> metadata = new TreeMap<>(file.metadata());
    metadata.computeIfPresent(
        "nas.model", (key, text) -> text.replace("\"version\":1", "\"version\":2"));
    assertEquals(
        "file has version 2 of the format; this program reads version 1",
        refusal(new Safetensors(metadata, file.tensors()).bytes()));
  }

  @Test
  void partsMustFit() {
    List<NamedTensor> tensors = MODEL.tensors();
    TreeMap<String, Double> accuracies = new TreeMap<>();
    TreeMap<String, String> provenance = new TreeMap<>();
    for (int part = 0; part < 4; part++) {
      List<NamedTensor> some = part == 0 ? tensors.subList(1, tensors.size()) : tensors;
      List<String> names = part == 1 ? List.of("a", "b") : MODEL.classNames();
      Normalisation normalisation =
          part == 2
              ? new Normalisation(List.of(new Normalisation.Channel(0, 1)))
              : MODEL.normalisation();
      Network network = part == 3 ? TestNetworks.everyLayer(4) : MODEL.network();
      if (part == 3) {
        accuracies.put("test", 101.0);
      }
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new TrainedModel(
                  network,
                  some,
                  ModelSignature.ofImages(names, normalisation),
                  accuracies,
                  provenance),
          "part " + part);
    }
  }

  @Test
  void graphsThatAreNoneAreRefused() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    String json = NetworkJson.write(TestNetworks.everyLayer(3)).toString();
    List<String[]> changes =
        List.of(
            new String[] {"\"stride\":1", "\"stride\":0"},
            new String[] {"\"kernel\":3", "\"kernel\":3000000000"},
            new String[] {"\"padding\":1", "\"padding\":-1"},
            new String[] {"\"inputs\":[0]", "\"inputs\":[99]"},
            new String[] {"\"inputs\":[0]", "\"inputs\":[1]"},
            new String[] {"\"inputs\":[0]", "\"inputs\":[\"0\"]"},
            new String[] {"\"layer\":\"relu\"", "\"layer\":\"wavelet\""},
            new String[] {"\"name\":\"stem-norm\"", "\"name\":\"stem\""},
            new String[] {"\"epsilon\":1.0E-5", "\"epsilon\":-1"},
            new String[] {"\"output\":[4,", "\"output\":[5,"},
            new String[] {"\"affine\":true", "\"affine\":1"});
    for (String[] change : changes) {
      assertTrue(json.contains(change[0]), change[0]);
      JsonNode changed =
          mapper.readTree(json.replaceFirst(java.util.regex.Pattern.quote(change[0]), change[1]));
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> NetworkJson.read(changed), change[1]);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("node "), refused.getMessage());
    }
  }

  @Test
  void filesAndFoldersAreRead(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(TrainedModel.FILE_NAME), MODEL.bytes());
    assertEquals(MODEL.classNames(), TrainedModel.read(folder).classNames());
    assertEquals(
        MODEL.classNames(), TrainedModel.read(folder.resolve(TrainedModel.FILE_NAME)).classNames());
    UserException missing =
        assertThrows(UserException.class, () -> TrainedModel.read(folder.resolve("none")));
    assertTrue(String.valueOf(missing.getMessage()).contains("There is no trained network"));
  }

  @Test
  void probabilitiesSumToOneEvenForLargeLogits() {
    double[] shares = Classifier.softmax(new float[] {1000, 999, -1000});
    assertEquals(1, Arrays.stream(shares).sum(), 1e-12);
    assertEquals(Math.E, shares[0] / shares[1], 1e-12);
  }
}
