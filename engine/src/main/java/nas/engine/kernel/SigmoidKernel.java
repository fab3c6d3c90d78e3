package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Sigmoid;

/** Executes {@link Sigmoid}. */
public final class SigmoidKernel implements Kernel<Sigmoid> {

  @Override
  public Class<Sigmoid> operation() {
    return Sigmoid.class;
  }

  @Override
  public Tensor forward(Call<Sigmoid> call) {
    return call.input().sigmoid();
  }

  @Override
  public String onnx(OnnxCall<Sigmoid> call) {
    return call.result("Sigmoid", OnnxAttributes.none(), call.input());
  }
}
