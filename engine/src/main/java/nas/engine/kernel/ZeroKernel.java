package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Zero;

/** Executes {@link Zero}; plans leave what is always zero to no kernel where they can. */
public final class ZeroKernel implements Kernel<Zero> {

  @Override
  public Class<Zero> operation() {
    return Zero.class;
  }

  @Override
  public Tensor forward(Call<Zero> call) {
    long[] shape = call.input().shape();
    return call.input().scope().full(call.input().precision(), 0, shape);
  }

  @Override
  public Scaled synflow(Call<Zero> call, Synflow synflow) {
    return new Scaled(forward(call), Scaled.NOTHING);
  }

  @Override
  public String onnx(OnnxCall<Zero> call) {
    return call.result("Sub", OnnxAttributes.none(), call.input(), call.input());
  }
}
