package nas.engine.kernel;

import static nas.engine.kernel.Windows.square;

import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.MaxPool;

/** Executes {@link MaxPool}. */
public final class MaxPoolKernel implements Kernel<MaxPool> {

  @Override
  public Class<MaxPool> operation() {
    return MaxPool.class;
  }

  @Override
  public Tensor forward(Call<MaxPool> call) {
    MaxPool pool = call.operation();
    return call.input()
        .maxPool(square(pool.kernel()), square(pool.stride()), square(pool.padding()), false);
  }

  @Override
  public Scaled synflow(Call<MaxPool> call, Synflow synflow) {
    MaxPool pool = call.operation();
    return synflow.tangent()
        ? new Scaled(
            call.input().maxPoolAsFirst(pool.kernel(), pool.stride(), pool.padding()),
            synflow.exponent())
        : synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<MaxPool> call) {
    MaxPool pool = call.operation();
    return call.result(
        "MaxPool", Windows.onnx(pool.kernel(), pool.stride(), pool.padding()), call.input());
  }

  @Override
  public void check(MaxPool operation, List<FeatureShape> inputs) {
    Windows.checkPadding(operation.kernel(), operation.padding());
  }
}
