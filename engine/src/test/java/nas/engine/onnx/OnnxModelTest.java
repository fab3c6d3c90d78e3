package nas.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.NetworkRuntime;
import nas.engine.TestNetworks;
import nas.engine.model.Classifier;
import nas.engine.model.Models;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Zero;
import nas.space.Blueprint;
import nas.space.NetworkVariant;
import nas.space.Space;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exported networks against ONNX Runtime, which knows nothing of this program. */
final class OnnxModelTest {

  private static final int IMAGES = 100;
  private static final double TOLERANCE = 1e-4;

  /**
   * Where a feature is the same in all images, normalisation by their statistics divides rounding
   * errors by nearly nothing.
   */
  private static final double TOLERANCE_BY_BATCH = 2e-3;

  private static final Task COLOUR = new Task(new FeatureShape(3, 16, 16), 10);
  private static final Task GREY = new Task(new FeatureShape(1, 8, 12), 3);

  @Test
  @Tag("slow")
  void everyLayerAgrees() throws OrtException {
    for (long seed = 1; seed <= 6; seed++) {
      assertAgrees(TestNetworks.everyLayer(seed), seed);
    }
  }

  @Test
  void zerosThatAreReadAgree() throws OrtException {
    Network.Builder b = Network.builder("zeros", new FeatureShape(2, 6, 5));
    int stem = b.add("stem", Convolution.same(4, 3, 1, true), 0);
    int none = b.add("logits", new Zero(), stem);
    int sum = b.add("sum", new Add(), none, none);
    int read = b.add("image", Convolution.same(4, 1, 1, true), sum);
    int join = b.add("join", new Concatenate(), stem, sum, read);
    int hidden = b.add("pool", new GlobalAveragePool(), join);
    b.add("linear", new Linear(3, true), hidden);
    assertAgrees(b.build(), 7);
  }

  @Test
  @Tag("slow")
  void networksOfNasBench201Agree() throws OrtException {
    for (NetworkVariant variant : NetworkVariant.values()) {
      NasBench201Settings settings =
          new NasBench201Settings(4, 1, variant, CanonicalDefinition.NETWORK);
      assertAgree(new NasBench201Space(settings), 6, Seeds.hash(variant.name()));
    }
  }

  @Test
  @Tag("slow")
  void networksOfNasBench101Agree() throws OrtException {
    assertAgree(new NasBench101Space(new NasBench101Settings(8, 2, 1, 7, 9, 0.1)), 6, 3);
  }

  private static <A> void assertAgree(Space<A> space, int count, long seed) throws OrtException {
    RandomGenerator random = Seeds.generator(seed);
    int read = 0;
    while (read < count) {
      Network network =
          Blueprint.required(space).network(space.sample(random), read % 2 == 0 ? COLOUR : GREY);
      assertAgrees(network, seed + read);
      read++;
    }
  }

  private static void assertAgrees(Network network, long seed) throws OrtException {
    TrainedModel model = Models.random(network, seed);
    byte[] pixels = Models.pixels(network, IMAGES, seed);
    byte[] file =
        OnnxModel.bytes(
            model, seed % 2 == 0 ? OnnxModel.ImageSize.ANY : OnnxModel.ImageSize.NETWORK);
    assertSound(file);
    float[] expected;
    try (Classifier classifier = new Classifier(model, Device.CPU)) {
      expected = classifier.logits(pixels, IMAGES);
    }
    double tolerance = tracked(network) ? TOLERANCE : TOLERANCE_BY_BATCH;
    float[] plain = new float[pixels.length];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = pixels[i] & 0xff;
    }
    FeatureShape shape = network.input();
    long[] dimensions = {IMAGES, shape.channels(), shape.height(), shape.width()};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = options();
        OrtSession session = environment.createSession(file, options);
        OnnxTensor images =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(plain), dimensions);
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
      float[][] logits = (float[][]) result.get(OnnxModel.LOGITS).orElseThrow().getValue();
      float[][] shares = (float[][]) result.get(OnnxModel.PROBABILITIES).orElseThrow().getValue();
      int classes = model.classNames().size();
      double spread = 0;
      for (int image = 0; image < IMAGES; image++) {
        double sum = 0;
        for (int label = 0; label < classes; label++) {
          float own = expected[image * classes + label];
          assertEquals(
              own,
              logits[image][label],
              tolerance * Math.max(1, Math.abs(own)),
              network.id() + " seed " + seed + " image " + image + " class " + label);
          spread = Math.max(spread, Math.abs(own - expected[label]));
          sum += shares[image][label];
        }
        assertEquals(1, sum, TOLERANCE);
      }
      boolean readsInput = NetworkRuntime.readsInput(network);
      assertTrue(!readsInput || spread > TOLERANCE, network.id() + " answers always the same");
      assertEquals(
          model.classNames().get(classes - 1),
          session.getMetadata().getCustomMetadata().get("class." + (classes - 1)));
    }
  }

  private static boolean tracked(Network network) {
    return network.nodes().stream()
        .noneMatch(
            node -> node.operation() instanceof BatchNorm norm && !norm.trackRunningStatistics());
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    return options;
  }

  /** Checks what the format demands, by reading the bytes anew. */
  private static void assertSound(byte[] file) {
    WireMessage model = new WireMessage(ByteBuffer.wrap(file));
    assertEquals(8, model.number(1), "ir_version");
    assertEquals(List.of(""), model.message(8).texts(1), "domain");
    assertEquals(18, model.message(8).number(2), "opset");
    WireMessage graph = model.message(7);
    assertTrue(!graph.text(2).isEmpty(), "a graph must have a name");
    assertEquals(1, graph.messages(11).size());
    WireMessage input = graph.message(11);
    assertEquals("image", input.text(1));
    WireMessage batch = input.message(2).message(1).message(2).messages(1).get(0);
    assertEquals("batch", batch.text(2), "a symbolic dimension");
    Set<String> known = new HashSet<>(List.of(input.text(1)));
    Set<String> constants = new TreeSet<>();
    for (WireMessage tensor : graph.messages(5)) {
      long bytes = tensor.number(2) == 1 ? 4 : 8;
      for (long side : tensor.numbers(1)) {
        bytes *= side;
      }
      assertEquals(bytes, tensor.bytes(9).remaining(), tensor.text(8));
      assertTrue(known.add(tensor.text(8)), () -> "twice: " + tensor.text(8));
      constants.add(tensor.text(8));
    }
    Set<String> operators = new TreeSet<>();
    for (WireMessage node : graph.messages(1)) {
      for (String read : node.texts(1)) {
        assertTrue(
            read.isEmpty() || known.contains(read),
            () -> node.text(3) + " reads " + read + " too early");
        constants.remove(read);
      }
      node.texts(2).forEach(output -> assertTrue(known.add(output), () -> "twice: " + output));
      operators.add(node.text(4));
      List<String> attributes = new ArrayList<>();
      for (WireMessage attribute : node.messages(5)) {
        attributes.add(attribute.text(1));
        assertTrue(attribute.number(20) > 0, () -> attribute.text(1) + " has no type");
      }
      assertEquals(Set.copyOf(attributes).size(), attributes.size(), attributes::toString);
    }
    assertEquals(Set.of(), constants, "constants that nobody reads");
    assertEquals(
        List.of("logits", "probabilities"),
        graph.messages(12).stream().map(output -> output.text(1)).toList());
    Set<String> allowed =
        new TreeSet<>(
            Arrays.asList(
                ("Add AveragePool BatchNormalization Clip Concat ConstantOfShape Conv Div Dropout"
                        + " Flatten Floor Gemm GlobalAveragePool Identity LeakyRelu MaxPool Mul Pad"
                        + " ReduceMean Relu Reshape Resize Shape Slice Softmax Sqrt Sub Sum"
                        + " Transpose Unsqueeze")
                    .split(" ")));
    operators.removeAll(allowed);
    assertEquals(Set.of(), operators, "operators of opset 18");
  }
}
