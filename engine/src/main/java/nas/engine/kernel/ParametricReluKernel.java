package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.ParametricRelu;

/** Executes {@link ParametricRelu}. */
public final class ParametricReluKernel implements Kernel<ParametricRelu> {

  @Override
  public Class<ParametricRelu> operation() {
    return ParametricRelu.class;
  }

  @Override
  public Tensor forward(Call<ParametricRelu> call) {
    try (Tensor slope = Synflow.ofChannels(call.vector(0), call.input().dimensions());
        Tensor positive = call.input().relu();
        Tensor negative = call.input().sub(positive);
        Tensor flat = negative.mul(slope)) {
      return positive.add(flat);
    }
  }

  @Override
  public Scaled synflow(Call<ParametricRelu> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<ParametricRelu> call) {
    return call.result("PRelu", OnnxAttributes.none(), call.input(), call.ofChannels("slope"));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("PRelu");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    return operator.readOfChannels(new ParametricRelu(), "slope");
  }
}
