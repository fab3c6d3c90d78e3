package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Pixels;
import nas.engine.onnx.OnnxValue.Probabilities;
import nas.engine.onnx.OnnxValue.Signal;
import nas.network.FeatureShape;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Flatten;

/** Operators that look at values in another way, hand them on, or end a network. */
final class ShapeRules {

  /** What each operator makes of the sides of a signal. */
  private static final Map<String, BiFunction<OnnxNodeReading, Signal, List<Integer>>> SIDES =
      Map.of(
          "Flatten", ShapeRules::flat,
          "Reshape", ShapeRules::reshaped,
          "Squeeze", ShapeRules::squeezed,
          "Unsqueeze", ShapeRules::unsqueezed);

  private static final Map<String, BiConsumer<OnnxNodeReading, OnnxImport>> OTHERS =
      Map.of(
          "Identity", (node, graph) -> node.put(0, node.value(0)),
          "Cast", (node, graph) -> cast(node),
          "Shape", (node, graph) -> shape(node),
          "Transpose", (node, graph) -> transposed(node, graph),
          "Softmax", (node, graph) -> softmax(node),
          "LogSoftmax", (node, graph) -> softmax(node));

  private ShapeRules() {}

  /** Returns the operators for which there is a rule. */
  static Set<String> operators() {
    Set<String> operators = new TreeSet<>(SIDES.keySet());
    operators.addAll(OTHERS.keySet());
    return operators;
  }

  /** Reads an operator, if there is a rule for it. */
  static boolean read(OnnxNodeReading node, OnnxImport graph) {
    BiFunction<OnnxNodeReading, Signal, List<Integer>> sides = SIDES.get(node.operator());
    if (sides != null) {
      Signal signal = node.signal(0);
      node.put(0, seen(node, graph, signal, sides.apply(node, signal)));
      return true;
    }
    BiConsumer<OnnxNodeReading, OnnxImport> other = OTHERS.get(node.operator());
    if (other != null) {
      other.accept(node, graph);
    }
    return other != null;
  }

  /**
   * Returns a signal with other sides: a vector is one of all values, groups that meet are
   * shuffled.
   */
  private static Signal seen(
      OnnxNodeReading node, OnnxImport graph, Signal signal, List<Integer> sides) {
    FeatureShape shape = graph.shape(signal.node());
    if (signal.groups() > 0) {
      if (!sides.equals(shape.sizes())) {
        throw new IllegalArgumentException(
            "channels of %d swapped groups are read in the shape %s; %s is needed"
                .formatted(signal.groups(), sides, shape.sizes()));
      }
      return new Signal(node.add(new ChannelShuffle(signal.groups()), signal.node()), sides, 0);
    }
    boolean vector = sides.get(0) == shape.elements();
    return vector && shape.elements() > shape.channels()
        ? new Signal(node.add(new Flatten(), signal.node()), sides, 0)
        : new Signal(signal.node(), sides, 0);
  }

  private static void cast(OnnxNodeReading node) {
    // Numbers of the format: float 1, float16 10, double 11.
    if (!List.of(1L, 10L, 11L).contains(node.integer("to", 1))) {
      throw new IllegalArgumentException("it makes whole numbers of images");
    }
    node.put(0, node.value(0));
  }

  private static void shape(OnnxNodeReading node) {
    List<Double> all = new ArrayList<>();
    if (node.value(0) instanceof Constant constant) {
      constant.tensor().shape().forEach(side -> all.add((double) side));
    } else {
      all.add(OnnxTensor.BATCH);
      sides(node.value(0)).forEach(side -> all.add((double) side));
    }
    int rank = all.size();
    int start = within(node.integer("start", 0), rank);
    int end = Math.max(start, within(node.integer("end", rank), rank));
    double[] kept = all.subList(start, end).stream().mapToDouble(Double::doubleValue).toArray();
    node.put(0, new Constant(OnnxTensor.vector(kept)));
  }

  private static List<Integer> sides(OnnxValue value) {
    if (value instanceof Pixels pixels) {
      return pixels.sides();
    } else if (value instanceof Signal signal) {
      return signal.sides();
    }
    throw new IllegalArgumentException("a softmax is left out at the end only");
  }

  private static int within(long place, int rank) {
    return (int) Math.max(0, Math.min(place < 0 ? place + rank : place, rank));
  }

  private static List<Integer> flat(OnnxNodeReading node, Signal signal) {
    if (OnnxTensor.axis(node.integer("axis", 1), signal.sides().size() + 1) != 1) {
      throw new IllegalArgumentException("it joins images of a batch");
    }
    return List.of(Math.toIntExact(OnnxTensor.elements(signal.sides())));
  }

  private static List<Integer> reshaped(OnnxNodeReading node, Signal signal) {
    double[] wanted =
        node.opset() < 5
            ? node.integers("shape").orElse(List.of()).stream()
                .mapToDouble(Integer::doubleValue)
                .toArray()
            : node.needed(1).values();
    long elements = OnnxTensor.elements(signal.sides());
    long known = 1;
    int open = -1;
    List<Integer> sides = new ArrayList<>();
    for (int axis = 1; axis < wanted.length; axis++) {
      int side = (int) wanted[axis];
      if (side == 0 && axis <= signal.sides().size()) {
        side = signal.sides().get(axis - 1);
      }
      if (side == -1) {
        open = sides.size();
      } else {
        known = Math.multiplyExact(known, (long) side);
      }
      sides.add(side);
    }
    if (open >= 0 && known > 0 && elements % known == 0) {
      sides.set(open, Math.toIntExact(elements / known));
    }
    boolean whole =
        !sides.isEmpty()
            && sides.stream().allMatch(side -> side > 0)
            && OnnxTensor.elements(sides) == elements;
    if (!whole || !keepsBatch(wanted[0])) {
      throw new IllegalArgumentException(
          "values of the shape %s for an image have no shape %s"
              .formatted(signal.sides(), Arrays.toString(wanted)));
    }
    return sides;
  }

  /** A file made for one image says 1, others 0, -1 or what Shape gave. */
  private static boolean keepsBatch(double side) {
    return side == OnnxTensor.BATCH || side == 0 || side == 1 || side == -1;
  }

  private static List<Integer> squeezed(OnnxNodeReading node, Signal signal) {
    int rank = signal.sides().size() + 1;
    List<Integer> axes =
        node
            .setting("axes", 1, 13)
            .orElseThrow(() -> new IllegalArgumentException("it does not say which axes go"))
            .stream()
            .map(axis -> OnnxTensor.axis(axis, rank))
            .toList();
    List<Integer> sides = new ArrayList<>();
    for (int axis = 1; axis < rank; axis++) {
      int side = signal.sides().get(axis - 1);
      if (!axes.contains(axis)) {
        sides.add(side);
      } else if (side != 1) {
        throw new IllegalArgumentException("axis %d has %d values".formatted(axis, side));
      }
    }
    if (axes.contains(0) || sides.isEmpty()) {
      throw new IllegalArgumentException("it leaves no axis beside the batch");
    }
    return sides;
  }

  private static List<Integer> unsqueezed(OnnxNodeReading node, Signal signal) {
    List<Integer> axes = node.setting("axes", 1, 13).orElse(List.of());
    int rank = signal.sides().size() + 1 + axes.size();
    List<Integer> places = axes.stream().map(axis -> OnnxTensor.axis(axis, rank)).toList();
    if (places.contains(0) || places.stream().distinct().count() != axes.size()) {
      throw new IllegalArgumentException("it puts axes at %s".formatted(axes));
    }
    List<Integer> sides = new ArrayList<>();
    int next = 0;
    for (int axis = 1; axis < rank; axis++) {
      sides.add(places.contains(axis) ? 1 : signal.sides().get(next++));
    }
    return sides;
  }

  /** Swaps the two sides into which channels were cut, the middle of a shuffle. */
  private static void transposed(OnnxNodeReading node, OnnxImport graph) {
    Signal signal = node.signal(0);
    List<Integer> sides = signal.sides();
    List<Integer> order = node.integers("perm").orElse(List.of());
    List<Integer> swap = new ArrayList<>();
    for (int axis = 0; axis <= sides.size(); axis++) {
      swap.add(axis == 1 ? 2 : axis == 2 ? 1 : axis);
    }
    FeatureShape shape = graph.shape(signal.node());
    boolean cut =
        sides.size() == shape.sizes().size() + 1
            && sides.get(0) * (long) sides.get(1) == shape.channels()
            && sides.subList(2, sides.size()).equals(shape.sizes().subList(1, sides.size() - 1));
    if (signal.groups() > 0 || !cut || !order.equals(swap)) {
      throw new IllegalArgumentException(
          "it brings the axes of %s into the order %s; only groups of channels are swapped"
              .formatted(sides, order));
    }
    List<Integer> swapped = new ArrayList<>(sides);
    swapped.set(0, sides.get(1));
    swapped.set(1, sides.get(0));
    node.put(0, new Signal(signal.node(), swapped, sides.get(0)));
  }

  private static void softmax(OnnxNodeReading node) {
    Signal signal = node.signal(0);
    int axis =
        OnnxTensor.axis(
            node.integer("axis", node.opset() < 13 ? 1 : -1), signal.sides().size() + 1);
    if (axis != 1) {
      throw new IllegalArgumentException("its axis %d is not that of the classes".formatted(axis));
    }
    node.put(0, new Probabilities(signal));
  }
}
