package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Relu;

/** Executes {@link Relu}. */
public final class ReluKernel implements Kernel<Relu> {

  @Override
  public Class<Relu> operation() {
    return Relu.class;
  }

  @Override
  public Tensor forward(Call<Relu> call) {
    return call.input().relu();
  }

  @Override
  public Scaled synflow(Call<Relu> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Relu> call) {
    return call.result("Relu", OnnxAttributes.none(), call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Relu", "Clip");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    boolean clips = operator.operator().equals("Clip");
    if (clips && !isRelu(operator)) {
      return false;
    }
    operator.put(operator.add(new Relu(), operator.values(0)));
    return true;
  }

  private static boolean isRelu(OnnxOperator clip) {
    ClampKernel.Bounds bounds = ClampKernel.Bounds.of(clip);
    return bounds.minimum() == 0 && bounds.maximum() >= Float.MAX_VALUE;
  }
}
