package nas.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import nas.engine.kernel.OnnxTensor;

/**
 * Computes what depends on constants alone: shapes that exporters compute in the graph, weights
 * that are filled or turned round there.
 */
final class Folding {

  /** Computes the first output of a node. */
  @FunctionalInterface
  private interface Rule {
    OnnxTensor fold(OnnxNode node, List<OnnxTensor> inputs);
  }

  private final Path path;
  private final int opset;
  private final Map<String, Rule> rules = new TreeMap<>();

  /**
   * Creates the rules.
   *
   * @param path of the file, whose constants may lie beside it
   * @param opset version of the operator set, on which the places of some settings depend
   */
  Folding(Path path, int opset) {
    this.path = path;
    this.opset = opset;
    rules.put("Constant", (node, inputs) -> constant(node));
    rules.put("ConstantOfShape", this::filled);
    rules.put("Expand", Folding::expanded);
    rules.put("Identity", (node, inputs) -> inputs.get(0));
    rules.put("Dropout", (node, inputs) -> inputs.get(0));
    rules.put("Cast", Folding::cast);
    rules.put("Gather", Folding::gathered);
    rules.put("Concat", Folding::joined);
    rules.put("Slice", this::sliced);
    rules.put("Squeeze", this::squeezed);
    rules.put("Unsqueeze", this::unsqueezed);
    rules.put("Reshape", Folding::reshaped);
    rules.put("Transpose", Folding::transposed);
    rules.put("Add", binary(Double::sum));
    rules.put("Sub", binary((left, right) -> left - right));
    rules.put("Mul", binary((left, right) -> left * right));
    rules.put("Div", Folding::divided);
    rules.put("DequantizeLinear", Folding::dequantised);
    rules.put("Neg", unary(value -> -value));
    rules.put("Sqrt", unary(Math::sqrt));
    rules.put("Floor", unary(Math::floor));
    rules.put("Ceil", unary(Math::ceil));
  }

  /** Returns the operators that are computed where all that they read is constant. */
  static Set<String> operators() {
    return new Folding(Path.of(""), 1).rules.keySet();
  }

  /** Returns whether an operator can be computed where all that it reads is constant. */
  boolean knows(String operator) {
    return rules.containsKey(operator);
  }

  /**
   * Returns the first output of a node that reads constants only.
   *
   * @throws IllegalArgumentException if the node's inputs or attributes are wrong; says how
   */
  OnnxTensor fold(OnnxNode node, List<OnnxTensor> inputs) {
    Rule rule = rules.get(node.operator());
    if (rule == null) {
      throw new IllegalArgumentException("constants go in, and it is not computed with these");
    }
    try {
      return rule.fold(node, inputs);
    } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("what it reads has other sizes than it needs", e);
    }
  }

  private OnnxTensor constant(OnnxNode node) {
    AttributeProto value = node.attributes().get("value");
    if (value != null) {
      return TensorValues.of(path, value.getT());
    }
    for (String whole : List.of("value_int", "value_ints")) {
      AttributeProto found = node.attributes().get(whole);
      if (found != null) {
        return whole.endsWith("s")
            ? OnnxTensor.vector(
                found.getIntsList().stream().mapToDouble(Long::doubleValue).toArray())
            : new OnnxTensor(List.of(), new double[] {found.getI()}, true);
      }
    }
    AttributeProto number = node.attributes().get("value_float");
    if (number != null) {
      return new OnnxTensor(List.of(), new double[] {number.getF()}, false);
    }
    AttributeProto numbers = node.attributes().get("value_floats");
    if (numbers != null) {
      double[] values = numbers.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
      return new OnnxTensor(List.of(values.length), values, false);
    }
    throw new IllegalArgumentException("it holds no number that is read");
  }

  private OnnxTensor filled(OnnxNode node, List<OnnxTensor> inputs) {
    List<Long> sides = Arrays.stream(inputs.get(0).values()).mapToObj(side -> (long) side).toList();
    AttributeProto value = node.attributes().get("value");
    OnnxTensor fill =
        value == null
            ? new OnnxTensor(List.of(1), new double[1], false)
            : TensorValues.of(path, value.getT());
    List<Integer> shape = TensorValues.shape(sides);
    double[] values = new double[(int) OnnxTensor.elements(shape)];
    Arrays.fill(values, fill.values()[0]);
    return new OnnxTensor(shape, values, fill.whole());
  }

  private static OnnxTensor expanded(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    List<Integer> shape =
        TensorValues.shape(
            Arrays.stream(inputs.get(1).values()).mapToObj(side -> (long) side).toList());
    if (input.shape().equals(shape)) {
      return input;
    }
    double number =
        input
            .filling()
            .orElseThrow(() -> new IllegalArgumentException("it repeats unlike numbers"));
    double[] values = new double[(int) OnnxTensor.elements(shape)];
    Arrays.fill(values, number);
    return new OnnxTensor(shape, values, input.whole());
  }

  private static OnnxTensor cast(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    // Numbers of the format: float 1, double 11, float16 10; all others that are read are whole.
    boolean whole = !List.of(1L, 10L, 11L).contains(node.integer("to", 1));
    double[] values =
        whole
            ? Arrays.stream(input.values()).map(value -> (double) (long) value).toArray()
            : input.values();
    return new OnnxTensor(input.shape(), values, whole);
  }

  private static OnnxTensor gathered(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor from = inputs.get(0);
    OnnxTensor places = inputs.get(1);
    int axis = OnnxTensor.axis(node.integer("axis", 0), from.rank());
    OnnxTensor taken = along(from, axis, places.integers());
    List<Integer> shape = new ArrayList<>(taken.shape().subList(0, axis));
    shape.addAll(places.shape());
    shape.addAll(taken.shape().subList(axis + 1, taken.rank()));
    return taken.as(shape);
  }

  /** Returns the parts of a tensor at some places of an axis; negative ones count from behind. */
  private static OnnxTensor along(OnnxTensor from, int axis, int[] places) {
    List<Integer> shape = new ArrayList<>(from.shape());
    int size = shape.set(axis, places.length);
    TensorValues.shape(shape.stream().map(Integer::longValue).toList());
    int block = Math.toIntExact(OnnxTensor.elements(shape.subList(axis + 1, shape.size())));
    int blocks = Math.toIntExact(OnnxTensor.elements(shape.subList(0, axis)));
    double[] values = new double[Math.toIntExact(OnnxTensor.elements(shape))];
    for (int outer = 0; outer < blocks; outer++) {
      for (int index = 0; index < places.length; index++) {
        int place = places[index] < 0 ? places[index] + size : places[index];
        if (place < 0 || place >= size) {
          throw new IllegalArgumentException("it takes number %d of %d".formatted(place, size));
        }
        System.arraycopy(
            from.values(),
            (outer * size + place) * block,
            values,
            (outer * places.length + index) * block,
            block);
      }
    }
    return new OnnxTensor(shape, values, from.whole());
  }

  private static OnnxTensor joined(OnnxNode node, List<OnnxTensor> inputs) {
    int axis = OnnxTensor.axis(node.integer("axis", 0), inputs.get(0).rank());
    if (axis != 0) {
      throw new IllegalArgumentException("constants are joined along the first axis only");
    }
    double[] values =
        inputs.stream().flatMapToDouble(input -> Arrays.stream(input.values())).toArray();
    List<Integer> shape = new ArrayList<>(inputs.get(0).shape());
    shape.set(0, inputs.stream().mapToInt(input -> input.shape().get(0)).sum());
    return new OnnxTensor(shape, values, inputs.get(0).whole());
  }

  private OnnxTensor sliced(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor from = inputs.get(0);
    List<Integer> starts = setting(node, "starts", inputs, 1, 10).orElse(List.of());
    List<Integer> ends = setting(node, "ends", inputs, 2, 10).orElse(List.of());
    List<Integer> axes = setting(node, "axes", inputs, 3, 10).orElse(List.of(0));
    List<Integer> steps = setting(node, "steps", inputs, 4, 10).orElse(List.of(1));
    if (starts.size() != 1 || ends.size() != 1 || axes.size() != 1 || steps.get(0) < 1) {
      throw new IllegalArgumentException("constants are sliced along one axis only, forwards");
    }
    int axis = OnnxTensor.axis(axes.get(0), from.rank());
    int length = from.shape().get(axis);
    int start = within(starts.get(0), length);
    int end = Math.max(start, within(ends.get(0), length));
    int step = steps.get(0);
    int[] places = new int[(end - start + step - 1) / step];
    Arrays.setAll(places, index -> start + index * step);
    return along(from, axis, places);
  }

  private static int within(int place, int length) {
    return Math.max(0, Math.min(place < 0 ? place + length : place, length));
  }

  private OnnxTensor squeezed(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    List<Integer> shape = new ArrayList<>();
    Optional<List<Integer>> axes = setting(node, "axes", inputs, 1, 13);
    for (int axis = 0; axis < input.rank(); axis++) {
      int place = axis;
      boolean goes =
          axes.map(
                  listed ->
                      listed.stream().anyMatch(any -> OnnxTensor.axis(any, input.rank()) == place))
              .orElse(input.shape().get(axis) == 1);
      if (!goes) {
        shape.add(input.shape().get(axis));
      }
    }
    return input.as(shape);
  }

  private OnnxTensor unsqueezed(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    List<Integer> axes = setting(node, "axes", inputs, 1, 13).orElse(List.of());
    int rank = input.rank() + axes.size();
    List<Integer> places = axes.stream().map(axis -> OnnxTensor.axis(axis, rank)).toList();
    List<Integer> shape = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      shape.add(places.contains(axis) ? 1 : input.shape().get(next++));
    }
    return input.as(shape);
  }

  private static OnnxTensor reshaped(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    int[] wanted =
        inputs.size() > 1
            ? inputs.get(1).integers()
            : node.integers("shape").orElse(List.of()).stream().mapToInt(side -> side).toArray();
    List<Integer> shape = new ArrayList<>();
    long known = 1;
    for (int axis = 0; axis < wanted.length; axis++) {
      int side = wanted[axis] == 0 ? input.shape().get(axis) : wanted[axis];
      shape.add(side);
      known *= side == -1 ? 1 : side;
    }
    int open = shape.indexOf(-1);
    if (open >= 0) {
      shape.set(open, Math.toIntExact(input.values().length / known));
    }
    return input.as(shape);
  }

  private static OnnxTensor transposed(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor input = inputs.get(0);
    int rank = input.rank();
    List<Integer> order = new ArrayList<>();
    for (int axis = rank - 1; axis >= 0; axis--) {
      order.add(axis);
    }
    return input.transposed(node.integers("perm").orElse(order));
  }

  /**
   * Whole numbers, less a zero point, times a scale, one for all or one for each index of an axis.
   */
  private static OnnxTensor dequantised(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor numbers = inputs.get(0);
    double[] scales = inputs.get(1).values();
    double[] zeros = inputs.size() > 2 ? inputs.get(2).values() : new double[scales.length];
    if (node.integer("block_size", 0) != 0) {
      throw new IllegalArgumentException("scales of blocks are not read");
    }
    int behind = 1;
    int sides = 1;
    if (scales.length > 1 || inputs.get(1).rank() > 0) {
      int axis = OnnxTensor.axis(node.integer("axis", 1), numbers.rank());
      sides = numbers.shape().get(axis);
      for (int side : numbers.shape().subList(axis + 1, numbers.rank())) {
        behind *= side;
      }
    }
    if (scales.length != sides || zeros.length != sides) {
      throw new IllegalArgumentException(
          "%d scales and %d zero points do not fit shape %s"
              .formatted(scales.length, zeros.length, numbers.shape()));
    }
    double[] values = new double[numbers.values().length];
    for (int index = 0; index < values.length; index++) {
      int side = index / behind % sides;
      values[index] = (float) ((numbers.values()[index] - zeros[side]) * scales[side]);
    }
    return new OnnxTensor(numbers.shape(), values, false);
  }

  private static OnnxTensor divided(OnnxNode node, List<OnnxTensor> inputs) {
    DoubleBinaryOperator division =
        inputs.get(0).whole() ? Folding::quotient : (left, right) -> left / right;
    return binary(division).fold(node, inputs);
  }

  private static double quotient(double left, double right) {
    long quotient = (long) left / (long) right;
    return quotient;
  }

  private static Rule unary(DoubleUnaryOperator operator) {
    return (node, inputs) -> {
      OnnxTensor input = inputs.get(0);
      return new OnnxTensor(
          input.shape(),
          Arrays.stream(known(input).values()).map(operator).toArray(),
          input.whole());
    };
  }

  private static Rule binary(DoubleBinaryOperator operator) {
    return (node, inputs) -> {
      OnnxTensor left = known(inputs.get(0));
      OnnxTensor right = known(inputs.get(1));
      int count = Math.max(left.values().length, right.values().length);
      boolean fits =
          left.shape().equals(right.shape())
              || left.values().length == 1
              || right.values().length == 1;
      if (!fits) {
        throw new IllegalArgumentException(
            "shapes %s and %s are not computed with".formatted(left.shape(), right.shape()));
      }
      double[] values = new double[count];
      for (int index = 0; index < count; index++) {
        values[index] =
            operator.applyAsDouble(
                left.values()[left.values().length == 1 ? 0 : index],
                right.values()[right.values().length == 1 ? 0 : index]);
      }
      OnnxTensor larger =
          left.rank() >= right.rank() && left.values().length == count ? left : right;
      return new OnnxTensor(larger.shape(), values, left.whole() && right.whole());
    };
  }

  private static OnnxTensor known(OnnxTensor tensor) {
    if (tensor.holdsBatch()) {
      throw new IllegalArgumentException("it computes with the number of images in a batch");
    }
    return tensor;
  }

  /** Returns numbers that were an attribute before a version of the set, and an input since. */
  Optional<List<Integer>> setting(
      OnnxNode node, String name, List<OnnxTensor> inputs, int input, int inputSince) {
    if (opset < inputSince) {
      return node.integers(name);
    }
    return inputs.size() > input && node.input(input).isPresent()
        ? Optional.of(Arrays.stream(inputs.get(input).integers()).boxed().toList())
        : Optional.empty();
  }
}
