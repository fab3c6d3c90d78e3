package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.GlobalAveragePool;

/** Executes {@link GlobalAveragePool}. */
public final class GlobalAveragePoolKernel implements Kernel<GlobalAveragePool> {

  @Override
  public Class<GlobalAveragePool> operation() {
    return GlobalAveragePool.class;
  }

  @Override
  public Tensor forward(Call<GlobalAveragePool> call) {
    FeatureShape shape = call.shapes().get(0);
    if (shape.kind() == FeatureShape.Kind.IMAGE) {
      return call.input().adaptiveAveragePool(1, 1);
    }
    try (Tensor images = call.input().reshape(call.batch(), shape.channels(), 1, shape.width())) {
      return images.adaptiveAveragePool(1, 1);
    }
  }

  @Override
  public Scaled synflow(Call<GlobalAveragePool> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<GlobalAveragePool> call) {
    if (call.shapes().get(0).kind() == FeatureShape.Kind.IMAGE) {
      return call.result("GlobalAveragePool", OnnxAttributes.none(), call.input());
    }
    OnnxAttributes none = OnnxAttributes.none();
    String images = call.step("images", "Unsqueeze", none, call.input(), call.numbers("axes", 3));
    return call.result("GlobalAveragePool", none, images);
  }
}
