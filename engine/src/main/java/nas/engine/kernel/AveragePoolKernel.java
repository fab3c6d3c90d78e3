package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.operation.AveragePool;

/**
 * Executes {@link AveragePool}.
 *
 * <p>The engine's binding always counts the padding, whatever it is told; so where padding must not
 * count, the mean is scaled by window size / pixels of the image in the window.
 */
public final class AveragePoolKernel implements Kernel<AveragePool> {

  @Override
  public Class<AveragePool> operation() {
    return AveragePool.class;
  }

  @Override
  public Tensor forward(Call<AveragePool> call) {
    AveragePool pool = call.operation();
    return Windows.asImages(
        call,
        call.input(),
        images ->
            Windows.padded(
                images, pool.padding(), 0, (padded, padding) -> mean(call, padded, padding)));
  }

  private static Tensor mean(Call<AveragePool> call, Tensor images, long[] padding) {
    AveragePool pool = call.operation();
    Tensor mean =
        images.averagePool(
            Windows.sides(pool.kernel()), Windows.sides(pool.stride()), padding, pool.ceil());
    if (pool.countPadding() || pool.padding().equals(Padding.of(0))) {
      return mean;
    }
    try (mean) {
      FeatureShape input = call.shapes().get(0);
      FeatureShape output = call.output();
      return mean.mul(
          call.constant(
              "pixels in windows of %s on %s".formatted(pool, input),
              () -> correction(pool, input, output),
              1,
              1,
              output.height(),
              output.width()));
    }
  }

  /** Returns by window: pixels of the image and its padding, over pixels of the image alone. */
  private static double[] correction(AveragePool pool, FeatureShape input, FeatureShape output) {
    Padding padding = pool.padding();
    Direction vertical =
        new Direction(
            pool.kernel().height(),
            pool.stride().height(),
            padding.top(),
            padding.bottom(),
            input.height());
    Direction horizontal =
        new Direction(
            pool.kernel().width(),
            pool.stride().width(),
            padding.left(),
            padding.right(),
            input.width());
    double[] factors = new double[output.height() * output.width()];
    for (int row = 0; row < output.height(); row++) {
      for (int column = 0; column < output.width(); column++) {
        int padded = vertical.padded(row) * horizontal.padded(column);
        int inside = vertical.inside(row) * horizontal.inside(column);
        factors[row * output.width() + column] = (double) padded / inside;
      }
    }
    return factors;
  }

  /** The windows in one direction. */
  private record Direction(int kernel, int stride, int before, int after, int size) {

    /** Pixels of the image and its padding in a window. */
    int padded(int position) {
      int from = position * stride - before;
      return Math.min(from + kernel, size + after) - from;
    }

    /** Pixels of the image in a window. */
    int inside(int position) {
      int from = position * stride - before;
      return Math.min(from + kernel, size) - Math.max(from, 0);
    }
  }

  @Override
  public Scaled synflow(Call<AveragePool> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<AveragePool> call) {
    AveragePool pool = call.operation();
    FeatureShape input = call.shapes().get(0);
    if (!pool.ceil()) {
      OnnxAttributes inside = Windows.onnx(input, pool.kernel(), pool.stride(), pool.padding());
      return call.result(
          "AveragePool",
          inside.number("count_include_pad", pool.countPadding() ? 1 : 0),
          call.input());
    }
    boolean padded = pool.countPadding() && !pool.padding().equals(Padding.of(0));
    OnnxAttributes window =
        Windows.onnxRoundedUp(
                call, pool.kernel(), pool.stride(), pool.padding(), pool.reached(input))
            .number("count_include_pad", 0);
    return padded
        ? overPadding(call, call.step("inside", "AveragePool", window, call.input()))
        : call.result("AveragePool", window, call.input());
  }

  /**
   * Makes means over pixels of the image means over its padding, too, but not over what lies behind
   * the padding.
   */
  private static String overPadding(OnnxCall<AveragePool> call, String means) {
    double[] factors = correction(call.operation(), call.shapes().get(0), call.output());
    float[] shares = new float[factors.length];
    for (int index = 0; index < shares.length; index++) {
      shares[index] = (float) (1 / factors[index]);
    }
    List<Integer> shape = new ArrayList<>(call.output().sizes());
    shape.set(0, 1);
    return call.result(
        "Mul", OnnxAttributes.none(), means, call.array("shares", shares, List.copyOf(shape)));
  }

  @Override
  public void check(AveragePool operation, List<FeatureShape> inputs) {
    Windows.checkPadding(operation.kernel(), operation.padding(), operation.ceil());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("AveragePool");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    int images = operator.images(0);
    OnnxWindow window = OnnxWindow.ofPooling(operator, operator.shape(images));
    boolean countPadding = operator.integer("count_include_pad", 0) != 0;
    operator.put(
        operator.add(
            new AveragePool(
                window.kernel(), window.stride(), window.padding(), countPadding, window.ceil()),
            images));
    return true;
  }
}
