package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.engine.ExecutionPlan;
import nas.engine.NamedTensor;
import nas.engine.Parameter;
import nas.engine.data.Normalisation;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxGraph.Attributes;
import nas.engine.onnx.OnnxGraph.Value;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;

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
 * <p>A batch normalisation that tracks no statistics normalises by those of the batch given, as it
 * does in this program: what such a network says of an image depends on the others.
 */
public final class OnnxModel {

  /** Version of the operator set that is used. */
  public static final int OPSET = 18;

  /** The version of the format that came with the operator set. */
  private static final int IR_VERSION = 8;

  /** Name of the input. */
  public static final String INPUT = "image";

  /** Name of the output before the softmax. */
  public static final String LOGITS = "logits";

  /** Name of the output after the softmax. */
  public static final String PROBABILITIES = "probabilities";

  private static final Attributes NONE = new Attributes();

  /** Which images a file takes. */
  public enum ImageSize {
    /** Of any height and width; the file scales them. */
    ANY,
    /** Of the network's height and width only, for programs that lack such a Resize. */
    NETWORK
  }

  private final TrainedModel model;
  private final ImageSize size;
  private final ExecutionPlan plan;
  private final OnnxGraph graph = new OnnxGraph();

  /** By index of a node of the network: the name of its output. */
  private final String[] values;

  private OnnxModel(TrainedModel model, ImageSize size) {
    this.model = model;
    this.size = size;
    plan = ExecutionPlan.of(model.network());
    values = new String[model.network().nodes().size()];
  }

  /**
   * Returns the ONNX file.
   *
   * @throws UserException if it would have 2 GiB or more
   */
  public static byte[] bytes(TrainedModel model, ImageSize size) {
    try {
      return new OnnxModel(model, size).write();
    } catch (ArithmeticException | NegativeArraySizeException e) {
      throw new UserException("The network is too large for one ONNX file", "");
    }
  }

  private byte[] write() {
    for (String reserved : List.of(INPUT, LOGITS, PROBABILITIES)) {
      graph.name(reserved);
    }
    Network network = model.network();
    FeatureShape input = network.input();
    values[0] = normalise(size == ImageSize.ANY ? scaled(input) : INPUT);
    for (ExecutionPlan.Step step : plan.steps()) {
      int index = step.node().index();
      values[index] = node(step, graph.name(step.node().name()));
    }
    List<String> classes = List.of(Integer.toString(model.classNames().size()));
    String output = values[network.outputNode().index()];
    graph.node("Flatten", LOGITS, new Attributes().number("axis", 1), output);
    graph.node("Softmax", PROBABILITIES, new Attributes().number("axis", 1), LOGITS);
    byte[] body =
        graph.bytes(
            network.id(),
            new Value(INPUT, sides(input)),
            List.of(new Value(LOGITS, classes), new Value(PROBABILITIES, classes)));
    ProtobufWriter file =
        new ProtobufWriter()
            .number(1, IR_VERSION)
            .text(2, "nas")
            .bytes(7, body)
            .message(8, new ProtobufWriter().text(1, "").number(2, OPSET));
    metadata()
        .forEach(
            (key, value) -> file.message(14, new ProtobufWriter().text(1, key).text(2, value)));
    return file.bytes();
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    for (int label = 0; label < model.classNames().size(); label++) {
      metadata.put("class." + label, model.classNames().get(label));
    }
    FeatureShape input = model.network().input();
    metadata.put("input", input(input, size));
    model.provenance().forEach((key, value) -> metadata.put("provenance." + key, value));
    model
        .accuraciesPercent()
        .forEach((part, percent) -> metadata.put("accuracy-percent." + part, percent.toString()));
    return metadata;
  }

  /**
   * Says in a sentence what a file takes, such as "float32 (batch, 3, height, width), pixels 0 to
   * 255, red, green, blue; of any size, scaled to 32 x 32".
   */
  public static String input(FeatureShape input, ImageSize size) {
    return "float32 (batch, "
        + String.join(", ", sides(input, size))
        + "), pixels 0 to 255, "
        + (input.channels() == 3 ? "red, green, blue" : "grey")
        + (size == ImageSize.ANY
            ? "; of any size, scaled to " + input.height() + " x " + input.width()
            : "");
  }

  private List<String> sides(FeatureShape input) {
    return sides(input, size);
  }

  private static List<String> sides(FeatureShape input, ImageSize size) {
    return size == ImageSize.ANY
        ? List.of(Integer.toString(input.channels()), "height", "width")
        : Stream.of(input.channels(), input.height(), input.width())
            .map(side -> Integer.toString(side))
            .toList();
  }

  /** Scales images of any size to the network's, to whole pixels. */
  private String scaled(FeatureShape input) {
    String lead =
        graph.node(
            "Shape",
            graph.name("scaled.lead"),
            new Attributes().number("start", 0).number("end", 2),
            INPUT);
    String sides = graph.constant(graph.name("scaled.sides"), input.height(), input.width());
    String shape =
        graph.node(
            "Concat", graph.name("scaled.shape"), new Attributes().number("axis", 0), lead, sides);
    String scaled =
        graph.node(
            "Resize",
            graph.name("scaled"),
            new Attributes()
                .text("mode", "linear")
                .text("coordinate_transformation_mode", "half_pixel")
                .number("antialias", 1)
                .number("exclude_outside", 1),
            INPUT,
            "",
            "",
            shape);
    String half = filled("scaled.half", 0.5f, List.of(1));
    String raised = graph.node("Add", graph.name("scaled.raised"), NONE, scaled, half);
    return graph.node("Floor", graph.name("scaled.pixels"), NONE, raised);
  }

  private String normalise(String pixels) {
    List<Normalisation.Channel> channels = model.normalisation().channels();
    List<Integer> shape = List.of(1, channels.size(), 1, 1);
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
    List<String> inputs = step.inputs().stream().map(input -> values[input]).toList();
    String input = inputs.get(0);
    Operation layer = node.operation();
    if (layer instanceof Convolution convolution) {
      List<String> read = new ArrayList<>(inputs);
      read.addAll(parameters(step));
      return graph.node(
          "Conv",
          output,
          window(convolution.kernel(), convolution.stride(), convolution.padding())
              .numbers("dilations", convolution.dilation(), convolution.dilation())
              .number("group", convolution.groups()),
          read);
    } else if (layer instanceof BatchNorm norm) {
      return batchNorm(norm, step, input, output);
    } else if (layer instanceof Relu) {
      return graph.node("Relu", output, NONE, input);
    } else if (layer instanceof MaxPool pool) {
      return graph.node(
          "MaxPool", output, window(pool.kernel(), pool.stride(), pool.padding()), input);
    } else if (layer instanceof AveragePool pool) {
      return graph.node(
          "AveragePool",
          output,
          window(pool.kernel(), pool.stride(), pool.padding())
              .number("count_include_pad", pool.countPadding() ? 1 : 0),
          input);
    } else if (layer instanceof GlobalAveragePool) {
      return graph.node("GlobalAveragePool", output, NONE, input);
    } else if (layer instanceof Linear) {
      return linear(step, input, output);
    } else if (layer instanceof Add) {
      return inputs.size() == 1
          ? graph.node("Identity", output, NONE, input)
          : graph.node(inputs.size() == 2 ? "Add" : "Sum", output, NONE, inputs);
    } else if (layer instanceof Concatenate) {
      return graph.node("Concat", output, new Attributes().number("axis", 1), inputs);
    } else if (layer instanceof Slice slice) {
      return graph.node(
          "Slice",
          output,
          NONE,
          input,
          graph.constant(graph.name(output + ".from"), slice.from()),
          graph.constant(graph.name(output + ".to"), slice.to()),
          graph.constant(graph.name(output + ".axis"), 1));
    }
    throw new IllegalArgumentException("node " + node.name() + ": no way to export " + layer);
  }

  private static Attributes window(int kernel, int stride, int padding) {
    return new Attributes()
        .numbers("kernel_shape", kernel, kernel)
        .numbers("strides", stride, stride)
        .numbers("pads", padding, padding, padding, padding);
  }

  /** Adds weight and bias of a node as constants and returns their names. */
  private List<String> parameters(ExecutionPlan.Step step) {
    List<String> names = new ArrayList<>();
    for (int index : step.parameters()) {
      Parameter parameter = plan.parameters().get(index);
      names.add(constant(NamedTensor.name(parameter)));
    }
    return names;
  }

  private String constant(String name) {
    NamedTensor tensor = model.tensor(name);
    return graph.constant(graph.name(name), tensor.values(), tensor.shape());
  }

  private String batchNorm(BatchNorm norm, ExecutionPlan.Step step, String input, String output) {
    int channels = step.node().output().channels();
    List<String> scaleAndShift =
        norm.affine()
            ? parameters(step)
            : List.of(
                filled(output + ".weight", 1, List.of(channels)),
                filled(output + ".bias", 0, List.of(channels)));
    if (norm.trackRunningStatistics()) {
      return graph.node(
          "BatchNormalization",
          output,
          new Attributes().real("epsilon", (float) norm.epsilon()),
          input,
          scaleAndShift.get(0),
          scaleAndShift.get(1),
          constant(NamedTensor.runningMean(step.node())),
          constant(NamedTensor.runningVariance(step.node())));
    }
    String mean = mean(input, output + ".mean");
    String centred = graph.node("Sub", graph.name(output + ".centred"), NONE, input, mean);
    String square = graph.node("Mul", graph.name(output + ".square"), NONE, centred, centred);
    String variance = mean(square, output + ".variance");
    String padded =
        graph.node(
            "Add",
            graph.name(output + ".padded"),
            NONE,
            variance,
            filled(output + ".epsilon", (float) norm.epsilon(), List.of(1)));
    String deviation = graph.node("Sqrt", graph.name(output + ".deviation"), NONE, padded);
    String unit = graph.node("Div", graph.name(output + ".unit"), NONE, centred, deviation);
    String shape = graph.constant(graph.name(output + ".shape"), 1, channels, 1, 1);
    String scale =
        graph.node("Reshape", graph.name(output + ".scale"), NONE, scaleAndShift.get(0), shape);
    String shift =
        graph.node("Reshape", graph.name(output + ".shift"), NONE, scaleAndShift.get(1), shape);
    String scaled = graph.node("Mul", graph.name(output + ".scaled"), NONE, unit, scale);
    return graph.node("Add", output, NONE, scaled, shift);
  }

  /** The mean of each channel; in two steps, since long sums in single precision are far off. */
  private String mean(String input, String output) {
    String ofImages =
        graph.node(
            "ReduceMean",
            graph.name(output + ".images"),
            NONE,
            input,
            graph.constant(graph.name(output + ".sides"), 2, 3));
    return graph.node(
        "ReduceMean",
        graph.name(output),
        NONE,
        ofImages,
        graph.constant(graph.name(output + ".batch"), 0));
  }

  private String filled(String name, float value, List<Integer> shape) {
    float[] all = new float[shape.get(0)];
    Arrays.fill(all, value);
    return graph.constant(graph.name(name), all, shape);
  }

  private String linear(ExecutionPlan.Step step, String input, String output) {
    String row =
        graph.node(
            "Flatten", graph.name(output + ".row"), new Attributes().number("axis", 1), input);
    List<String> read = new ArrayList<>(List.of(row));
    read.addAll(parameters(step));
    String product =
        graph.node(
            "Gemm", graph.name(output + ".product"), new Attributes().number("transB", 1), read);
    return graph.node(
        "Unsqueeze", output, NONE, product, graph.constant(graph.name(output + ".axes"), 2, 3));
  }

  /** Zeros for as many images as are given. */
  private String zeros(FeatureShape shape, String output) {
    String batch =
        graph.node(
            "Shape",
            graph.name(output + ".batch"),
            new Attributes().number("start", 0).number("end", 1),
            INPUT);
    String sides =
        graph.constant(
            graph.name(output + ".sides"), shape.channels(), shape.height(), shape.width());
    String all =
        graph.node(
            "Concat",
            graph.name(output + ".shape"),
            new Attributes().number("axis", 0),
            batch,
            sides);
    return graph.node("ConstantOfShape", output, NONE, all);
  }
}
