package nas.engine.kernel;

import java.util.function.UnaryOperator;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.Sides;

/** What windows that move over images have in common. */
final class Windows {

  private Windows() {}

  static long[] sides(Sides sides) {
    return new long[] {sides.height(), sides.width()};
  }

  /** Computes on sequences as on images of height 1. */
  static Tensor asImages(Call<?> call, Tensor input, UnaryOperator<Tensor> computation) {
    FeatureShape shape = call.shapes().get(0);
    if (shape.kind() == FeatureShape.Kind.IMAGE) {
      return computation.apply(input);
    }
    try (Tensor images = input.reshape(call.batch(), shape.channels(), 1, shape.width());
        Tensor output = computation.apply(images)) {
      return output.reshape(call.batch(), call.output().channels(), call.output().width());
    }
  }

  /**
   * Computes with a padding that the engine knows: one that is the same on opposite sides, others
   * being added before.
   */
  static Tensor padded(
      Tensor images,
      Padding padding,
      double value,
      java.util.function.BiFunction<Tensor, long[], Tensor> computation) {
    if (padding.isSymmetric()) {
      return computation.apply(images, new long[] {padding.top(), padding.left()});
    }
    try (Tensor larger =
        images.pad(value, padding.left(), padding.right(), padding.top(), padding.bottom())) {
      return computation.apply(larger, new long[] {0, 0});
    }
  }

  /** Returns the attributes of a window, for images or for sequences. */
  static OnnxAttributes onnx(FeatureShape input, Sides kernel, Sides stride, Padding padding) {
    if (input.kind() != FeatureShape.Kind.IMAGE) {
      return OnnxAttributes.none()
          .numbers("kernel_shape", kernel.width())
          .numbers("strides", stride.width())
          .numbers("pads", padding.left(), padding.right());
    }
    return OnnxAttributes.none()
        .numbers("kernel_shape", sides(kernel))
        .numbers("strides", sides(stride))
        .numbers("pads", padding.top(), padding.left(), padding.bottom(), padding.right());
  }

  /**
   * Returns the attributes of a pooling whose last windows may lie partly outside.
   *
   * @param reached padding with which all windows lie inside
   */
  static OnnxAttributes onnxRoundedUp(
      OnnxCall<?> call, Sides kernel, Sides stride, Padding padding, Padding reached) {
    FeatureShape input = call.shapes().get(0);
    FeatureShape output = call.output();
    if (reached.bottom() <= padding.bottom() && reached.right() <= padding.right()) {
      return onnx(input, kernel, stride, padding);
    }
    int height = input.height() + padding.top() + padding.bottom() - kernel.height();
    int width = input.width() + padding.left() + padding.right() - kernel.width();
    boolean plain =
        output.height() == roundedUp(height, stride.height())
            && output.width() == roundedUp(width, stride.width());
    // Not all runtimes leave out a window that would begin behind the image.
    return plain
        ? onnx(input, kernel, stride, padding).number("ceil_mode", 1)
        : onnx(input, kernel, stride, reached);
  }

  private static int roundedUp(int room, int stride) {
    return (room + stride - 1) / stride + 1;
  }

  /** Refuses paddings that the engine's poolings refuse. */
  static void checkPadding(Sides kernel, Padding padding, boolean ceil) {
    if (ceil && !padding.isSymmetric()) {
      throw new IllegalArgumentException(
          "a pooling whose last window may lie outside must have the same padding on opposite"
              + " sides");
    }
    // The engine pads by itself where opposite sides are alike; else no window may be all padding.
    boolean itself = padding.isSymmetric();
    check(kernel.height(), Math.max(padding.top(), padding.bottom()), itself);
    check(kernel.width(), Math.max(padding.left(), padding.right()), itself);
  }

  private static void check(int kernel, int padding, boolean half) {
    if (padding > (half ? kernel / 2 : kernel - 1)) {
      throw new IllegalArgumentException(
          "padding (%d) of a pooling must be %s its kernel (%d)"
              .formatted(padding, half ? "at most half" : "less than", kernel));
    }
  }
}
