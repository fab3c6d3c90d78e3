package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Signal;
import nas.engine.onnx.OnnxValue.Stacked;
import nas.network.FeatureShape;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Flatten;
import nas.network.operation.Slice;

/** Operators that take one step of a sequence, or the state of one of several layers. */
final class StepRules {

  private static final Map<String, Predicate<OnnxNodeReading>> RULES =
      Map.of(
          "Concat", StepRules::stacked,
          "Gather", StepRules::gathered,
          "Slice", StepRules::sliced);

  private StepRules() {}

  /** Returns the operators for which there is a rule. */
  static Set<String> operators() {
    return RULES.keySet();
  }

  /** Reads an operator, if it takes a step or a state. */
  static boolean read(OnnxNodeReading node) {
    Predicate<OnnxNodeReading> rule = RULES.get(node.operator());
    return rule != null && rule.test(node);
  }

  /**
   * Adds what yields one step: all values in a row, brought into the order of steps, and cut out.
   *
   * @param step from 0
   * @return its node, a vector
   */
  static int step(OnnxNodeReading node, int sequence, int step) {
    FeatureShape shape = node.shape(sequence);
    int flat = node.add(new Flatten(), sequence);
    int ordered =
        shape.channels() > 1 ? node.add(new ChannelShuffle(shape.channels()), flat) : flat;
    int from = step * shape.channels();
    return shape.width() > 1
        ? node.add(new Slice(from, from + shape.channels()), ordered)
        : ordered;
  }

  /** Joins along dimensions of size 1 that are no channels. */
  private static boolean stacked(OnnxNodeReading node) {
    List<Signal> parts = new ArrayList<>();
    int dimension = OnnxTensor.axis(node.integer("axis", 1), node.signal(0).view().rank());
    for (int input = 0; input < node.inputs(); input++) {
      Signal part = node.signal(input);
      if (dimension >= part.view().rank() || node.axis(input, dimension) == OnnxAxis.CHANNELS) {
        return false;
      }
      if (!part.view().dimensions().get(dimension).isEmpty()) {
        return false;
      }
      parts.add(part);
    }
    node.put(0, new Stacked(dimension, parts));
    return true;
  }

  private static boolean gathered(OnnxNodeReading node) {
    if (node.isConstant(0) || !node.isConstant(1)) {
      return false;
    }
    OnnxTensor places = node.needed(1);
    if (places.values().length != 1 || places.rank() > 1) {
      throw new IllegalArgumentException("it takes several steps at once");
    }
    int place = places.integers()[0];
    boolean kept = places.rank() == 1;
    if (node.value(0) instanceof Stacked stacked) {
      node.put(0, taken(node, stacked, place, kept));
    } else {
      TensorView view = node.signal(0).view();
      int dimension = OnnxTensor.axis(node.integer("axis", 0), view.rank());
      node.put(0, taken(node, node.signal(0), dimension, place, kept));
    }
    return true;
  }

  private static Signal taken(OnnxNodeReading node, Stacked stacked, int place, boolean kept) {
    Signal any = stacked.parts().get(0);
    if (OnnxTensor.axis(node.integer("axis", 0), any.view().rank()) != stacked.dimension()) {
      throw new IllegalArgumentException("it takes a part of the states of several layers");
    }
    int index = within(place, stacked.parts().size());
    Signal part = stacked.parts().get(index);
    return kept ? part : new Signal(part.node(), part.view().without(stacked.dimension()));
  }

  private static Signal taken(
      OnnxNodeReading node, Signal signal, int dimension, int place, boolean kept) {
    FeatureShape shape = node.shape(signal.node());
    TensorView view = signal.view();
    boolean nothing = dimension != view.batch() && view.size(dimension) == 1;
    if (nothing) {
      within(place, 1);
      return kept ? signal : new Signal(signal.node(), view.without(dimension));
    }
    List<OnnxAxis> axes = new ArrayList<>(view.axes(shape));
    if (axes.get(dimension) != OnnxAxis.LENGTH || !axes.contains(OnnxAxis.CHANNELS)) {
      throw new IllegalArgumentException(
          "it takes one of the dimension %d of %s; only one step of a sequence is taken"
              .formatted(dimension, view));
    }
    int step = step(node, signal.node(), within(place, view.size(dimension)));
    axes.set(dimension, OnnxAxis.ONE);
    TensorView taken = TensorView.of(node.shape(step), axes);
    return new Signal(step, kept ? taken : taken.without(dimension));
  }

  private static int within(int place, int size) {
    int counted = place < 0 ? place + size : place;
    if (counted < 0 || counted >= size) {
      throw new IllegalArgumentException("it takes number %d of %d".formatted(place, size));
    }
    return counted;
  }

  /** Leaves out ranges that are whole; what is left may be one step. */
  private static boolean sliced(OnnxNodeReading node) {
    if (!(node.value(0) instanceof Signal signal)) {
      return false;
    }
    List<Integer> starts = node.setting("starts", 1, 10).orElse(List.of());
    List<Integer> ends = node.setting("ends", 2, 10).orElse(List.of());
    List<Integer> axes = node.setting("axes", 3, 10).orElseGet(() -> counted(starts.size()));
    List<Integer> steps =
        node.setting("steps", 4, 10).orElseGet(() -> Collections.nCopies(starts.size(), 1));
    Optional<Signal> left = Optional.of(signal);
    for (int index = 0; index < starts.size() && left.isPresent(); index++) {
      int dimension = OnnxTensor.axis(axes.get(index), signal.view().rank());
      left =
          steps.get(index) == 1
              ? cut(node, left.get(), dimension, starts.get(index), ends.get(index))
              : Optional.empty();
    }
    left.ifPresent(value -> node.put(0, value));
    return left.isPresent();
  }

  private static List<Integer> counted(int count) {
    List<Integer> counted = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      counted.add(index);
    }
    return counted;
  }

  private static Optional<Signal> cut(
      OnnxNodeReading node, Signal signal, int dimension, int start, int end) {
    TensorView view = signal.view();
    if (dimension == view.batch()) {
      return start == 0 && end == Integer.MAX_VALUE ? Optional.of(signal) : Optional.empty();
    }
    int size = view.size(dimension);
    int from = clamped(start, size);
    int to = clamped(end, size);
    if (from == 0 && to == size) {
      return Optional.of(signal);
    }
    boolean step =
        to == from + 1 && view.axes(node.shape(signal.node())).get(dimension) == OnnxAxis.LENGTH;
    return step ? Optional.of(taken(node, signal, dimension, from, true)) : Optional.empty();
  }

  private static int clamped(int place, int size) {
    return Math.max(0, Math.min(place < 0 ? place + size : place, size));
  }
}
