package nas.engine.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxOperator;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Filled;
import nas.engine.onnx.OnnxValue.Signal;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * A node of a file, and the network that it becomes part of.
 *
 * @param node the node
 * @param graph the network in the making
 * @param read names of all values of the file that are read
 */
record OnnxNodeReading(OnnxNode node, OnnxImport graph, Set<String> read) implements OnnxOperator {

  @Override
  public String operator() {
    return node.operator();
  }

  @Override
  public int opset() {
    return graph.opset();
  }

  @Override
  public long integer(String attribute, long byDefault) {
    return node.integer(attribute, byDefault);
  }

  @Override
  public double real(String attribute, double byDefault) {
    return node.real(attribute, byDefault);
  }

  @Override
  public String text(String attribute, String byDefault) {
    return node.text(attribute, byDefault);
  }

  @Override
  public Optional<List<Integer>> integers(String attribute) {
    return node.integers(attribute);
  }

  @Override
  public int inputs() {
    return node.inputs().size();
  }

  @Override
  public int outputs() {
    return node.outputs().size();
  }

  @Override
  public boolean isConstant(int input) {
    return node.input(input).map(name -> graph.value(name) instanceof Constant).orElse(false);
  }

  @Override
  public Optional<OnnxTensor> constant(int input) {
    return node.input(input)
        .map(
            name -> {
              if (graph.value(name) instanceof Constant constant) {
                return constant.tensor();
              }
              throw new IllegalArgumentException(
                  "its input %d must be a constant".formatted(input + 1));
            });
  }

  @Override
  public List<String> texts(String attribute) {
    return node.texts(attribute);
  }

  @Override
  public boolean has(String attribute) {
    return node.attributes().containsKey(attribute);
  }

  @Override
  public boolean isGiven(int input) {
    return node.input(input).isPresent();
  }

  @Override
  public int step(int sequence, int step) {
    return StepRules.step(this, sequence, step);
  }

  @Override
  public boolean isRead(int output) {
    return output < outputs() && read.contains(node.outputs().get(output));
  }

  @Override
  public boolean isArray(int input) {
    return value(input) instanceof Constant constant && !constant.array().isEmpty();
  }

  @Override
  public Optional<Double> filling(int input) {
    if (!isGiven(input)) {
      return Optional.empty();
    }
    OnnxValue value = value(input);
    if (value instanceof Filled filled) {
      return Optional.of(filled.number());
    }
    return value instanceof Constant constant ? constant.tensor().filling() : Optional.empty();
  }

  @Override
  public List<Integer> sides(int input) {
    return signal(input).view().sides();
  }

  @Override
  public List<OnnxAxis> axes(int input) {
    Signal signal = signal(input);
    return signal.view().axes(graph.shape(signal.node()));
  }

  @Override
  public int values(int input) {
    return signal(input).node();
  }

  @Override
  public List<Integer> allValues() {
    Set<TensorView> views = new HashSet<>();
    Set<FeatureShape> shapes = new HashSet<>();
    List<Integer> nodes = new ArrayList<>();
    for (int input = 0; input < inputs(); input++) {
      views.add(signal(input).view());
      shapes.add(shape(values(input)));
      nodes.add(values(input));
    }
    return views.size() == 1 && shapes.size() == 1 ? nodes : allImages();
  }

  Signal signal(int input) {
    return graph.signal(name(input));
  }

  private String name(int input) {
    return node.input(input)
        .orElseThrow(
            () -> new IllegalArgumentException("its input %d is missing".formatted(input + 1)));
  }

  @Override
  public int images(int input) {
    return graph.images(name(input));
  }

  @Override
  public FeatureShape shape(int index) {
    return graph.shape(index);
  }

  @Override
  public int add(Operation operation, List<Integer> inputs, Map<String, OnnxTensor> arrays) {
    return graph.add(node, operation, inputs, arrays);
  }

  @Override
  public void put(int output, int index, List<Integer> sides) {
    List<Integer> sizes = new ArrayList<>(List.of(TensorView.BATCH));
    sizes.addAll(sides);
    TensorView view =
        TensorView.of(shape(index))
            .reshaped(sizes)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "its output %s has no shape %s".formatted(shape(index), sides)));
    put(output, new Signal(index, view));
  }

  @Override
  public void putOrdered(int output, int index, List<OnnxAxis> axes) {
    put(output, new Signal(index, TensorView.of(shape(index), axes)));
  }

  @Override
  public void putLike(int output, int index, int input) {
    Signal from = signal(input);
    FeatureShape before = shape(from.node());
    FeatureShape shape = shape(index);
    if (shape.equals(before)) {
      put(output, new Signal(index, from.view()));
      return;
    }
    int channels = from.view().axes(before).indexOf(OnnxAxis.CHANNELS);
    if (channels >= 0
        && before.resized(shape.channels(), before.height(), before.width()).equals(shape)) {
      put(
          output,
          new Signal(index, from.view().with(channels, TensorView.runs(shape, OnnxAxis.CHANNELS))));
      return;
    }
    boolean vector = shape.elements() == shape.channels() && from.view().rank() == 2;
    put(
        output,
        new Signal(index, vector ? TensorView.of(shape, OnnxAxis.VECTORS) : TensorView.of(shape)));
  }

  /** Says what an output is. */
  void put(int output, OnnxValue value) {
    graph.put(node.outputs().get(output), value);
  }

  /** Returns what an input is. */
  OnnxValue value(int input) {
    return graph.value(name(input));
  }
}
