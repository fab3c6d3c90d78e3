package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Filled;

/**
 * Tensors of one number that grow with the batch, such as the first states of recurrent layers:
 * what makes them, computes with them and cuts them.
 */
final class FilledRules {

  private static final Set<String> COMPUTED =
      Set.of("Add", "Sub", "Mul", "Div", "Neg", "Sqrt", "Cast", "Identity");

  private FilledRules() {}

  /** Reads an operator if such a tensor comes out. */
  static boolean read(OnnxNodeReading node, Folding folding) {
    Optional<Filled> filled =
        switch (node.operator()) {
          case "ConstantOfShape" -> filled(node, folding);
          case "Expand" -> expanded(node);
          case "Slice" -> sliced(node);
          default ->
              COMPUTED.contains(node.operator()) ? computed(node, folding) : Optional.empty();
        };
    filled.ifPresent(value -> node.put(0, value));
    return filled.isPresent();
  }

  private static Optional<Filled> filled(OnnxNodeReading node, Folding folding) {
    if (!node.isConstant(0) || !node.needed(0).holdsBatch()) {
      return Optional.empty();
    }
    OnnxTensor one = folding.fold(node.node(), List.of(OnnxTensor.vector(1)));
    return Optional.of(new Filled(sizes(node.needed(0)), one.values()[0]));
  }

  private static Optional<Filled> expanded(OnnxNodeReading node) {
    if (!node.isConstant(1) || !node.needed(1).holdsBatch()) {
      return Optional.empty();
    }
    Optional<Double> number = node.filling(0);
    if (number.isEmpty() && node.isConstant(0)) {
      throw new IllegalArgumentException("it repeats unlike numbers for every example");
    }
    return number.map(all -> new Filled(sizes(node.needed(1)), all));
  }

  private static List<Double> sizes(OnnxTensor shape) {
    return Arrays.stream(shape.values()).boxed().toList();
  }

  private static Optional<Filled> sliced(OnnxNodeReading node) {
    if (!(node.value(0) instanceof Filled filled)) {
      return Optional.empty();
    }
    List<Integer> starts = node.setting("starts", 1, 10).orElse(List.of());
    List<Integer> ends = node.setting("ends", 2, 10).orElse(List.of());
    List<Integer> axes = node.setting("axes", 3, 10).orElse(List.of(0));
    if (starts.size() != 1 || ends.size() != 1 || axes.size() != 1) {
      throw new IllegalArgumentException("it cuts a tensor of one number along several axes");
    }
    int axis = OnnxTensor.axis(axes.get(0), filled.sizes().size());
    double size = filled.sizes().get(axis);
    double from = within(starts.get(0), size);
    double to = within(ends.get(0), size);
    if (size == OnnxTensor.BATCH || to <= from) {
      throw new IllegalArgumentException("it cuts the batch");
    }
    List<Double> sizes = new ArrayList<>(filled.sizes());
    sizes.set(axis, to - from);
    return Optional.of(new Filled(sizes, filled.number()));
  }

  private static double within(int place, double size) {
    return Math.max(0, Math.min(place < 0 ? place + size : place, size));
  }

  /** Computes with the one number, where all else that is read is one number, too. */
  private static Optional<Filled> computed(OnnxNodeReading node, Folding folding) {
    List<Double> sizes = List.of();
    List<OnnxTensor> numbers = new ArrayList<>();
    for (int input = 0; input < node.inputs(); input++) {
      if (node.value(input) instanceof Filled filled) {
        sizes = filled.sizes();
        numbers.add(new OnnxTensor(List.of(), new double[] {filled.number()}, false));
      } else if (node.value(input) instanceof Constant constant
          && constant.tensor().values().length == 1) {
        numbers.add(constant.tensor().as(List.of()));
      } else {
        return Optional.empty();
      }
    }
    return sizes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Filled(sizes, folding.fold(node.node(), numbers).values()[0]));
  }
}
