package nas.engine.kernel;

/** What windows that move over images have in common. */
final class Windows {

  private Windows() {}

  static long[] square(int side) {
    return new long[] {side, side};
  }

  static OnnxAttributes onnx(int kernel, int stride, int padding) {
    return OnnxAttributes.none()
        .numbers("kernel_shape", kernel, kernel)
        .numbers("strides", stride, stride)
        .numbers("pads", padding, padding, padding, padding);
  }

  /** Refuses paddings that the engine's poolings refuse. */
  static void checkPadding(int kernel, int padding) {
    if (padding > kernel / 2) {
      throw new IllegalArgumentException(
          "padding (%d) of a pooling must be at most half its kernel (%d)"
              .formatted(padding, kernel));
    }
  }
}
