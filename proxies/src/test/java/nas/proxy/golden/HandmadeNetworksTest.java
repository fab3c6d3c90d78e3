package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.graph.GraphFile;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.network.operation.MaskedConvolution;
import nas.proxy.ImageBatch;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Networks made by hand against what the published PyTorch code computes on the same weights:
 * parameters, multiply-adds, logits in evaluation and training, loss and metrics, in float64.
 */
class HandmadeNetworksTest {

  /** Graphs by the names of files, read when they are first needed. */
  private static final Map<String, List<GraphFile.Graph>> TRACED = new ConcurrentHashMap<>();

  private static final long FEW_MACS = 100_000_000;
  private static final List<String> METRICS =
      List.of("loss", "grad_norm", "snip", "plain", "l2_norm", "synflow");

  /** Relative; files hold twelve digits, and sums of terms of both signs lose some. */
  private static final double TOLERANCE = 1e-8;

  private static List<DynamicTest> tests(String file, int classes, Predicate<JsonNode> wanted)
      throws IOException {
    return Golden.cases(file).stream()
        .filter(wanted)
        .map(
            golden ->
                DynamicTest.dynamicTest(golden.get("name").asText(), () -> check(golden, classes)))
        .toList();
  }

  private static boolean quick(JsonNode golden) {
    return golden.get("macs").asLong() <= FEW_MACS;
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> smallNetworksOfFewOperations() throws IOException {
    return tests("pytorchcv-cifar10.json", 10, HandmadeNetworksTest::quick);
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> smallNetworksOfManyOperations() throws IOException {
    return tests("pytorchcv-cifar10.json", 10, golden -> !quick(golden));
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> largeNetworksOfFewOperations() throws IOException {
    return tests("pytorchcv-imagenet1k.json", 1000, HandmadeNetworksTest::quick);
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> largeNetworksOfManyOperations() throws IOException {
    return tests("pytorchcv-imagenet1k.json", 1000, golden -> !quick(golden));
  }

  private static void check(JsonNode golden, int classes) {
    Network network;
    try {
      network = network(golden, classes);
    } catch (UserException unknown) {
      Optional<Network> traced = traced(golden.get("name").asText());
      Assumptions.assumeTrue(traced.isPresent(), () -> "neither built nor read: " + unknown);
      network = traced.orElseThrow();
    }
    assertEquals(golden.get("params").asLong(), network.parameters());
    assertEquals(golden.get("macs").asLong(), network.macs());
    logits(golden, network);
    if (golden.has("grad_norm")) {
      metrics(golden, network);
    }
  }

  /** Networks that no family has, as a tracer wrote their graphs. */
  private static Optional<Network> traced(String name) {
    return Stream.of("graph_cifar10.csv.gz", "graph_imagenet1k.csv.gz")
        .map(
            file ->
                TRACED.computeIfAbsent(
                    file,
                    missing ->
                        GraphFile.read(
                            Path.of(System.getProperty("nas.shared", ""))
                                .resolve("benchmarks/pytorchcv")
                                .resolve(missing))))
        .flatMap(List::stream)
        .filter(graph -> graph.model().equals(name) && !name.startsWith("dia"))
        .findFirst()
        .flatMap(GraphFile.Graph::network);
  }

  private static Network network(JsonNode golden, int classes) {
    FeatureShape images =
        new FeatureShape(
            3, golden.get("in_size").get(0).asInt(), golden.get("in_size").get(1).asInt());
    return regular(NetworkFamilies.network(golden.get("name").asText(), new Task(images, classes)));
  }

  /** Masks that are drawn follow a formula in the file, too. */
  private static Network regular(Network network) {
    if (network.nodes().stream().noneMatch(node -> node.operation() instanceof MaskedConvolution)) {
      return network;
    }
    Network.Builder builder = Network.builder(network.id(), network.input());
    for (Network.Node node : network.nodes().subList(1, network.nodes().size())) {
      builder.add(
          node.name(),
          node.operation() instanceof MaskedConvolution masked
              ? new MaskedConvolution(
                  masked.outChannels(),
                  masked.kernel(),
                  masked.stride(),
                  masked.padding(),
                  masked.every(),
                  0)
              : node.operation(),
          node.inputs());
    }
    return builder.build();
  }

  static void logits(JsonNode golden, Network network) {
    int classes = network.outputNode().output().channels();
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, FormulaWeights.weights(), Device.CPU, Precision.FLOAT64)) {
      if (golden.has("eval_logits0_4")) {
        double[] logits = run(runtime, 1, Mode.EVALUATION);
        double squares = 0;
        for (double logit : logits) {
          squares += logit * logit;
        }
        assertClose(golden.get("eval_logit_l2").asDouble(), Math.sqrt(squares), "eval_logit_l2");
        for (int i = 0; i < 4; i++) {
          assertClose(golden.get("eval_logits0_4").get(i).asDouble(), logits[i], "logit " + i);
        }
      }
      // In this order, as training moves the running statistics.
      for (Mode mode : List.of(Mode.EVALUATION, Mode.TRAINING)) {
        Optional.ofNullable(golden.get(mode == Mode.EVALUATION ? "eval_logits" : "train_logits"))
            .ifPresent(rows -> compare(rows, run(runtime, rows.size(), mode), classes));
      }
    }
  }

  private static double[] run(NetworkRuntime runtime, int batch, Mode mode) {
    FeatureShape shape = runtime.network().input();
    return GradientMode.unrecorded(
        () -> {
          try (Tensor images =
                  runtime.images(
                      FormulaWeights.images(batch * shape.elements()),
                      batch,
                      MemoryFormat.CHANNELS_FIRST);
              Tensor logits = runtime.forward(images, mode, Tap.NONE)) {
            return logits.toDoubles();
          }
        });
  }

  private static void compare(JsonNode rows, double[] logits, int classes) {
    for (int image = 0; image < rows.size(); image++) {
      for (int i = 0; i < rows.get(image).size(); i++) {
        assertClose(
            rows.get(image).get(i).asDouble(),
            logits[image * classes + i],
            "logit " + i + " of image " + image);
      }
    }
  }

  static void metrics(JsonNode golden, Network network) {
    int batch = golden.get("train_logits").size();
    List<GoldenMeasure> measures =
        GoldenMeasure.all().stream()
            .filter(measure -> METRICS.contains(measure.published()))
            .filter(measure -> golden.has(name(measure)))
            .toList();
    Set<Probe<?>> probes = new LinkedHashSet<>();
    measures.forEach(measure -> probes.addAll(measure.needs()));
    int[] labels = {0, 1, 2, 3};
    NetworkProbe.Result measured =
        new NetworkProbe(Device.CPU, Precision.FLOAT64)
            .measure(
                network,
                FormulaWeights.weights(),
                List.of(
                    new ImageBatch(
                        network.input(),
                        FormulaWeights.images(batch * network.input().elements()),
                        labels)),
                ProbePlan.of(probes),
                0);
    for (GoldenMeasure measure : measures) {
      String name = name(measure);
      if (Double.isNaN(golden.get(name).asDouble())) {
        continue; // Beyond float64 in the published code.
      }
      Score score = measure.score().apply(measured.measurements());
      assertTrue(score instanceof Score.Value, () -> name + ": " + score);
      double error = measure.error(golden.get(name).asDouble(), ((Score.Value) score).value());
      assertTrue(
          error <= (name.equals("plain") ? 1e-6 : TOLERANCE),
          () -> measure.metric() + ": " + golden.get(name) + ", here " + score);
    }
  }

  private static String name(GoldenMeasure measure) {
    return measure.equals(GoldenMeasure.LOSS) ? "train_loss" : measure.published();
  }

  private static void assertClose(double expected, double actual, String what) {
    assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)), what);
  }
}
