package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Silu;

/** Executes {@link Silu}. */
public final class SiluKernel implements Kernel<Silu> {

  @Override
  public Class<Silu> operation() {
    return Silu.class;
  }

  @Override
  public Tensor forward(Call<Silu> call) {
    return call.input().silu();
  }

  @Override
  public String onnx(OnnxCall<Silu> call) {
    String gate = call.step("gate", "Sigmoid", OnnxAttributes.none(), call.input());
    return call.result("Mul", OnnxAttributes.none(), call.input(), gate);
  }
}
