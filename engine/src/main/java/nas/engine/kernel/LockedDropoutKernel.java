package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.LockedDropout;

/** Executes {@link LockedDropout}. */
public final class LockedDropoutKernel implements Kernel<LockedDropout> {

  @Override
  public Class<LockedDropout> operation() {
    return LockedDropout.class;
  }

  @Override
  public Tensor forward(Call<LockedDropout> call) {
    return Dropping.of(
        call, call.operation().probability(), call.batch(), call.output().channels(), 1);
  }

  @Override
  public Scaled synflow(Call<LockedDropout> call, Synflow synflow) {
    return synflow.skipped(call);
  }

  @Override
  public String onnx(OnnxCall<LockedDropout> call) {
    return call.result("Identity", OnnxAttributes.none(), call.input());
  }
}
