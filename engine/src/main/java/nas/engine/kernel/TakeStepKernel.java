package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.TakeStep;

/** Executes {@link TakeStep}. */
public final class TakeStepKernel implements Kernel<TakeStep> {

  private static final int STEPS = 2;

  @Override
  public Class<TakeStep> operation() {
    return TakeStep.class;
  }

  @Override
  public Tensor forward(Call<TakeStep> call) {
    int step = call.operation().step();
    return call.input().slice(STEPS, step, step + 1);
  }

  @Override
  public Scaled synflow(Call<TakeStep> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<TakeStep> call) {
    int step = call.operation().step();
    return call.result(
        "Slice",
        OnnxAttributes.none(),
        call.input(),
        call.numbers("from", step),
        call.numbers("to", step + 1),
        call.numbers("axis", STEPS));
  }
}
