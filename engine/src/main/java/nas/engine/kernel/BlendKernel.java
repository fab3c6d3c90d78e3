package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Blend;

/** Executes {@link Blend} as c + a (b - c). */
public final class BlendKernel implements Kernel<Blend> {

  @Override
  public Class<Blend> operation() {
    return Blend.class;
  }

  @Override
  public Tensor forward(Call<Blend> call) {
    Tensor other = call.inputs().get(2);
    try (Tensor difference = call.inputs().get(1).sub(other);
        Tensor share = call.inputs().get(0).mul(difference)) {
      return share.add(other);
    }
  }

  @Override
  public String onnx(OnnxCall<Blend> call) {
    String other = call.inputs().get(2);
    String difference =
        call.step("difference", "Sub", OnnxAttributes.none(), call.inputs().get(1), other);
    String share =
        call.step("share", "Mul", OnnxAttributes.none(), call.inputs().get(0), difference);
    return call.result("Add", OnnxAttributes.none(), share, other);
  }
}
