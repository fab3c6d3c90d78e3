package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Sides;
import nas.network.operation.Upsample;

/** Executes {@link Upsample}. */
public final class UpsampleKernel implements Kernel<Upsample> {

  @Override
  public Class<Upsample> operation() {
    return Upsample.class;
  }

  @Override
  public Tensor forward(Call<Upsample> call) {
    FeatureShape input = call.shapes().get(0);
    FeatureShape output = call.output();
    Sides factor = call.operation().factor();
    Tensor ones = call.filled("ones", 1, 1, 1, 1, factor.height(), 1, factor.width());
    try (Tensor apart =
            call.input()
                .reshape(call.batch(), input.channels(), input.height(), 1, input.width(), 1);
        Tensor repeated = apart.mul(ones)) {
      return repeated.reshape(call.batch(), output.channels(), output.height(), output.width());
    }
  }

  @Override
  public Scaled synflow(Call<Upsample> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Upsample> call) {
    Sides factor = call.operation().factor();
    return call.result(
        "Resize",
        OnnxAttributes.none()
            .text("mode", "nearest")
            .text("coordinate_transformation_mode", "asymmetric")
            .text("nearest_mode", "floor"),
        call.input(),
        "",
        call.array(
            "factors", new float[] {1, 1, factor.height(), factor.width()}, java.util.List.of(4)));
  }
}
