package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Relu;

/** Executes {@link Relu}. */
public final class ReluKernel implements Kernel<Relu> {

  @Override
  public Class<Relu> operation() {
    return Relu.class;
  }

  @Override
  public Tensor forward(Call<Relu> call) {
    return call.input().relu();
  }

  @Override
  public Scaled synflow(Call<Relu> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Relu> call) {
    return call.result("Relu", OnnxAttributes.none(), call.input());
  }
}
