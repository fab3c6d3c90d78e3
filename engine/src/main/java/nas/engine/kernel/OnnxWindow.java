package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.Sides;

/**
 * How a window of an ONNX operator moves over images, or over sequences as over images of height 1.
 *
 * @param kernel its sides
 * @param stride its steps
 * @param padding zeros or nothing added around
 * @param dilation distances between its elements
 * @param ceil whether a last window may begin inside and end beyond the padding
 */
record OnnxWindow(Sides kernel, Sides stride, Padding padding, Sides dilation, boolean ceil) {

  /** Returns the window of a pooling. */
  static OnnxWindow ofPooling(OnnxOperator pool, FeatureShape input) {
    List<Integer> kernel =
        pool.integers("kernel_shape")
            .orElseThrow(() -> new IllegalArgumentException("it has no kernel_shape"));
    if (pool.outputs() > 1) {
      throw new IllegalArgumentException("the places of the largest values are not kept");
    }
    if (pool.integer("storage_order", 0) != 0) {
      throw new IllegalArgumentException("its storage_order is not 0");
    }
    OnnxWindow window = of(pool, kernel, input);
    if (!window.dilation().equals(Sides.of(1))) {
      throw new IllegalArgumentException(
          "its dilations are %s; windows of poolings have no gaps here"
              .formatted(window.dilation()));
    }
    return window;
  }

  /** Returns the window of a convolution whose weight has a shape. */
  static OnnxWindow ofKernel(OnnxOperator convolution, List<Integer> weight, FeatureShape input) {
    int axes = input.sizes().size() - 1;
    if (weight.size() != axes + 2) {
      throw new IllegalArgumentException(
          "its weight has %d dimensions; %d are needed".formatted(weight.size(), axes + 2));
    }
    return of(convolution, weight.subList(2, weight.size()), input);
  }

  private static OnnxWindow of(OnnxOperator node, List<Integer> kernel, FeatureShape input) {
    int axes = input.sizes().size() - 1;
    if (kernel.size() != axes) {
      throw new IllegalArgumentException(
          "its window has %d sides; %d are needed".formatted(kernel.size(), axes));
    }
    List<Integer> strides = steps(node, "strides", axes);
    List<Integer> dilations = steps(node, "dilations", axes);
    List<Integer> pads = pads(node, input, kernel, strides, dilations);
    boolean flat = axes == 1;
    return new OnnxWindow(
        sides(kernel),
        sides(strides),
        new Padding(
            flat ? 0 : pads.get(0),
            pads.get(axes - 1),
            flat ? 0 : pads.get(axes),
            pads.get(2 * axes - 1)),
        sides(dilations),
        node.integer("ceil_mode", 0) != 0);
  }

  private static Sides sides(List<Integer> values) {
    return new Sides(values.size() == 1 ? 1 : values.get(0), values.get(values.size() - 1));
  }

  private static List<Integer> steps(OnnxOperator node, String attribute, int axes) {
    List<Integer> values =
        node.integers(attribute).orElseGet(() -> java.util.Collections.nCopies(axes, 1));
    if (values.size() != axes || values.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException("its %s are %s".formatted(attribute, values));
    }
    return values;
  }

  private static List<Integer> pads(
      OnnxOperator node,
      FeatureShape input,
      List<Integer> kernel,
      List<Integer> strides,
      List<Integer> dilations) {
    int axes = kernel.size();
    List<Integer> none = java.util.Collections.nCopies(2 * axes, 0);
    String automatic = node.text("auto_pad", "NOTSET");
    return switch (automatic) {
      case "NOTSET" -> {
        List<Integer> pads = node.integers("pads").orElse(none);
        if (pads.size() != 2 * axes || pads.stream().anyMatch(pad -> pad < 0)) {
          throw new IllegalArgumentException("its pads are %s".formatted(pads));
        }
        yield pads;
      }
      case "VALID" -> none;
      case "SAME_UPPER", "SAME_LOWER" ->
          same(automatic.equals("SAME_LOWER"), input, kernel, strides, dilations);
      default -> throw new IllegalArgumentException("its auto_pad is %s".formatted(automatic));
    };
  }

  /** Pads so that there is a window for each step, the odd pixel before or behind. */
  private static List<Integer> same(
      boolean lower,
      FeatureShape input,
      List<Integer> kernel,
      List<Integer> strides,
      List<Integer> dilations) {
    List<Integer> before = new ArrayList<>();
    List<Integer> behind = new ArrayList<>();
    for (int axis = 0; axis < kernel.size(); axis++) {
      int size = input.sizes().get(axis + 1);
      int stride = strides.get(axis);
      int reach = Math.addExact(Math.multiplyExact(dilations.get(axis), kernel.get(axis) - 1), 1);
      int all = Math.max(0, ((size + stride - 1) / stride - 1) * stride + reach - size);
      before.add(lower ? all - all / 2 : all / 2);
      behind.add(all - before.get(axis));
    }
    before.addAll(behind);
    return before;
  }
}
