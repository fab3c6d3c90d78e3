package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.core.Seeds;
import nas.engine.tensor.GradientMode;
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
    if (!call.training() || call.operation().probability() == 0) {
      return call.input().view();
    }
    Tensor batches = call.state(0);
    long before = (long) batches.scalar();
    try (Tensor factors = factors(call, Seeds.mix(Seeds.hash(call.node()) + before))) {
      GradientMode.unrecorded(
          () -> {
            try (Tensor one = batches.scope().full(batches.precision(), 1, 1)) {
              batches.addInPlace(one);
            }
            return batches;
          });
      return call.input().mul(factors);
    }
  }

  private static Tensor factors(Call<Dropout> call, long stream) {
    double probability = call.operation().probability();
    double[] factors = new double[Math.toIntExact(call.input().elements())];
    for (int index = 0; index < factors.length; index++) {
      factors[index] =
          Seeds.unit(Seeds.mix(stream) + index) < probability ? 0 : 1 / (1 - probability);
    }
    return call.input().scope().numbers(call.input().precision(), factors, call.input().shape());
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
