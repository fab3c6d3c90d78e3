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
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Pixels;
import nas.engine.onnx.OnnxValue.Probabilities;
import nas.engine.onnx.OnnxValue.Signal;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;
import nas.network.operation.Add;

/** A network in the making, read from an ONNX file operator by operator. */
final class OnnxImport {

  /** So many values of one example take 1 GiB. */
  private static final long MOST_VALUES = 1L << 28;

  private final int opset;
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Set<String> names = new HashSet<>(Set.of("input"));
  private final List<NamedTensor> tensors = new ArrayList<>();
  private Optional<Network.Builder> builder = Optional.empty();
  private Optional<Pixels> pixels = Optional.empty();

  OnnxImport(OnnxFile file) {
    opset = file.opset();
    file.constants().forEach((name, tensor) -> values.put(name, new Constant(tensor)));
    values.put(file.input(), new Pixels(file.inputShape(), List.of(0.0), List.of(1.0), false));
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
    throw new IllegalArgumentException(
        value instanceof Probabilities
            ? "it reads a softmax, which is left out at the end only"
            : "it reads the constant %s in the place of images".formatted(name));
  }

  private Signal begin(Pixels read) {
    if (builder.isPresent()) {
      if (pixels.equals(Optional.of(read))) {
        return new Signal(0, read.sides(), 0);
      }
      throw new IllegalArgumentException("it reads images that are prepared in another way");
    }
    if (read.sides().contains(0)) {
      throw new IllegalArgumentException(
          "the size of the images is open; export the network with their sizes fixed");
    }
    FeatureShape shape =
        switch (read.sides().size()) {
          case 2, 3 -> FeatureShape.of(read.sides());
          case 1 -> new FeatureShape(read.sides().get(0), 1, 1);
          default ->
              throw new IllegalArgumentException(
                  "inputs of shape %s are not read".formatted(read.sides()));
        };
    pixels = Optional.of(read);
    builder = Optional.of(Network.builder("onnx", shape));
    return new Signal(0, read.sides(), 0);
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
    boolean vector =
        signal.sides().equals(List.of(shape.channels())) && shape.elements() == shape.channels();
    if (signal.groups() != 0 || !(signal.sides().equals(shape.sizes()) || vector)) {
      throw new IllegalArgumentException(
          "it reads a tensor of shape %s, which no operation takes here".formatted(signal.sides()));
    }
    return signal.node();
  }

  /** Adds a node; see {@link nas.engine.kernel.OnnxOperator#add(Operation, List, Map)}. */
  int add(
      OnnxNode from, Operation operation, List<Integer> inputs, Map<String, OnnxTensor> arrays) {
    List<FeatureShape> shapes = inputs.stream().map(this::shape).toList();
    if (operation.infer(shapes).elements() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "its output would have the shape %s; at most %,d values are computed with"
              .formatted(operation.infer(shapes), MOST_VALUES));
    }
    String name = free(OnnxNames.of(from));
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
    if (end == null || end.groups() != 0) {
      throw new IllegalArgumentException("its output is that of no layer");
    }
    Network network = builder().build();
    if (network.outputNode().index() != end.node()) {
      builder().add(free("output"), new Add(), end.node());
      return builder().build();
    }
    return network;
  }
}
