package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Slice;

/** Executes {@link Slice}. */
public final class SliceKernel implements Kernel<Slice> {

  @Override
  public Class<Slice> operation() {
    return Slice.class;
  }

  @Override
  public Tensor forward(Call<Slice> call) {
    return call.input().slice(1, call.operation().from(), call.operation().to());
  }

  @Override
  public Scaled synflow(Call<Slice> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Slice> call) {
    return call.result(
        "Slice",
        OnnxAttributes.none(),
        call.input(),
        call.numbers("from", call.operation().from()),
        call.numbers("to", call.operation().to()),
        call.numbers("axis", 1));
  }
}
