package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.operation.Crop;

/** Executes {@link Crop}. */
public final class CropKernel implements Kernel<Crop> {

  @Override
  public Class<Crop> operation() {
    return Crop.class;
  }

  @Override
  public Tensor forward(Call<Crop> call) {
    Padding edges = call.operation().edges();
    FeatureShape output = call.output();
    boolean image = output.kind() == FeatureShape.Kind.IMAGE;
    try (Tensor rows =
        image
            ? call.input().slice(2, edges.top(), edges.top() + output.height())
            : call.input().view()) {
      return rows.slice(image ? 3 : 2, edges.left(), edges.left() + output.width());
    }
  }

  @Override
  public Scaled synflow(Call<Crop> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Crop> call) {
    Padding edges = call.operation().edges();
    FeatureShape output = call.output();
    int bottom = edges.top() + output.height();
    int right = edges.left() + output.width();
    boolean image = output.kind() == FeatureShape.Kind.IMAGE;
    return call.result(
        "Slice",
        OnnxAttributes.none(),
        call.input(),
        image
            ? call.numbers("from", edges.top(), edges.left())
            : call.numbers("from", edges.left()),
        image ? call.numbers("to", bottom, right) : call.numbers("to", right),
        image ? call.numbers("axes", 2, 3) : call.numbers("axes", 2));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Slice");
  }

  /** Returns whether an operator slices rows or columns of images. */
  static boolean isRead(OnnxOperator operator) {
    return operator.operator().equals("Slice")
        && operator.setting("axes", 3, 10).orElse(List.of(0)).stream().allMatch(axis -> axis > 1);
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (!isRead(operator)) {
      return false;
    }
    int images = operator.images(0);
    FeatureShape shape = operator.shape(images);
    List<Integer> starts = operator.setting("starts", 1, 10).orElse(List.of());
    List<Integer> ends = operator.setting("ends", 2, 10).orElse(List.of());
    List<Integer> axes = operator.setting("axes", 3, 10).orElse(List.of());
    List<Integer> steps = operator.setting("steps", 4, 10).orElse(List.of());
    if (steps.stream().anyMatch(step -> step != 1)
        || starts.size() != axes.size()
        || ends.size() != axes.size()) {
      throw new IllegalArgumentException("only neighbouring rows and columns are sliced");
    }
    int[] cut = new int[4];
    for (int index = 0; index < axes.size(); index++) {
      boolean last = axes.get(index) == operator.sides(0).size();
      int side = last ? shape.width() : shape.height();
      cut[last ? 1 : 0] = SliceKernel.within(starts.get(index), side);
      cut[last ? 3 : 2] = side - SliceKernel.within(ends.get(index), side);
    }
    operator.put(operator.add(new Crop(new Padding(cut[0], cut[1], cut[2], cut[3])), images));
    return true;
  }
}
