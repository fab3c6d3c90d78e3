package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Silu;

/** Executes {@link Silu}. */
public final class SiluKernel implements Kernel<Silu> {

  @Override
  public Class<Silu> operation() {
    return Silu.class;
  }

  @Override
  public Tensor forward(Call<Silu> call) {
    return call.input().silu();
  }

  @Override
  public String onnx(OnnxCall<Silu> call) {
    String gate = call.step("gate", "Sigmoid", OnnxAttributes.none(), call.input());
    return call.result("Mul", OnnxAttributes.none(), call.input(), gate);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Swish");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (operator.real("alpha", 1) != 1) {
      throw new IllegalArgumentException(
          "its alpha is %s; only 1 is read".formatted(operator.real("alpha", 1)));
    }
    operator.put(operator.add(new Silu(), operator.values(0)));
    return true;
  }
}
