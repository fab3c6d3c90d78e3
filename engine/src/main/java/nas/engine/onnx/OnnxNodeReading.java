package nas.engine.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.engine.kernel.OnnxOperator;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Signal;
import nas.network.FeatureShape;
import nas.network.Operation;

/** A node of a file, and the network that it becomes part of. */
record OnnxNodeReading(OnnxNode node, OnnxImport graph) implements OnnxOperator {

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
  public List<Integer> sides(int input) {
    return signal(input).sides();
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
    put(output, new Signal(index, sides, 0));
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
