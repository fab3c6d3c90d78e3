package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.DropConnectLinear;

/** Executes {@link DropConnectLinear}: in training its weight comes with zeros. */
public final class DropConnectLinearKernel implements Kernel<DropConnectLinear> {

  @Override
  public Class<DropConnectLinear> operation() {
    return DropConnectLinear.class;
  }

  @Override
  public Tensor forward(Call<DropConnectLinear> call) {
    return LinearKernel.product(call, call.input(), call.operation().bias());
  }

  @Override
  public Scaled synflow(Call<DropConnectLinear> call, Synflow synflow) {
    return synflow.weighted(call, input -> LinearKernel.product(call, input, false));
  }

  @Override
  public String onnx(OnnxCall<DropConnectLinear> call) {
    return LinearKernel.write(call);
  }
}
