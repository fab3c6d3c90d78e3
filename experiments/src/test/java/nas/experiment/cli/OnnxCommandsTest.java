package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import nas.core.SharedFiles;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxModel;
import nas.engine.onnx.OnnxReader;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Embedding;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.LayerNorm;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on networks that are read from ONNX files. */
final class OnnxCommandsTest {

  private static final String SPACE = "{nasbench201: {channels: 2, cells-per-stage: 1}}";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path exported() {
    Path file = folder.resolve("own.onnx");
    Nas.say("export", TakeHome.model(folder), "--out", file).done();
    return file;
  }

  private List<String> scores(String name, Object... which) throws IOException {
    Path out = folder.resolve(name + ".csv");
    Object[] common = {
      "score",
      "--data",
      "digits",
      "--set",
      "proxies.batch-size=16",
      "--metrics",
      "params,macs,layers,grad-norm,snip,grasp,fisher,synflow,jacob-cov,nwot,zico,l2-norm",
      "--store",
      folder.resolve("store"),
      "--out",
      out
    };
    Object[] all = Arrays.copyOf(common, common.length + which.length);
    System.arraycopy(which, 0, all, common.length, which.length);
    Nas.say(all).done();
    return Files.readAllLines(out);
  }

  @Test
  @Tag("slow")
  void anExportedNetworkHasTheScoresOfItsArchitecture() throws IOException {
    Path file = exported();
    List<String> architecture = scores("arch", "--space", SPACE, "--arch", TakeHome.ARCHITECTURE);
    List<String> read = scores("read", "--onnx", file);
    assertEquals(architecture.get(0), read.get(0));
    assertEquals(2, read.size());
    assertTrue(read.get(1).startsWith(file + "@"), read.get(1));
    assertEquals(withoutNames(architecture.get(1)), withoutNames(read.get(1)));
    String provenance = Files.readString(folder.resolve("read.provenance.json"));
    assertFalse(provenance.contains("nasbench201"), provenance);
    assertTrue(provenance.contains(file + "@"), provenance);
  }

  private static String withoutNames(String row) {
    return row.substring(row.indexOf(',', row.indexOf(',') + 1));
  }

  @Test
  @Tag("slow")
  void filesOfOtherProgramsAreScoredOnNoiseOfTheirSize() {
    Path resnet = SharedFiles.require("golden/onnx/resnet8-train.onnx");
    Path mobile = SharedFiles.require("golden/onnx/mobilenetv2-like.onnx");
    String said =
        Nas.say(
                "score",
                "--onnx",
                resnet,
                mobile,
                "--set",
                "proxies.batch-size=8",
                "--metrics",
                "all",
                "--store",
                folder.resolve("store"))
            .done();
    assertTrue(said.contains("#1  " + resnet + "@"), said);
    assertTrue(said.contains("#2  " + mobile + "@"), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("params +78,042 +15,122 *")), said);
    for (String metric : List.of("synflow", "grad-norm", "jacob-cov", "nwot", "zen", "snip")) {
      assertTrue(
          said.lines().anyMatch(line -> line.matches(metric + " +-?[0-9.,e+-]+ +-?[0-9.,e+-]+ *")),
          metric + " in\n" + said);
    }
  }

  @Test
  @Tag("slow")
  void aNetworkFromAFileIsTrainedLikeAnArchitecture() throws IOException {
    Path file = exported();
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    Path out = folder.resolve("trained");
    Path again = folder.resolve("again");
    String said = Nas.say("train", experiment, "--onnx", file, "--out", out).done();
    assertTrue(said.startsWith(file + "@"), said);
    Nas.say("train", experiment, "--arch", TakeHome.ARCHITECTURE, "--out", again).done();
    TrainedModel read = TrainedModel.read(out);
    TrainedModel known = TrainedModel.read(again);
    assertEquals("onnx", read.provenance().get("search-space"));
    assertEquals(known.values(), read.values());
    read.tensors()
        .forEach(
            tensor ->
                assertEquals(
                    Arrays.toString(known.tensor(tensor.name()).values()),
                    Arrays.toString(tensor.values()),
                    tensor.name()));
    assertTrue(Files.readString(out.resolve("report.html")).contains("own.onnx"));
  }

  /** With steps too small to be seen, what comes out is what went in. */
  @Test
  @Tag("slow")
  void aTrainingBeginsWithTheWeightsInTheFile() throws IOException {
    TrainedModel before = TrainedModel.read(TakeHome.model(folder));
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    Path out = folder.resolve("kept");
    Object[] command = {
      "train",
      experiment,
      "--onnx",
      exported(),
      "--keep-weights",
      "--epochs",
      1,
      "--out",
      out,
      "--set",
      "evaluator.training.learning-rate=1e-9"
    };
    Nas.say(command).done();
    TrainedModel after = TrainedModel.read(out);
    for (var tensor : after.tensors()) {
      if (!tensor.name().contains(".running_")) {
        assertArrayEquals(
            before.tensor(tensor.name()).values(), tensor.values(), 1e-5f, tensor.name());
      }
    }
    for (int channel = 0; channel < before.normalisation().channels().size(); channel++) {
      assertEquals(
          before.normalisation().channels().get(channel).mean(),
          after.normalisation().channels().get(channel).mean(),
          1e-3);
    }
    assertTrue(after.provenance().containsKey("start.weights-sha256"));
  }

  @Test
  @Tag("slow")
  void anotherNumberOfClassesNeedsAnotherLastLayer() throws IOException {
    TrainedModel before = TrainedModel.read(TakeHome.model(folder));
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    Path out = folder.resolve("three");
    Object[] command = {
      "train",
      experiment,
      "--onnx",
      exported(),
      "--keep-weights",
      "--epochs",
      1,
      "--out",
      out,
      "--set",
      "evaluator.training.learning-rate=1e-9",
      "--set",
      "data={noise: {size: 8, channels: 1, classes: 3, images: 90}}"
    };
    String said = Nas.say(command).done();
    assertTrue(said.contains("The last layer (classifier) is a new one for 3 classes"), said);
    TrainedModel after = TrainedModel.read(out);
    assertEquals(List.of(3), after.tensor("classifier.bias").shape());
    assertArrayEquals(
        before.tensor("stem.weight").values(), after.tensor("stem.weight").values(), 1e-5f);
    assertEquals("classifier", after.provenance().get("start.replaced-layer"));
    Nas.Said refused =
        Nas.say("train", experiment, "--arch", TakeHome.ARCHITECTURE, "--keep-weights");
    assertEquals(Main.USER_ERROR, refused.exitCode());
    assertEquals(
        "--keep-weights is for networks from ONNX files. Maybe name one with --onnx.\n",
        refused.err());
  }

  @Test
  @Tag("slow")
  void aNetworkFromAFileIsExportedAndUsed() throws IOException {
    Path model = TakeHome.model(folder);
    Path file = exported();
    assertEquals(nodes("known.json", model), nodes("read.json", file));
    Path second = folder.resolve("second.onnx");
    Nas.say("export", file, "--out", second).done();
    assertEquals(graph(file), graph(second));
    Path digit = TakeHome.digits(folder, 3, 1).resolve("digit 0");
    Nas.Said known = Nas.say("predict", model, digit, "--csv");
    Nas.Said read = Nas.say("predict", second, digit, "--csv");
    assertEquals(0, read.exitCode(), read.err());
    assertEquals(known.out(), read.out());
  }

  @Test
  void thePageListsTheOperatorsThatAreRead() throws IOException {
    String listed =
        Files.readAllLines(Path.of("../docs/onnx.md")).stream()
            .filter(line -> line.startsWith("> "))
            .map(line -> line.substring(2))
            .collect(java.util.stream.Collectors.joining(" "));
    assertEquals(String.join(", ", OnnxReader.operators()), listed);
  }

  private static GraphProto graph(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
  }

  private JsonNode nodes(String name, Path network) throws IOException {
    Path out = folder.resolve(name);
    Nas.say("export", network, "--out", out).done();
    JsonNode nodes = JsonMapper.builder().build().readTree(out.toFile()).path("network");
    // Files do not say to which part of a network a node belongs.
    nodes.path("nodes").forEach(node -> ((ObjectNode) node).remove("role"));
    assertTrue(nodes.path("nodes").size() > 9);
    return nodes;
  }

  private void refused(String golden, Object... arguments) {
    Path out = folder.resolve("never");
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = out;
    Refusal.refused(folder, golden, all);
    assertTrue(Files.notExists(out), out + " was written");
  }

  /** Writes the network's file with changes to its graph. */
  private Path changed(Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(exported())).toBuilder();
      change.accept(model.getGraphBuilder());
      return Files.write(folder.resolve("changed.onnx"), model.build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void eachNode(
      GraphProto.Builder graph, String operator, Consumer<NodeProto.Builder> change) {
    graph.getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals(operator))
        .forEach(change);
  }

  private static TensorProto.Builder weight(GraphProto.Builder graph) {
    return graph.getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals("stem.weight"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag("slow")
  void damagedFiles() throws IOException {
    Path file = exported();
    byte[] whole = Files.readAllBytes(file);
    refused("onnx-missing", "score", "--onnx", folder.resolve("none.onnx"));
    refused("onnx-folder", "score", "--onnx", folder);
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length - 9));
    refused("onnx-cut", "score", "--onnx", cut);
    refused("onnx-cut-export", "export", cut, "--to", "svg");
    refused("onnx-text", "score", "--onnx", Nas.write(folder.resolve("a.onnx"), "no network\n"));
    ModelProto.Builder foreign = ModelProto.parseFrom(whole).toBuilder();
    foreign.getOpsetImportBuilder(0).setVersion(99);
    Path opset = Files.write(folder.resolve("opset.onnx"), foreign.build().toByteArray());
    refused("onnx-opset", "score", "--onnx", opset);
    refused(
        "onnx-circle",
        "score",
        "--onnx",
        changed(graph -> eachNode(graph, "Div", node -> node.setInput(0, "logits"))));
    refused("onnx-huge", "score", "--onnx", changed(graph -> weight(graph).setDims(0, 1L << 40)));
    refused("onnx-negative", "score", "--onnx", changed(graph -> weight(graph).setDims(0, -2)));
    refused(
        "onnx-outside",
        "score",
        "--onnx",
        changed(
            graph ->
                weight(graph)
                    .clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("../../etc/passwd"))));
  }

  @Test
  @Tag("slow")
  void whatHasNoCounterpartIsNamed() {
    Path file =
        changed(
            graph -> {
              eachNode(graph, "Relu", node -> node.setOpType("Celu"));
              eachNode(
                  graph,
                  "GlobalAveragePool",
                  node ->
                      node.setOpType("LpPool")
                          .addAttribute(AttributeProto.newBuilder().setName("p").setI(2)));
            });
    refused("onnx-operators", "score", "--onnx", file);
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    refused("onnx-operators-train", "train", experiment, "--onnx", file);
    Path strides =
        changed(
            graph ->
                eachNode(
                    graph,
                    "Conv",
                    node ->
                        node.getAttributeBuilderList().stream()
                            .filter(attribute -> attribute.getName().equals("strides"))
                            .forEach(attribute -> attribute.setInts(0, 0))));
    refused("onnx-strides", "score", "--onnx", strides);
  }

  /** A file of tokens: each is looked up, and the mean of the rows tells the class. */
  private Path words() throws IOException {
    Network.Builder words = Network.builder("words", FeatureShape.tokens(7));
    int rows = words.add("rows", new Embedding(20, 6), 0);
    int norm = words.add("norm", new LayerNorm(true, 1e-5), rows);
    int steps = words.add("lstm", new Lstm(5, 2), norm);
    words.add("out", new Linear(4, true), words.add("mean", new GlobalAveragePool(), steps));
    Network network = words.build();
    TrainedModel model =
        new TrainedModel(
            network,
            arrays(network),
            ModelSignature.ofImages(
                List.of("a", "b", "c", "d"),
                new Normalisation(List.of(new Normalisation.Channel(0, 1)))),
            new TreeMap<>(),
            new TreeMap<>());
    byte[] file = OnnxModel.bytes(model, OnnxModel.ImageSize.ANY);
    return Files.write(folder.resolve("words.onnx"), file);
  }

  private static List<NamedTensor> arrays(Network network) {
    List<NamedTensor> arrays = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      for (ParameterSpec spec : network.parametersOf(node)) {
        float[] values = new float[Math.toIntExact(spec.count())];
        for (int index = 0; index < values.length; index++) {
          values[index] = (float) Math.sin(index + values.length);
        }
        String name = node.name() + "." + spec.arrayName();
        arrays.add(new NamedTensor(name, spec.shape(), values));
      }
    }
    return arrays;
  }

  @Test
  @Tag("slow")
  void networksOfWordsAreExportedButTakeNoImages() throws IOException {
    Path file = words();
    refused("onnx-words", "score", "--onnx", file);
    refused("onnx-words-images", "score", "--onnx", file, "--data", "digits");
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    refused("onnx-words-train", "train", experiment, "--onnx", file);
    Path digit = TakeHome.digits(folder, 3, 1).resolve("digit 0");
    Nas.Said said = Nas.say("predict", file, digit);
    assertEquals(Main.USER_ERROR, said.exitCode());
    assertEquals(
        file
            + " takes sequences of 7 tokens, not images. Maybe name a network that takes images, or"
            + " use this one in another program by 'export'.\n",
        said.err());
    Path second = folder.resolve("second.onnx");
    String exported = Nas.say("export", file, "--out", second).done();
    assertTrue(exported.contains("int64 (batch, 7), numbers of tokens"), exported);
    assertEquals(graph(file), graph(second));
  }

  @Test
  @Tag("slow")
  void whatDoesNotFit() {
    Path file = exported();
    refused("onnx-images", "score", "--onnx", file, "--data", "noise");
    refused("onnx-space", "score", "--onnx", file, "--space", "nasbench201");
    refused("onnx-and-sample", "score", "--onnx", file, "--sample", 2);
    Path experiment = Nas.write(folder.resolve("e.yaml"), TakeHome.EXPERIMENT);
    refused("onnx-train-images", "train", experiment, "--onnx", file, "--set", "data=noise");
    refused("onnx-and-arch", "train", experiment, "--onnx", file, "--arch", TakeHome.ARCHITECTURE);
  }
}
