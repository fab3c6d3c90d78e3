package nas.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.NamedTensor;
import nas.engine.kernel.Kernels;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Filled;
import nas.engine.onnx.OnnxValue.Pixels;
import nas.engine.onnx.OnnxValue.Probabilities;
import nas.engine.onnx.OnnxValue.Signal;
import nas.engine.onnx.OnnxValue.Stacked;
import nas.engine.onnx.OnnxValue.Unread;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;
import nas.network.operation.Add;
import nas.network.operation.Zero;

/** A network in the making, read from an ONNX file operator by operator. */
final class OnnxImport {

  /** So many values of one example take 1 GiB. */
  private static final long MOST_VALUES = 1L << 28;

  private final int opset;
  private final int batch;
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Set<String> names = new HashSet<>(Set.of("input"));
  private final List<NamedTensor> tensors = new ArrayList<>();
  private Optional<Network.Builder> builder = Optional.empty();
  private Optional<Pixels> pixels = Optional.empty();

  /** The images as the file has prepared them so far. */
  private Pixels latest;

  /**
   * Begins a network.
   *
   * @param order what the dimensions of the file's input stand for
   */
  OnnxImport(OnnxFile file, List<OnnxAxis> order) {
    opset = file.opset();
    batch = file.input().size(order, OnnxAxis.BATCH);
    file.constants()
        .values()
        .forEach((name, tensor) -> values.put(name, new Constant(tensor, name)));
    latest = new Pixels(order, file.input().sizes(), List.of(0.0), List.of(1.0), false);
    values.put(file.input().name(), latest);
  }

  /** Returns the number of examples that the file was made for; 0 if it takes any number. */
  int batch() {
    return batch;
  }

  int opset() {
    return opset;
  }

  /** Returns what a name stands for. */
  OnnxValue value(String name) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it reads %s, a further output that is not read".formatted(name)));
  }

  /** Says what a name stands for. */
  void put(String output, OnnxValue value) {
    if (value instanceof Pixels prepared) {
      latest = prepared;
    }
    values.put(output, value);
  }

  /** Returns a name as the output of a node; the network begins with the first that is asked. */
  Signal signal(String name) {
    OnnxValue value = value(name);
    if (value instanceof Signal signal) {
      return signal;
    }
    if (value instanceof Pixels read) {
      Signal signal = begin(read);
      values.put(name, signal);
      return signal;
    }
    if (value instanceof Filled filled && filled.number() == 0) {
      Signal signal = zeros(filled.sizes());
      values.put(name, signal);
      return signal;
    }
    throw new IllegalArgumentException(
        value instanceof Probabilities
            ? "it reads a softmax, which is left out at the end only"
            : value instanceof Stacked
                ? "it reads the states of several layers, of which only one can be taken"
                : "it reads the constant %s in the place of images".formatted(name));
  }

  /** Returns zeros, which have the shape of what another node yields. */
  private Signal zeros(List<Double> sizes) {
    if (sizes.get(0) == OnnxTensor.BATCH) {
      List<Integer> sides = sizes.subList(1, sizes.size()).stream().map(Double::intValue).toList();
      Network soFar = begun().build();
      for (int node = soFar.nodes().size() - 1; node >= 0; node--) {
        if (shape(node).sizes().equals(sides)) {
          int index = begun().add(free("zeros"), new Zero(), node);
          return new Signal(index, TensorView.of(shape(index)));
        }
      }
    }
    throw new IllegalArgumentException(
        "it reads zeros in a shape that nothing before it has, so no operation stands for them");
  }

  private Network.Builder begun() {
    if (builder.isEmpty()) {
      begin(latest);
    }
    return builder();
  }

  private Signal begin(Pixels read) {
    if (builder.isPresent()) {
      if (pixels.equals(Optional.of(read))) {
        return new Signal(0, TensorView.of(shape(0), read.order()));
      }
      throw new IllegalArgumentException("it reads images that are prepared in another way");
    }
    FeatureShape shape = shape(read);
    pixels = Optional.of(read);
    builder = Optional.of(Network.builder("onnx", shape));
    return new Signal(0, TensorView.of(shape, read.order()));
  }

  private static FeatureShape shape(Pixels read) {
    if (read.order().contains(OnnxAxis.MIXED)) {
      throw new IllegalArgumentException(
          "inputs of shape %s are not read"
              .formatted(read.sizes().subList(1, read.sizes().size())));
    }
    int channels = read.size(OnnxAxis.CHANNELS);
    int length = read.size(OnnxAxis.LENGTH);
    int height = read.size(OnnxAxis.HEIGHT);
    int width = read.size(OnnxAxis.WIDTH);
    if (channels == 0 || length == 0 || height == 0 || width == 0) {
      throw new IllegalArgumentException(
          "the size of the images is open; export the network with their sizes fixed");
    }
    if (!read.order().contains(OnnxAxis.LENGTH)) {
      return new FeatureShape(channels, height, width);
    }
    return read.order().contains(OnnxAxis.CHANNELS)
        ? FeatureShape.sequence(channels, length)
        : FeatureShape.tokens(length);
  }

  private Network.Builder builder() {
    return builder.orElseThrow(() -> new IllegalArgumentException("it reads no image"));
  }

  FeatureShape shape(int node) {
    return builder().shape(node);
  }

  /** Returns the node whose output a value is in the node's own shape, or as a vector. */
  int images(String name) {
    Signal signal = signal(name);
    FeatureShape shape = shape(signal.node());
    if (!isPlain(signal, shape)) {
      throw new IllegalArgumentException(
          "it reads a tensor of shape %s, which no operation takes here".formatted(signal.view()));
    }
    return signal.node();
  }

  private static boolean isPlain(Signal signal, FeatureShape shape) {
    boolean vector =
        shape.elements() == shape.channels()
            && signal.view().equals(TensorView.of(shape, OnnxAxis.VECTORS));
    return vector || signal.view().equals(TensorView.of(shape));
  }

  /** Adds a node; see {@link nas.engine.kernel.OnnxOperator#add(Operation, List, Map)}. */
  int add(
      OnnxNode from, Operation operation, List<Integer> inputs, Map<String, OnnxTensor> arrays) {
    List<FeatureShape> shapes = inputs.stream().map(this::shape).toList();
    boolean tokens = shapes.stream().anyMatch(shape -> shape.kind() == FeatureShape.Kind.TOKENS);
    if (tokens && operation.infer(shapes).kind() != FeatureShape.Kind.SEQUENCE) {
      throw new IllegalArgumentException(
          "it computes with the numbers of tokens, by which only rows of weights are looked up");
    }
    if (operation.infer(shapes).elements() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "its output would have the shape %s; at most %,d values are computed with"
              .formatted(operation.infer(shapes), MOST_VALUES));
    }
    String name = free(OnnxNames.of(from, arrays(from)));
    List<NamedTensor> own = new ArrayList<>();
    for (ParameterSpec spec : operation.parameters(shapes)) {
      own.add(array(name, spec.arrayName(), spec.shape(), arrays, spec.name()));
    }
    for (StateSpec spec : operation.states(shapes)) {
      own.add(
          arrays.containsKey(spec.name())
              ? array(name, spec.arrayName(), spec.shape(), arrays, spec.name())
              : initial(name, spec));
    }
    int node = builder().add(name, operation, inputs);
    Kernels.of(operation, name).check(operation, shapes);
    tensors.addAll(own);
    return node;
  }

  /** Returns the names of the arrays that a node reads. */
  private List<String> arrays(OnnxNode node) {
    return node.inputs().stream()
        .map(name -> values.getOrDefault(name, new Unread()))
        .map(value -> value instanceof Constant constant ? constant.array() : "")
        .toList();
  }

  private static NamedTensor array(
      String node,
      String arrayName,
      List<Integer> shape,
      Map<String, OnnxTensor> arrays,
      String array) {
    OnnxTensor tensor = arrays.get(array);
    if (tensor == null || !OnnxTensor.sameElements(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "its %s has shape %s; %s is needed"
              .formatted(array, tensor == null ? "none" : tensor.shape(), shape));
    }
    return new NamedTensor(node + "." + arrayName, shape, tensor.floats());
  }

  private static NamedTensor initial(String node, StateSpec spec) {
    float[] values = new float[Math.toIntExact(spec.count())];
    java.util.Arrays.fill(values, (float) spec.initial());
    return new NamedTensor(node + "." + spec.arrayName(), spec.shape(), values);
  }

  private String free(String wanted) {
    String free = wanted;
    for (int count = 2; !names.add(free); count++) {
      free = wanted + "_" + count;
    }
    return free;
  }

  /** Returns the arrays of all nodes. */
  List<NamedTensor> tensors() {
    return List.copyOf(tensors);
  }

  /** Returns how the file prepares images. */
  Optional<Pixels> preparation() {
    return pixels;
  }

  /** Returns the network whose output a value is. */
  Network network(String output) {
    OnnxValue value = value(output);
    Signal end =
        value instanceof Signal signal
            ? signal
            : value instanceof Probabilities probabilities ? probabilities.logits() : null;
    if (end == null) {
      throw new IllegalArgumentException("its output is that of no layer");
    }
    FeatureShape shape = shape(end.node());
    boolean steps =
        shape.kind() == FeatureShape.Kind.SEQUENCE
            && !end.view().axes(shape).contains(OnnxAxis.MIXED);
    if (!steps && !isPlain(end, shape)) {
      throw new IllegalArgumentException(
          "its output has the dimensions %s; those of its last layer are %s"
              .formatted(end.view(), TensorView.of(shape)));
    }
    Network network = builder().build();
    if (network.outputNode().index() != end.node()) {
      builder().add(free("output"), new Add(), end.node());
      return builder().build();
    }
    return network;
  }
}
