package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.file.ProtobufWriter;
import nas.engine.ExecutionPlan;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.engine.kernel.Kernels;
import nas.engine.kernel.OnnxAttributes;
import nas.engine.kernel.OnnxCall;
import nas.engine.model.Int32Bias;
import nas.engine.model.Int8Weights;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxGraph.Value;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.StateSpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trained network as an ONNX model that needs nothing of this program.
 *
 * <p>Input {@code image}: float32 (batch, channels, height, width), plain pixels of 0 to 255,
 * colour as red, green, blue. Height and width may be any: the first nodes scale the images to the
 * network's size exactly as this program scales image files, by a triangle filter that grows as
 * images shrink, rounded to whole pixels; then they are normalised. Outputs {@code logits} and
 * {@code probabilities} (their softmax): float32 (batch, classes). The batch dimension is symbolic.
 * Names of classes stand in the metadata as {@code class.0}, {@code class.1} and so on. Operator
 * set 18, the first whose Resize can do that.
 *
 * <p>A network of sequences takes {@code sequence}, float32 (batch, channels, length), instead, one
 * of tokens their numbers as {@code tokens}, int64 (batch, length); neither is scaled. Where a
 * network says something at each step, both outputs are (batch, classes, steps).
 *
 * <p>A batch normalisation that tracks no statistics normalises by those of the batch given, as it
 * does in this program: what such a network says of an image depends on the others.
 */
public final class OnnxModel {

  /** Version of the operator set that is used. */
  public static final int OPSET = 18;

  /** The version of the format that came with the operator set. */
  private static final int IR_VERSION = 8;

  /** Name of this program in its files. */
  static final String PRODUCER = "nas";

  /** Name of an input of images. */
  public static final String INPUT = "image";

  /** Name of the output before the softmax. */
  public static final String LOGITS = "logits";

  /** Name of the output after the softmax. */
  public static final String PROBABILITIES = "probabilities";

  private static final OnnxAttributes NONE = OnnxAttributes.none();

  /** Which images a file takes. */
  public enum ImageSize {
    /** Of any height and width; the file scales them. */
    ANY,
    /** Of the network's height and width only, for programs that lack such a Resize. */
    NETWORK
  }

  /** How a file holds weights. */
  public enum Weights {
    /** In single precision, as they were trained. */
    FLOAT32,
    /** As whole numbers of 8 bits with a scale for each output; see {@link Int8Weights}. */
    INT8
  }

  private final TrainedModel model;
  private final Weights weights;
  private final String inputName;
  private final ImageSize size;
  private final ExecutionPlan plan;
  private final OnnxGraph graph = new OnnxGraph();

  /** By index of a node of the network: the name of its output. */
  private final String[] values;

  private OnnxModel(TrainedModel model, ImageSize size, Weights weights) {
    this.model = model;
    this.weights = weights;
    inputName = inputName(model.network().input());
    this.size = size;
    plan = ExecutionPlan.of(model.network());
    values = new String[model.network().nodes().size()];
  }

  /** Returns the ONNX file with weights as they were trained. */
  public static byte[] bytes(TrainedModel model, ImageSize size) {
    return bytes(model, size, Weights.FLOAT32);
  }

  /**
   * Returns the ONNX file.
   *
   * @throws UserException if it would have 2 GiB or more
   */
  public static byte[] bytes(TrainedModel model, ImageSize size, Weights weights) {
    try {
      return new OnnxModel(model, size, weights).write();
    } catch (ArithmeticException | NegativeArraySizeException e) {
      throw new UserException("The network is too large for one ONNX file", "");
    }
  }

  private byte[] write() {
    for (String reserved : List.of(inputName, LOGITS, PROBABILITIES)) {
      graph.name(reserved);
    }
    Network network = model.network();
    FeatureShape input = network.input();
    values[0] =
        switch (input.kind()) {
          case IMAGE -> normalised(size == ImageSize.ANY ? scaled(input) : inputName, 2);
          case SEQUENCE ->
              model.normalisation().channels().isEmpty() ? inputName : normalised(inputName, 1);
          case TOKENS -> inputName;
        };
    for (ExecutionPlan.Step step : plan.steps()) {
      int index = step.node().index();
      values[index] = node(step, graph.name(step.node().name()));
    }
    FeatureShape said = network.outputNode().output();
    List<String> classes = outputSides(said);
    String output = values[network.outputNode().index()];
    if (isVector(said)) {
      graph.node("Flatten", LOGITS, OnnxAttributes.none().number("axis", 1), output);
    } else {
      graph.node("Identity", LOGITS, NONE, output);
    }
    graph.node("Softmax", PROBABILITIES, OnnxAttributes.none().number("axis", 1), LOGITS);
    byte[] body =
        graph.bytes(
            network.id(),
            input.kind() == FeatureShape.Kind.TOKENS
                ? Value.whole(inputName, sides(input))
                : new Value(inputName, sides(input)),
            List.of(new Value(LOGITS, classes), new Value(PROBABILITIES, classes)));
    ProtobufWriter file =
        new ProtobufWriter()
            .number(1, IR_VERSION)
            .text(2, PRODUCER)
            .bytes(7, body)
            .message(8, new ProtobufWriter().text(1, "").number(2, OPSET));
    metadata()
        .forEach(
            (key, value) -> file.message(14, new ProtobufWriter().text(1, key).text(2, value)));
    return file.bytes();
  }

  /** Returns the name of the input of networks. */
  public static String inputName(FeatureShape input) {
    return switch (input.kind()) {
      case IMAGE -> INPUT;
      case SEQUENCE -> "sequence";
      case TOKENS -> "tokens";
    };
  }

  /** Says what a file gives, such as "float32 (batch, 10)". */
  public static String output(FeatureShape output) {
    return "float32 (batch, " + String.join(", ", outputSides(output)) + ")";
  }

  /** Says whether an output is one number a class, rather than one for each step. */
  private static boolean isVector(FeatureShape output) {
    return output.kind() == FeatureShape.Kind.IMAGE;
  }

  private static List<String> outputSides(FeatureShape output) {
    return isVector(output)
        ? List.of(Integer.toString(output.channels()))
        : output.sizes().stream().map(side -> Integer.toString(side)).toList();
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    for (int label = 0; label < model.classNames().size(); label++) {
      metadata.put("class." + label, model.classNames().get(label));
    }
    FeatureShape input = model.network().input();
    metadata.put("input", input(input, size));
    model.provenance().forEach((key, value) -> metadata.put("provenance." + key, value));
    ModelSignature signature = model.signature();
    signature.reading().forEach((key, value) -> metadata.put("reading." + key, value));
    String measured = signature.target().objective().key();
    model.values().forEach((part, value) -> metadata.put(measured + "." + part, value.toString()));
    return metadata;
  }

  /**
   * Says what a file takes, such as "float32 (batch, 3, height, width), pixels 0 to 255, red,
   * green, blue; of any size, scaled to 32 x 32".
   */
  public static String input(FeatureShape input, ImageSize size) {
    String sides = "(batch, " + String.join(", ", sides(input, size)) + "), ";
    if (input.kind() == FeatureShape.Kind.TOKENS) {
      return "int64 " + sides + "numbers of tokens";
    } else if (input.kind() == FeatureShape.Kind.SEQUENCE) {
      return "float32 " + sides + "the features of all steps, one behind the other";
    }
    return "float32 "
        + sides
        + "pixels 0 to 255, "
        + (input.channels() == 3 ? "red, green, blue" : "grey")
        + (size == ImageSize.ANY
            ? "; of any size, scaled to " + input.height() + " x " + input.width()
            : "");
  }

  private List<String> sides(FeatureShape input) {
    return sides(input, size);
  }

  private static List<String> sides(FeatureShape input, ImageSize size) {
    return size == ImageSize.ANY && input.kind() == FeatureShape.Kind.IMAGE
        ? List.of(Integer.toString(input.channels()), "height", "width")
        : input.sizes().stream().map(side -> Integer.toString(side)).toList();
  }

  /** Scales images of any size to the network's, to whole pixels. */
  private String scaled(FeatureShape input) {
    String lead =
        graph.node(
            "Shape",
            graph.name("scaled.lead"),
            OnnxAttributes.none().number("start", 0).number("end", 2),
            inputName);
    String sides = graph.constant(graph.name("scaled.sides"), input.height(), input.width());
    String shape =
        graph.node(
            "Concat",
            graph.name("scaled.shape"),
            OnnxAttributes.none().number("axis", 0),
            lead,
            sides);
    String scaled =
        graph.node(
            "Resize",
            graph.name("scaled"),
            OnnxAttributes.none()
                .text("mode", "linear")
                .text("coordinate_transformation_mode", "half_pixel")
                .number("antialias", 1)
                .number("exclude_outside", 1),
            inputName,
            "",
            "",
            shape);
    String half = filled("scaled.half", 0.5f, List.of(1));
    String raised = graph.node("Add", graph.name("scaled.raised"), NONE, scaled, half);
    return graph.node("Floor", graph.name("scaled.pixels"), NONE, raised);
  }

  private String normalised(String pixels, int sidesOfChannel) {
    List<Normalisation.Channel> channels = model.normalisation().channels();
    List<Integer> shape = new ArrayList<>(List.of(1, channels.size()));
    shape.addAll(Collections.nCopies(sidesOfChannel, 1));
    float[] mean = new float[channels.size()];
    float[] deviation = new float[channels.size()];
    for (int channel = 0; channel < mean.length; channel++) {
      mean[channel] = (float) channels.get(channel).mean();
      deviation[channel] = (float) channels.get(channel).deviation();
    }
    String centred =
        graph.node(
            "Sub",
            graph.name("centred"),
            NONE,
            pixels,
            graph.constant(graph.name("pixel.mean"), mean, shape));
    return graph.node(
        "Div",
        graph.name("normalised"),
        NONE,
        centred,
        graph.constant(graph.name("pixel.deviation"), deviation, shape));
  }

  private String node(ExecutionPlan.Step step, String output) {
    Network.Node node = step.node();
    if (step.zero()) {
      return zeros(node.output(), output);
    }
    return Kernels.of(node).onnx(new NodeCall(step, output));
  }

  /** A node as its kernel sees it. */
  private final class NodeCall implements OnnxCall<Operation> {
    private final ExecutionPlan.Step step;
    private final String name;
    private @Nullable List<String> parameters;

    NodeCall(ExecutionPlan.Step step, String name) {
      this.step = step;
      this.name = name;
    }

    @Override
    public Operation operation() {
      return step.node().operation();
    }

    @Override
    public List<String> inputs() {
      return step.inputs().stream().map(input -> values[input]).toList();
    }

    @Override
    public List<FeatureShape> shapes() {
      return step.inputs().stream()
          .map(input -> plan.network().nodes().get(input).output())
          .toList();
    }

    @Override
    public FeatureShape output() {
      return step.node().output();
    }

    @Override
    public List<String> parameters() {
      List<String> found = parameters;
      if (found == null) {
        Optional<Int32Bias> bias =
            weights == Weights.INT8 ? Int32Bias.of(model, step.node()) : Optional.empty();
        found =
            step.parameters().stream()
                .map(index -> NamedTensor.name(plan.parameters().get(index)))
                .map(
                    name ->
                        bias.filter(rounded -> rounded.name().equals(name))
                            .map(this::whole)
                            .orElseGet(() -> constant(name)))
                .toList();
        parameters = found;
      }
      return found;
    }

    @Override
    public String state(int state) {
      Network.Node node = step.node();
      List<StateSpec> states = node.operation().states(plan.network().inputsOf(node));
      return constant(NamedTensor.name(node, states.get(state)));
    }

    private String constant(String tensor) {
      NamedTensor found = model.tensor(tensor);
      return weights == Weights.INT8 && Int8Weights.rounds(found)
          ? whole(Int8Weights.of(found))
          : graph.constant(graph.name(tensor), found.values(), found.shape());
    }

    private String whole(Int8Weights rounded) {
      String numbers =
          graph.constant(graph.name(rounded.name() + ".int8"), rounded.numbers(), rounded.shape());
      return scaled(rounded.name(), numbers, rounded.scales());
    }

    private String whole(Int32Bias rounded) {
      String numbers = graph.ints(graph.name(rounded.name() + ".int32"), rounded.numbers());
      return scaled(rounded.name(), numbers, rounded.scales());
    }

    /** Whole numbers times the scale of each output. */
    private String scaled(String array, String numbers, float... scales) {
      String scale = graph.constant(graph.name(array + ".scale"), scales, List.of(scales.length));
      return graph.node(
          "DequantizeLinear",
          graph.name(array),
          OnnxAttributes.none().number("axis", 0),
          numbers,
          scale);
    }

    @Override
    public String result(String operator, OnnxAttributes attributes, List<String> inputs) {
      return graph.node(operator, name, attributes, inputs);
    }

    @Override
    public String step(
        String word, String operator, OnnxAttributes attributes, List<String> inputs) {
      return graph.node(operator, graph.name(name + "." + word), attributes, inputs);
    }

    @Override
    public String numbers(String word, long... numbers) {
      return graph.constant(graph.name(name + "." + word), numbers);
    }

    @Override
    public String wholeByte(String word, int value) {
      return graph.wholeByte(graph.name(name + "." + word), value);
    }

    @Override
    public String array(String word, float[] array, List<Integer> shape) {
      return graph.constant(graph.name(name + "." + word), array, shape);
    }
  }

  private String filled(String name, float value, List<Integer> shape) {
    float[] all = new float[shape.get(0)];
    Arrays.fill(all, value);
    return graph.constant(graph.name(name), all, shape);
  }

  /** Zeros for as many images as are given. */
  private String zeros(FeatureShape shape, String output) {
    String batch =
        graph.node(
            "Shape",
            graph.name(output + ".batch"),
            OnnxAttributes.none().number("start", 0).number("end", 1),
            inputName);
    long[] sizes = shape.sizes().stream().mapToLong(Integer::longValue).toArray();
    String sides = graph.constant(graph.name(output + ".sides"), sizes);
    String all =
        graph.node(
            "Concat",
            graph.name(output + ".shape"),
            OnnxAttributes.none().number("axis", 0),
            batch,
            sides);
    return graph.node("ConstantOfShape", output, NONE, all);
  }
}
