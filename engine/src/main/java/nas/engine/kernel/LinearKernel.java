package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.operation.Linear;

/** Executes {@link Linear}. */
public final class LinearKernel implements Kernel<Linear> {

  @Override
  public Class<Linear> operation() {
    return Linear.class;
  }

  @Override
  public Tensor forward(Call<Linear> call) {
    return product(call, call.input(), call.operation().bias());
  }

  private static Tensor product(Call<Linear> call, Tensor input, boolean withBias) {
    long inFeatures = call.shapes().get(0).channels();
    try (Tensor weight = call.parameter(0);
        Tensor rows = input.reshape(call.batch(), inFeatures);
        Tensor product = rows.linear(weight, withBias ? call.vector(1) : null)) {
      return product.reshape(call.batch(), call.output().channels(), 1, 1);
    }
  }

  @Override
  public Scaled synflow(Call<Linear> call, Synflow synflow) {
    return synflow.weighted(call, input -> product(call, input, false));
  }

  @Override
  public String onnx(OnnxCall<Linear> call) {
    String row = call.step("row", "Flatten", OnnxAttributes.none().number("axis", 1), call.input());
    List<String> read = new ArrayList<>(List.of(row));
    read.addAll(call.parameters());
    String product = call.step("product", "Gemm", OnnxAttributes.none().number("transB", 1), read);
    return call.result("Unsqueeze", OnnxAttributes.none(), product, call.numbers("axes", 2, 3));
  }
}
