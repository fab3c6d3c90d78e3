package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Concatenate;

/** Executes {@link Concatenate}. */
public final class ConcatenateKernel implements Kernel<Concatenate> {

  @Override
  public Class<Concatenate> operation() {
    return Concatenate.class;
  }

  @Override
  public Tensor forward(Call<Concatenate> call) {
    return Tensor.concatenate(call.inputs(), 1);
  }

  @Override
  public Scaled synflow(Call<Concatenate> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Concatenate> call) {
    return call.result("Concat", OnnxAttributes.none().number("axis", 1), call.inputs());
  }
}
