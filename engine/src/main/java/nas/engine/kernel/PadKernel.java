package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Padding;
import nas.network.operation.Pad;

/** Executes {@link Pad}. */
public final class PadKernel implements Kernel<Pad> {

  @Override
  public Class<Pad> operation() {
    return Pad.class;
  }

  @Override
  public Tensor forward(Call<Pad> call) {
    Padding padding = call.operation().padding();
    long before = call.operation().before();
    long behind = call.operation().behind();
    return call.output().kind() == FeatureShape.Kind.IMAGE
        ? call.input()
            .pad(
                0, padding.left(), padding.right(), padding.top(), padding.bottom(), before, behind)
        : call.input().pad(0, padding.left(), padding.right(), before, behind);
  }

  @Override
  public Scaled synflow(Call<Pad> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Pad> call) {
    Padding padding = call.operation().padding();
    long before = call.operation().before();
    long behind = call.operation().behind();
    long[] sides =
        call.output().kind() == FeatureShape.Kind.IMAGE
            ? new long[] {
              0, before, padding.top(), padding.left(), 0, behind, padding.bottom(), padding.right()
            }
            : new long[] {0, before, padding.left(), 0, behind, padding.right()};
    return call.result("Pad", OnnxAttributes.none(), call.input(), call.numbers("sides", sides));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Pad");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    int images = operator.images(0);
    int rank = operator.sides(0).size() + 1;
    List<Integer> sides =
        operator.setting(operator.opset() < 2 ? "paddings" : "pads", 1, 11).orElse(List.of());
    double value =
        operator.opset() < 11
            ? operator.real("value", 0)
            : operator.constant(2).map(constant -> constant.values()[0]).orElse(0.0);
    boolean plain =
        operator.text("mode", "constant").equals("constant")
            && value == 0
            && sides.size() == 2 * rank
            && sides.stream().allMatch(side -> side >= 0)
            && sides.get(0) + sides.get(rank) == 0
            && operator.constant(3).isEmpty();
    if (!plain) {
      throw new IllegalArgumentException(
          "its mode is %s, its value %s and its sides %s; only zeros around images are read"
              .formatted(operator.text("mode", "constant"), value, sides));
    }
    int last = rank - 1;
    boolean flat = rank == 3;
    Padding padding =
        new Padding(
            flat ? 0 : sides.get(2),
            sides.get(last),
            flat ? 0 : sides.get(rank + 2),
            sides.get(rank + last));
    boolean nothing = sides.stream().allMatch(side -> side == 0);
    operator.put(
        nothing
            ? images
            : operator.add(new Pad(padding, sides.get(1), sides.get(rank + 1)), images));
    return true;
  }
}
