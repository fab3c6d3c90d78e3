package nas.engine.kernel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Scale;

/** Executes {@link Scale}. */
public final class ScaleKernel implements Kernel<Scale> {

  @Override
  public Class<Scale> operation() {
    return Scale.class;
  }

  @Override
  public Tensor forward(Call<Scale> call) {
    return call.input().mul(call.operation().factor());
  }

  @Override
  public Scaled synflow(Call<Scale> call, Synflow synflow) {
    return Synflow.rescaled(forward(call), synflow.exponent());
  }

  @Override
  public String onnx(OnnxCall<Scale> call) {
    float factor = (float) call.operation().factor();
    return call.result(
        "Mul",
        OnnxAttributes.none(),
        call.input(),
        call.array("factor", new float[] {factor}, List.of()));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Mul");
  }

  /** Returns the constant without sides among two factors. */
  static Optional<OnnxTensor> factor(OnnxOperator operator) {
    if (operator.inputs() != 2 || operator.isConstant(0) == operator.isConstant(1)) {
      return Optional.empty();
    }
    return operator
        .constant(operator.isConstant(0) ? 0 : 1)
        .filter(constant -> constant.shape().isEmpty());
  }

  @Override
  public boolean read(OnnxOperator operator) {
    Optional<OnnxTensor> factor = factor(operator);
    factor.ifPresent(
        constant -> {
          Scale scale = new Scale(OnnxTensor.decimal(constant.values()[0]));
          operator.put(operator.add(scale, operator.values(operator.isConstant(0) ? 1 : 0)));
        });
    return factor.isPresent();
  }
}
