package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.MaxPool;

/** Executes {@link MaxPool}. */
public final class MaxPoolKernel implements Kernel<MaxPool> {

  @Override
  public Class<MaxPool> operation() {
    return MaxPool.class;
  }

  @Override
  public Tensor forward(Call<MaxPool> call) {
    MaxPool pool = call.operation();
    return Windows.asImages(
        call,
        call.input(),
        images ->
            Windows.padded(
                images,
                pool.padding(),
                Double.NEGATIVE_INFINITY,
                (padded, padding) ->
                    padded.maxPool(
                        Windows.sides(pool.kernel()),
                        Windows.sides(pool.stride()),
                        padding,
                        pool.ceil())));
  }

  @Override
  public Scaled synflow(Call<MaxPool> call, Synflow synflow) {
    MaxPool pool = call.operation();
    if (!synflow.tangent()) {
      return synflow.linear(call, this::forward);
    }
    boolean plain =
        call.output().kind() == FeatureShape.Kind.IMAGE
            && pool.kernel().isSquare()
            && pool.stride().isSquare()
            && pool.padding().isUniform()
            && !pool.ceil();
    return plain
        ? new Scaled(
            call.input()
                .maxPoolAsFirst(
                    pool.kernel().height(), pool.stride().height(), pool.padding().top()),
            synflow.exponent())
        : synflow.differentiated(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<MaxPool> call) {
    MaxPool pool = call.operation();
    FeatureShape input = call.shapes().get(0);
    OnnxAttributes window =
        pool.ceil()
            ? Windows.onnxRoundedUp(
                call, pool.kernel(), pool.stride(), pool.padding(), pool.reached(input))
            : Windows.onnx(input, pool.kernel(), pool.stride(), pool.padding());
    return call.result("MaxPool", window, call.input());
  }

  @Override
  public void check(MaxPool operation, List<FeatureShape> inputs) {
    Windows.checkPadding(operation.kernel(), operation.padding(), operation.ceil());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("MaxPool");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    int images = operator.images(0);
    OnnxWindow window = OnnxWindow.ofPooling(operator, operator.shape(images));
    operator.put(
        operator.add(
            new MaxPool(window.kernel(), window.stride(), window.padding(), window.ceil()),
            images));
    return true;
  }
}
