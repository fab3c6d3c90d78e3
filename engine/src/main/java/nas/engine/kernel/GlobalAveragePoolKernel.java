package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.GlobalAveragePool;

/** Executes {@link GlobalAveragePool}. */
public final class GlobalAveragePoolKernel implements Kernel<GlobalAveragePool> {

  @Override
  public Class<GlobalAveragePool> operation() {
    return GlobalAveragePool.class;
  }

  @Override
  public Tensor forward(Call<GlobalAveragePool> call) {
    return call.input().adaptiveAveragePool(1, 1);
  }

  @Override
  public Scaled synflow(Call<GlobalAveragePool> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<GlobalAveragePool> call) {
    return call.result("GlobalAveragePool", OnnxAttributes.none(), call.input());
  }
}
