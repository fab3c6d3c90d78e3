package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Flatten;

/** Executes {@link Flatten}. */
public final class FlattenKernel implements Kernel<Flatten> {

  @Override
  public Class<Flatten> operation() {
    return Flatten.class;
  }

  @Override
  public Tensor forward(Call<Flatten> call) {
    return call.input().reshape(call.batch(), call.output().channels(), 1, 1);
  }

  @Override
  public Scaled synflow(Call<Flatten> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Flatten> call) {
    return call.result(
        "Reshape",
        OnnxAttributes.none(),
        call.input(),
        call.numbers("shape", 0, call.output().channels(), 1, 1));
  }
}
