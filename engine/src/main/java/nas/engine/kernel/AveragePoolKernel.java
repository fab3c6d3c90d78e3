package nas.engine.kernel;

import static nas.engine.kernel.Windows.square;

import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
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
    Tensor mean =
        call.input()
            .averagePool(
                square(pool.kernel()), square(pool.stride()), square(pool.padding()), false);
    if (pool.countPadding() || pool.padding() == 0) {
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

  private static double[] correction(AveragePool pool, FeatureShape input, FeatureShape output) {
    double[] factors = new double[output.height() * output.width()];
    double window = (double) pool.kernel() * pool.kernel();
    for (int row = 0; row < output.height(); row++) {
      for (int column = 0; column < output.width(); column++) {
        int pixels = inside(pool, row, input.height()) * inside(pool, column, input.width());
        factors[row * output.width() + column] = window / pixels;
      }
    }
    return factors;
  }

  private static int inside(AveragePool pool, int position, int size) {
    int from = position * pool.stride() - pool.padding();
    return Math.min(from + pool.kernel(), size) - Math.max(from, 0);
  }

  @Override
  public Scaled synflow(Call<AveragePool> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<AveragePool> call) {
    AveragePool pool = call.operation();
    return call.result(
        "AveragePool",
        Windows.onnx(pool.kernel(), pool.stride(), pool.padding())
            .number("count_include_pad", pool.countPadding() ? 1 : 0),
        call.input());
  }

  @Override
  public void check(AveragePool operation, List<FeatureShape> inputs) {
    Windows.checkPadding(operation.kernel(), operation.padding());
  }
}
