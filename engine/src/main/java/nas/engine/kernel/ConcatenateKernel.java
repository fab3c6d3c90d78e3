package nas.engine.kernel;

import java.util.Map;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Concatenate;

/** Executes {@link Concatenate}. */
public final class ConcatenateKernel implements Kernel<Concatenate> {

  @Override
  public Class<Concatenate> operation() {
    return Concatenate.class;
  }

  @Override
  public Tensor forward(Call<Concatenate> call) {
    return Tensor.concatenate(call.inputs(), 1);
  }

  @Override
  public Scaled synflow(Call<Concatenate> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Concatenate> call) {
    return call.result("Concat", OnnxAttributes.none().number("axis", 1), call.inputs());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Concat");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    requireChannels(operator.integer("axis", 1), operator.sides(0).size() + 1);
    operator.put(operator.add(new Concatenate(), operator.allImages(), Map.of()));
    return true;
  }

  /** Refuses an axis that is not that of the channels. */
  static void requireChannels(long axis, int rank) {
    if (OnnxTensor.axis(axis, rank) != 1) {
      throw new IllegalArgumentException("axis %d is not that of the channels".formatted(axis));
    }
  }
}
