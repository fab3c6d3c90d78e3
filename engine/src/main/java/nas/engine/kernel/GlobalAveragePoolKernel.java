package nas.engine.kernel;

import java.util.List;
import java.util.Set;
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

  @Override
  public Set<String> onnxOperators() {
    return Set.of("GlobalAveragePool", "ReduceMean");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    int images = operator.images(0);
    boolean keepsSides = true;
    if (operator.operator().equals("ReduceMean")) {
      requireSpace(operator, operator.sides(0).size() + 1);
      keepsSides = operator.integer("keepdims", 1) != 0;
    }
    int mean = operator.add(new GlobalAveragePool(), images);
    int channels = operator.shape(mean).channels();
    operator.put(0, mean, keepsSides ? List.of(channels, 1, 1) : List.of(channels));
    return true;
  }

  private static void requireSpace(OnnxOperator operator, int rank) {
    List<Integer> axes =
        operator.setting("axes", 1, 18).orElse(List.of()).stream()
            .map(axis -> OnnxTensor.axis(axis, rank))
            .sorted()
            .toList();
    if (rank != 4 || !axes.equals(List.of(2, 3))) {
      throw new IllegalArgumentException(
          "means over axes %s are not read, only those over height and width".formatted(axes));
    }
  }
}
