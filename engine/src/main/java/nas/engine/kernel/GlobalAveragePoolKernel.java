package nas.engine.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
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
    List<OnnxAxis> axes = new ArrayList<>(operator.axes(0));
    boolean global = operator.operator().equals("GlobalAveragePool");
    List<Integer> averaged =
        global
            ? IntStream.range(2, axes.size()).boxed().toList()
            : operator.setting("axes", 1, 18).orElse(List.of()).stream()
                .map(axis -> OnnxTensor.axis(axis, axes.size()))
                .sorted(Collections.reverseOrder())
                .toList();
    requireSpace(axes, averaged);
    boolean keepsAxes = global || operator.integer("keepdims", 1) != 0;
    for (int axis : averaged) {
      axes.set(axis, OnnxAxis.ONE);
      if (!keepsAxes) {
        axes.remove(axis);
      }
    }
    operator.putOrdered(0, operator.add(new GlobalAveragePool(), operator.values(0)), axes);
    return true;
  }

  /** Refuses means over anything but all pixels or steps. */
  private static void requireSpace(List<OnnxAxis> axes, List<Integer> averaged) {
    List<OnnxAxis> kept = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      if (!averaged.contains(axis)) {
        kept.add(axes.get(axis));
      }
    }
    kept.removeIf(axis -> axis == OnnxAxis.ONE);
    if (averaged.isEmpty() || !kept.equals(OnnxAxis.VECTORS)) {
      throw new IllegalArgumentException(
          "means over axes %s are not read, only those over height and width, or all steps"
              .formatted(averaged.stream().sorted().toList()));
    }
  }
}
