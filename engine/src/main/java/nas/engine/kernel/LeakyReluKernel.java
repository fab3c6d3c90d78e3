package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.LeakyRelu;

/** Executes {@link LeakyRelu}. */
public final class LeakyReluKernel implements Kernel<LeakyRelu> {

  @Override
  public Class<LeakyRelu> operation() {
    return LeakyRelu.class;
  }

  @Override
  public Tensor forward(Call<LeakyRelu> call) {
    return call.input().leakyRelu(call.operation().slope());
  }

  @Override
  public Scaled synflow(Call<LeakyRelu> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<LeakyRelu> call) {
    return call.result(
        "LeakyRelu",
        OnnxAttributes.none().real("alpha", (float) call.operation().slope()),
        call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("LeakyRelu");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    double slope = OnnxTensor.decimal(operator.real("alpha", 0.01f));
    operator.put(operator.add(new LeakyRelu(slope), operator.values(0)));
    return true;
  }
}
