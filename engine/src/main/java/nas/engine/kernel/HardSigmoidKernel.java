package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.HardSigmoid;

/** Executes {@link HardSigmoid}. */
public final class HardSigmoidKernel implements Kernel<HardSigmoid> {

  @Override
  public Class<HardSigmoid> operation() {
    return HardSigmoid.class;
  }

  @Override
  public Tensor forward(Call<HardSigmoid> call) {
    return call.input().hardSigmoid();
  }

  @Override
  public String onnx(OnnxCall<HardSigmoid> call) {
    OnnxAttributes line = OnnxAttributes.none().real("alpha", 1f / 6).real("beta", 0.5f);
    return call.result("HardSigmoid", line, call.input());
  }
}
