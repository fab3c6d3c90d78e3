package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Sigmoid;

/** Executes {@link Sigmoid}. */
public final class SigmoidKernel implements Kernel<Sigmoid> {

  @Override
  public Class<Sigmoid> operation() {
    return Sigmoid.class;
  }

  @Override
  public Tensor forward(Call<Sigmoid> call) {
    return call.input().sigmoid();
  }

  @Override
  public String onnx(OnnxCall<Sigmoid> call) {
    return call.result("Sigmoid", OnnxAttributes.none(), call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Sigmoid");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    operator.put(operator.add(new Sigmoid(), operator.values(0)));
    return true;
  }
}
