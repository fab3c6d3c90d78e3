package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.HardSigmoid;

/** Executes {@link HardSigmoid}. */
public final class HardSigmoidKernel implements Kernel<HardSigmoid> {

  @Override
  public Class<HardSigmoid> operation() {
    return HardSigmoid.class;
  }

  @Override
  public Tensor forward(Call<HardSigmoid> call) {
    return call.input().hardSigmoid();
  }

  @Override
  public String onnx(OnnxCall<HardSigmoid> call) {
    OnnxAttributes line = OnnxAttributes.none().real("alpha", 1f / 6).real("beta", 0.5f);
    return call.result("HardSigmoid", line, call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("HardSigmoid");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    double slope = operator.real("alpha", 0.2);
    double middle = operator.real("beta", 0.5);
    if (Math.abs(6 * slope - 1) > 1e-6 || middle != 0.5) {
      throw new IllegalArgumentException(
          "its alpha is %s and its beta %s; only 1/6 and 0.5 are known".formatted(slope, middle));
    }
    operator.put(operator.add(new HardSigmoid(), operator.values(0)));
    return true;
  }
}
