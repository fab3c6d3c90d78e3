package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.JoinSteps;

/** Executes {@link JoinSteps}. */
public final class JoinStepsKernel implements Kernel<JoinSteps> {

  private static final int STEPS = 2;

  @Override
  public Class<JoinSteps> operation() {
    return JoinSteps.class;
  }

  @Override
  public Tensor forward(Call<JoinSteps> call) {
    return Tensor.concatenate(call.inputs(), STEPS);
  }

  @Override
  public Scaled synflow(Call<JoinSteps> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<JoinSteps> call) {
    return call.result("Concat", OnnxAttributes.none().number("axis", STEPS), call.inputs());
  }
}
