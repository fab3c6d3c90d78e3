package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.HardSwish;

/** Executes {@link HardSwish}. */
public final class HardSwishKernel implements Kernel<HardSwish> {

  @Override
  public Class<HardSwish> operation() {
    return HardSwish.class;
  }

  @Override
  public Tensor forward(Call<HardSwish> call) {
    return call.input().hardSwish();
  }

  @Override
  public String onnx(OnnxCall<HardSwish> call) {
    return call.result("HardSwish", OnnxAttributes.none(), call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("HardSwish");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    operator.put(operator.add(new HardSwish(), operator.values(0)));
    return true;
  }
}
