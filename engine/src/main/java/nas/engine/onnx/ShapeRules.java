package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Filled;
import nas.engine.onnx.OnnxValue.Pixels;
import nas.engine.onnx.OnnxValue.Probabilities;
import nas.engine.onnx.OnnxValue.Signal;
import nas.engine.onnx.TensorView.Run;
import nas.network.FeatureShape;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Flatten;

/** Operators that look at values in another way, hand them on, or end a network. */
final class ShapeRules {

  /** What each operator makes of the view of a signal. */
  private static final Map<String, BiFunction<OnnxNodeReading, TensorView, TensorView>> VIEWS =
      Map.of(
          "Flatten", ShapeRules::flat,
          "Reshape", ShapeRules::reshaped,
          "Squeeze", ShapeRules::squeezed,
          "Unsqueeze", ShapeRules::unsqueezed);

  private static final Map<String, BiPredicate<OnnxNodeReading, OnnxImport>> OTHERS =
      Map.of(
          "Identity", (node, graph) -> same(node),
          "Cast", (node, graph) -> cast(node),
          "Shape", (node, graph) -> shape(node),
          "Transpose", (node, graph) -> transposed(node),
          "Softmax", (node, graph) -> softmax(node),
          "LogSoftmax", (node, graph) -> softmax(node));

  private ShapeRules() {}

  /** Returns the operators for which there is a rule. */
  static Set<String> operators() {
    Set<String> operators = new TreeSet<>(VIEWS.keySet());
    operators.addAll(OTHERS.keySet());
    return operators;
  }

  /** Reads an operator, if there is a rule for it. */
  static boolean read(OnnxNodeReading node, OnnxImport graph) {
    BiFunction<OnnxNodeReading, TensorView, TensorView> view = VIEWS.get(node.operator());
    if (view != null) {
      Signal signal = node.signal(0);
      node.put(0, seen(node, signal.node(), view.apply(node, signal.view())));
      return true;
    }
    BiPredicate<OnnxNodeReading, OnnxImport> other = OTHERS.get(node.operator());
    return other != null && other.test(node, graph);
  }

  /**
   * Returns a node's output seen in another way: a vector of all values is one of its own, and
   * groups of channels that were swapped are shuffled.
   */
  private static Signal seen(OnnxNodeReading node, int from, TensorView view) {
    FeatureShape shape = node.shape(from);
    TensorView plain = TensorView.of(shape);
    if (view.batch() != 0 || view.rank() < 2) {
      return new Signal(from, view);
    }
    List<Run> runs = view.dimensions().get(1);
    if (view.size(1) == shape.elements() && shape.elements() > shape.channels()) {
      return vector(node, from, view);
    }
    boolean others =
        view.rank() == plain.rank()
            ? view.with(1, List.of()).equals(plain.with(1, List.of()))
            : view.rank() == 2 && shape.elements() == shape.channels();
    if (others && runs.size() == 2 && view.size(1) == shape.channels()) {
      int shuffled = node.add(new ChannelShuffle(runs.get(1).size()), from);
      return new Signal(shuffled, view.with(1, TensorView.runs(shape, OnnxAxis.CHANNELS)));
    }
    return new Signal(from, view);
  }

  /**
   * Flattens; where the file counts channel by channel at each place, they are brought in order.
   */
  private static Signal vector(OnnxNodeReading node, int from, TensorView view) {
    List<Run> runs = view.dimensions().get(1);
    boolean channelsLast =
        runs.size() == 2
            && runs.subList(1, 2).equals(TensorView.runs(node.shape(from), OnnxAxis.CHANNELS));
    if (runs.size() > 1 && !channelsLast) {
      return new Signal(from, view);
    }
    int vector = node.add(new Flatten(), from);
    if (channelsLast) {
      vector = node.add(new ChannelShuffle(runs.get(1).size()), vector);
    }
    return new Signal(vector, view.with(1, TensorView.runs(node.shape(vector), OnnxAxis.CHANNELS)));
  }

  private static boolean same(OnnxNodeReading node) {
    node.put(0, node.value(0));
    return true;
  }

  private static boolean cast(OnnxNodeReading node) {
    // Numbers of the format: float 1, float16 10, double 11.
    boolean whole = !List.of(1L, 10L, 11L).contains(node.integer("to", 1));
    if (whole && !(node.value(0) instanceof Pixels pixels && pixels.tokens())) {
      throw new IllegalArgumentException("it makes whole numbers of images");
    }
    return same(node);
  }

  private static boolean shape(OnnxNodeReading node) {
    List<Double> all = sizes(node.value(0));
    int rank = all.size();
    int start = within(node.integer("start", 0), rank);
    int end = Math.max(start, within(node.integer("end", rank), rank));
    double[] kept = all.subList(start, end).stream().mapToDouble(Double::doubleValue).toArray();
    node.put(0, new Constant(OnnxTensor.vector(kept), ""));
    return true;
  }

  private static List<Double> sizes(OnnxValue value) {
    if (value instanceof Constant constant) {
      return constant.tensor().shape().stream().map(Integer::doubleValue).toList();
    } else if (value instanceof Filled filled) {
      return filled.sizes();
    } else if (value instanceof Pixels pixels) {
      List<Double> sizes = new ArrayList<>();
      pixels.sizes().forEach(size -> sizes.add((double) size));
      sizes.set(pixels.order().indexOf(OnnxAxis.BATCH), OnnxTensor.BATCH);
      return sizes;
    } else if (value instanceof Signal signal) {
      List<Double> sizes = new ArrayList<>();
      signal.view().sides().forEach(side -> sizes.add((double) side));
      sizes.add(signal.view().batch(), OnnxTensor.BATCH);
      return sizes;
    }
    throw new IllegalArgumentException("a softmax is left out at the end only");
  }

  private static int within(long place, int rank) {
    return (int) Math.max(0, Math.min(place < 0 ? place + rank : place, rank));
  }

  private static TensorView flat(OnnxNodeReading node, TensorView view) {
    int elements = Math.toIntExact(OnnxTensor.elements(view.sides()));
    if (OnnxTensor.axis(node.integer("axis", 1), view.rank()) != 1 || view.batch() != 0) {
      throw new IllegalArgumentException("it joins images of a batch");
    }
    return view.reshaped(List.of(TensorView.BATCH, elements)).orElseThrow();
  }

  private static TensorView reshaped(OnnxNodeReading node, TensorView view) {
    double[] wanted =
        node.opset() < 5
            ? node.integers("shape").orElse(List.of()).stream()
                .mapToDouble(Integer::doubleValue)
                .toArray()
            : node.needed(1).values();
    if (view.batch() != 0) {
      throw new IllegalArgumentException(
          "it cuts %s, whose batch is not in front, into %s"
              .formatted(view, Arrays.toString(wanted)));
    }
    return Optional.of(sizes(node, view, wanted))
        .filter(sizes -> !sizes.isEmpty() && sizes.stream().skip(1).allMatch(size -> size > 0))
        .flatMap(view::reshaped)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "values of the shape %s for an image have no shape %s"
                        .formatted(view.sides(), Arrays.toString(wanted))));
  }

  /** Returns the sizes that a reshaping asks for, the batch first; none if it has no place. */
  private static List<Integer> sizes(OnnxNodeReading node, TensorView view, double[] wanted) {
    boolean keepsBatch =
        wanted.length > 0
            && (List.of(OnnxTensor.BATCH, 0.0, 1.0, -1.0).contains(wanted[0])
                || wanted[0] == node.graph().batch());
    if (!keepsBatch) {
      return List.of();
    }
    List<Integer> sizes = new ArrayList<>(List.of(TensorView.BATCH));
    long known = 1;
    int open = -1;
    for (int axis = 1; axis < wanted.length; axis++) {
      int size = (int) wanted[axis];
      if (size == 0 && axis < view.rank()) {
        size = view.size(axis);
      }
      if (size == -1) {
        open = axis;
      } else {
        known = Math.multiplyExact(known, (long) size);
      }
      sizes.add(size);
    }
    long elements = OnnxTensor.elements(view.sides());
    if (open >= 0 && known > 0 && elements % known == 0) {
      sizes.set(open, Math.toIntExact(elements / known));
    }
    return sizes;
  }

  private static TensorView squeezed(OnnxNodeReading node, TensorView view) {
    List<Integer> axes =
        node
            .setting("axes", 1, 13)
            .orElseThrow(() -> new IllegalArgumentException("it does not say which axes go"))
            .stream()
            .map(axis -> OnnxTensor.axis(axis, view.rank()))
            .sorted(Collections.reverseOrder())
            .distinct()
            .toList();
    TensorView left = view;
    for (int axis : axes) {
      if (axis == view.batch() || left.rank() == 2) {
        throw new IllegalArgumentException("it leaves no axis beside the batch");
      }
      if (view.size(axis) != 1) {
        throw new IllegalArgumentException(
            "axis %d has %d values".formatted(axis, view.size(axis)));
      }
      left = left.without(axis);
    }
    return left;
  }

  private static TensorView unsqueezed(OnnxNodeReading node, TensorView view) {
    List<Integer> axes = node.setting("axes", 1, 13).orElse(List.of());
    int rank = view.rank() + axes.size();
    List<Integer> places =
        axes.stream().map(axis -> OnnxTensor.axis(axis, rank)).sorted().distinct().toList();
    if (places.size() != axes.size()) {
      throw new IllegalArgumentException("it puts axes at %s".formatted(axes));
    }
    TensorView wide = view;
    for (int place : places) {
      wide = wide.widened(place);
    }
    return wide;
  }

  private static boolean transposed(OnnxNodeReading node) {
    Signal signal = node.signal(0);
    List<Integer> order = new ArrayList<>(node.integers("perm").orElse(List.of()));
    if (order.isEmpty()) {
      for (int axis = signal.view().rank() - 1; axis >= 0; axis--) {
        order.add(axis);
      }
    }
    node.put(0, new Signal(signal.node(), signal.view().transposed(order)));
    return true;
  }

  private static boolean softmax(OnnxNodeReading node) {
    Signal signal = node.signal(0);
    int axis =
        OnnxTensor.axis(node.integer("axis", node.opset() < 13 ? 1 : -1), signal.view().rank());
    if (axis != 1 || signal.view().batch() != 0) {
      throw new IllegalArgumentException("its axis %d is not that of the classes".formatted(axis));
    }
    node.put(0, new Probabilities(signal));
    return true;
  }
}
