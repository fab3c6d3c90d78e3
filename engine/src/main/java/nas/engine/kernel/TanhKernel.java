package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Tanh;

/** Executes {@link Tanh}. */
public final class TanhKernel implements Kernel<Tanh> {

  @Override
  public Class<Tanh> operation() {
    return Tanh.class;
  }

  @Override
  public Tensor forward(Call<Tanh> call) {
    return call.input().tanh();
  }

  @Override
  public String onnx(OnnxCall<Tanh> call) {
    return call.result("Tanh", OnnxAttributes.none(), call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Tanh");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    operator.put(operator.add(new Tanh(), operator.values(0)));
    return true;
  }
}
