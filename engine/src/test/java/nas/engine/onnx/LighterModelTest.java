package nas.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.NamedTensor;
import nas.engine.TestNetworks;
import nas.engine.model.Classifier;
import nas.engine.model.FoldedBatchNorm;
import nas.engine.model.Int8Weights;
import nas.engine.model.Models;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.space.Blueprint;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks with folded normalisations and weights of 8 bits say what the trained ones say. */
final class LighterModelTest {

  private static final int IMAGES = 3;
  private static final double TOLERANCE = 2e-4;
  private static final Task TASK = new Task(new FeatureShape(3, 16, 16), 10);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static List<TrainedModel> models() {
    NasBench101Space space = new NasBench101Space(new NasBench101Settings(8, 2, 1, 7, 9, 0.1));
    RandomGenerator random = Seeds.generator(5);
    Network cell = Blueprint.required(space).network(space.sample(random), TASK);
    return List.of(
        Models.random(cell, 1),
        Models.random(TestNetworks.everyLayer(2), 2),
        Models.random(branches(), 3));
  }

  /** Normalisations that can be folded, and ones that cannot. */
  private static Network branches() {
    Network.Builder b = Network.builder("branches", TASK.input());
    int stem = b.add("stem", Convolution.same(8, 3, 1, true), 0);
    int folded = b.add("folded", BatchNorm.standard(false), stem);
    int wide = b.add("wide", new Convolution(8, 3, 1, 1, 1, 8, false), folded);
    int reads = b.add("reads", BatchNorm.standard(true), wide);
    int sum = b.add("sum", new Add(), reads, wide);
    int relu = b.add("relu", new Relu(), sum);
    int behind = b.add("behind", BatchNorm.standard(true), relu);
    int own = b.add("own", Convolution.same(6, 1, 1, false), behind);
    int batch = b.add("batch", new BatchNorm(true, 1e-5, 0.1, false), own);
    int pool = b.add("pool", new GlobalAveragePool(), batch);
    int hidden = b.add("hidden", new Linear(12, false), b.add("flat", new Flatten(), pool));
    int norm = b.add("norm", BatchNorm.standard(true), hidden);
    b.add("linear", new Linear(TASK.classes(), true), norm);
    return b.build();
  }

  private static long normalisations(Network network) {
    return network.nodes().stream().filter(node -> node.operation() instanceof BatchNorm).count();
  }

  private static float[] logits(TrainedModel model, byte[] pixels) {
    try (Classifier classifier = new Classifier(model, Device.CPU)) {
      return classifier.logits(pixels, IMAGES);
    }
  }

  private static float[] elsewhere(byte[] file, TrainedModel model, byte[] pixels)
      throws OrtException {
    return OnnxRuntimeLogits.of(file, model.network().input(), pixels, Optional.empty());
  }

  private static void assertClose(float[] expected, float[] actual, String what) {
    assertEquals(expected.length, actual.length);
    double size = 1;
    for (float value : expected) {
      size = Math.max(size, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * size, what + " " + i);
    }
  }

  @Test
  @Tag("slow")
  void foldedNormalisationsChangeNothing() throws OrtException {
    for (TrainedModel model : models()) {
      String id = model.network().id();
      TrainedModel folded = FoldedBatchNorm.of(model);
      assertTrue(normalisations(folded.network()) < normalisations(model.network()), id);
      byte[] pixels = Models.pixels(model.network(), IMAGES, 4);
      float[] expected = logits(model, pixels);
      assertClose(expected, logits(folded, pixels), id);
      byte[] file = OnnxModel.bytes(folded, OnnxModel.ImageSize.NETWORK);
      assertClose(expected, elsewhere(file, folded, pixels), id + " by ONNX Runtime");
    }
  }

  @Test
  void onlyWhatReadsALayerAloneIsFolded() {
    Network folded = FoldedBatchNorm.of(Models.random(branches(), 1)).network();
    List<String> left =
        folded.nodes().stream()
            .filter(node -> node.operation() instanceof BatchNorm)
            .map(Network.Node::name)
            .toList();
    assertEquals(List.of("reads", "behind", "batch"), left);
  }

  @Test
  @Tag("slow")
  void weightsOf8BitsAreThoseThatThisProgramRounds() throws OrtException, IOException {
    for (TrainedModel model : models()) {
      String id = model.network().id();
      TrainedModel rounded = Int8Weights.rounded(model);
      byte[] pixels = Models.pixels(model.network(), IMAGES, 4);
      byte[] file = OnnxModel.bytes(model, OnnxModel.ImageSize.NETWORK, OnnxModel.Weights.INT8);
      assertClose(logits(rounded, pixels), elsewhere(file, model, pixels), id);

      if (tracked(model.network())) {
        assertReread(rounded, file);
      }
    }
  }

  /** Files that normalise by the batch are written, not read. */
  private static boolean tracked(Network network) {
    return network.nodes().stream()
        .noneMatch(
            node -> node.operation() instanceof BatchNorm norm && !norm.trackRunningStatistics());
  }

  private void assertReread(TrainedModel rounded, byte[] file) throws IOException {
    Path path = folder.resolve("int8.onnx");
    Files.write(path, file);
    Map<String, NamedTensor> reread = new HashMap<>();
    OnnxReader.read(path).tensors().forEach(tensor -> reread.put(tensor.name(), tensor));
    assertEquals(rounded.tensors().size(), reread.size());
    for (NamedTensor tensor : rounded.tensors()) {
      NamedTensor found = reread.get(tensor.name());
      assertArrayEquals(
          tensor.values(), Objects.requireNonNull(found, tensor.name()).values(), tensor::name);
    }
  }

  @Test
  void noWeightMovesByMoreThanHalfAStep() {
    float[] values = {0.5f, -1.27f, 0.004f, 0, 0, 0, 3e-39f, -1e-39f, 0};
    NamedTensor tensor = new NamedTensor("w", List.of(3, 3), values);
    Int8Weights rounded = Int8Weights.of(tensor);
    assertArrayEquals(new byte[] {50, -127, 0, 0, 0, 0, 0, 0, 0}, rounded.numbers());
    float[] left = rounded.weights().values();
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], left[i], 0.5 * rounded.scales()[i / 3] * (1 + 1e-6), "weight " + i);
    }
  }

  @Test
  void aFileOf8BitsIsAQuarterAsLarge() {
    Network.Builder b = Network.builder("large", TASK.input());
    int one = b.add("one", Convolution.same(64, 3, 1, true), 0);
    int two = b.add("two", Convolution.same(64, 3, 1, true), one);
    b.add("linear", new Linear(10, true), b.add("pool", new GlobalAveragePool(), two));
    TrainedModel model = Models.random(b.build(), 1);
    double whole = OnnxModel.bytes(model, OnnxModel.ImageSize.NETWORK).length;
    double small =
        OnnxModel.bytes(model, OnnxModel.ImageSize.NETWORK, OnnxModel.Weights.INT8).length;
    assertEquals(0.25, small / whole, 0.03);
  }
}
