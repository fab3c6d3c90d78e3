package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Dropout;

/** Executes {@link Dropout}. */
public final class DropoutKernel implements Kernel<Dropout> {

  @Override
  public Class<Dropout> operation() {
    return Dropout.class;
  }

  @Override
  public Tensor forward(Call<Dropout> call) {
    return Dropping.of(call, call.operation().probability(), call.input().shape());
  }

  @Override
  public Scaled synflow(Call<Dropout> call, Synflow synflow) {
    return synflow.skipped(call);
  }

  @Override
  public String onnx(OnnxCall<Dropout> call) {
    String ratio =
        call.array("ratio", new float[] {(float) call.operation().probability()}, List.of());
    return call.result("Dropout", OnnxAttributes.none(), call.input(), ratio);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Dropout");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    double ratio =
        operator.opset() < 12
            ? operator.real("ratio", 0.5)
            : operator.constant(1).map(value -> value.values()[0]).orElse(0.5);
    operator.put(operator.add(new Dropout(OnnxTensor.decimal(ratio)), operator.values(0)));
    return true;
  }
}
