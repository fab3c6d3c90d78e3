package nas.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.model.Classifier;
import nas.engine.model.FoldedBatchNorm;
import nas.engine.model.Int8Weights;
import nas.engine.model.Models;
import nas.engine.model.QuantisedActivations;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Clamp;
import nas.network.operation.Convolution;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Quantise;
import nas.network.operation.Relu;
import nas.space.Blueprint;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks whose weights and values have 8 bits: by this program, and by ONNX Runtime. */
@Tag("slow")
final class Int8NetworkTest {

  private static final int SEEN = 40;
  private static final int ASKED = 60;
  private static final Task TASK = new Task(new FeatureShape(3, 16, 16), 10);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Network residual() {
    Network.Builder b = Network.builder("residual", TASK.input());
    int stem = b.add("stem", Convolution.same(16, 3, 1, false), 0);
    int norm = b.add("norm", BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Relu(), norm);
    int deep = b.add("deep", new Convolution(16, 3, 1, 1, 1, 16, false), relu);
    int six = b.add("six", new Clamp(0, 6), b.add("deepNorm", BatchNorm.standard(true), deep));
    int thin = b.add("thin", Convolution.same(16, 1, 1, true), six);
    int sum = b.add("sum", new Add(), thin, relu);
    int pool = b.add("pool", new MaxPool(Sides.of(2), Sides.of(2), Padding.of(0), false), sum);
    int wide = b.add("wide", Convolution.same(32, 3, 2, false), pool);
    int last = b.add("last", new Relu(), b.add("wideNorm", BatchNorm.standard(true), wide));
    int mean = b.add("mean", new GlobalAveragePool(), last);
    b.add("linear", new Linear(TASK.classes(), true), b.add("flat", new Flatten(), mean));
    return b.build();
  }

  private static List<TrainedModel> models() {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(8, 1, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK));
    RandomGenerator random = Seeds.generator(3);
    List<TrainedModel> models = new ArrayList<>();
    models.add(FoldedBatchNorm.of(Models.random(residual(), 1)));
    models.add(Models.random(residual(), 2));
    for (int cell = 0; cell < 3; cell++) {
      Network network = Blueprint.required(space).network(space.sample(random), TASK);
      models.add(FoldedBatchNorm.of(Models.random(network, 4 + cell)));
    }
    return models;
  }

  private static TrainedModel rounding(TrainedModel model) {
    QuantisedActivations ranges = new QuantisedActivations(model);
    try (Classifier classifier = new Classifier(model, Device.CPU)) {
      for (int image = 0; image < SEEN; image++) {
        ranges.see(classifier, Models.pixels(model.network(), 1, 100 + image));
      }
    }
    assertEquals(SEEN, ranges.images());
    return ranges.rounding();
  }

  private static float[] here(TrainedModel model, byte[] pixels) {
    try (Classifier classifier = new Classifier(model, Device.CPU)) {
      return classifier.logits(pixels, ASKED);
    }
  }

  /** Returns the root of the mean square of the differences over that of the expected values. */
  private static double distance(float[] expected, float[] actual) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(expected[i] - actual[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  @Test
  void onnxRuntimeComputesWithWholeNumbersAndSaysWhatThisProgramSays()
      throws OrtException, IOException {
    int at = 0;
    for (TrainedModel model : models()) {
      String id = at++ + " " + model.network().id();
      TrainedModel rounding = rounding(model);
      byte[] pixels = Models.pixels(model.network(), ASKED, 9);
      byte[] file = OnnxModel.bytes(rounding, OnnxModel.ImageSize.NETWORK, OnnxModel.Weights.INT8);
      Path computed = folder.resolve(at + ".onnx");
      float[] there = OnnxRuntimeLogits.of(file, TASK.input(), pixels, Optional.of(computed));
      float[] rounded = here(Int8Weights.rounded(rounding), pixels);
      // Sums that end at the middle of two numbers fall to either by their order.
      double apart = distance(rounded, there);
      assertTrue(apart < 0.01, id + ": " + apart);
      double lost = distance(here(model, pixels), rounded);
      assertTrue(lost < 0.2 && lost > 0, id + ": " + lost);

      Map<String, Integer> operators = operators(computed);
      int convolutions = operators.getOrDefault("Conv", 0);
      int whole = operators.getOrDefault("QLinearConv", 0);
      assertTrue(whole > 0, id + operators);
      if (model.network().nodes().stream()
          .noneMatch(node -> node.operation() instanceof BatchNorm)) {
        assertEquals(0, convolutions, id + operators);
      }
    }
  }

  private static Map<String, Integer> operators(Path file) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeProto node : ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList()) {
      counts.merge(node.getOpType(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void theFileIsReadAsItWasWritten() throws IOException {
    for (TrainedModel model : models()) {
      TrainedModel rounding = rounding(model);
      Path path = folder.resolve("int8.onnx");
      Files.write(
          path, OnnxModel.bytes(rounding, OnnxModel.ImageSize.NETWORK, OnnxModel.Weights.INT8));
      TrainedModel read = OnnxReader.model(path);
      byte[] pixels = Models.pixels(model.network(), ASKED, 9);
      assertArrayEquals(
          here(Int8Weights.rounded(rounding), pixels), here(read, pixels), 1e-4f, model::toString);
      assertEquals(roundings(rounding), roundings(read));
    }
  }

  private static List<Quantise> roundings(TrainedModel model) {
    List<Quantise> all = new ArrayList<>();
    for (Network.Node node : model.network().nodes()) {
      if (node.operation() instanceof Quantise rounding) {
        all.add(rounding);
      }
    }
    return all;
  }

  @Test
  void whatOneRectifierReadsIsRoundedBehindIt() {
    List<String> rounded =
        rounding(FoldedBatchNorm.of(Models.random(residual(), 1))).network().nodes().stream()
            .filter(node -> node.operation() instanceof Quantise)
            .map(Network.Node::name)
            .toList();
    assertEquals(
        List.of(
            "input.int8",
            "relu.int8",
            "six.int8",
            "thin.int8",
            "sum.int8",
            "pool.int8",
            "last.int8",
            "mean.int8"),
        rounded);
  }

  @Test
  void rangesHoldZeroAndWhatWasSeen() {
    Quantise positive = Quantise.of(1, 5.1);
    assertEquals(new Quantise(0.02f, 0), positive);
    Quantise negative = Quantise.of(-5.1, -1);
    assertEquals(new Quantise(0.02f, 255), negative);
    assertEquals(new Quantise(1, 0), Quantise.of(0, 0));
    for (int seed = 0; seed < 1000; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      double least = -random.nextExponential();
      double greatest = random.nextExponential();
      Quantise both = Quantise.of(least, greatest);
      double slack = 0.5 * both.scale() * (1 + 1e-6);
      assertTrue(-both.zeroPoint() * both.scale() <= least + slack, "seed " + seed);
      assertTrue((255 - both.zeroPoint()) * both.scale() >= greatest - slack, "seed " + seed);
    }
  }
}
