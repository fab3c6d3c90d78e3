package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
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
    List<Integer> nodes = new ArrayList<>();
    for (int input = 0; input < operator.inputs(); input++) {
      requireChannels(operator, input, operator.integer("axis", 1));
      if (!operator.axes(input).equals(operator.axes(0))) {
        throw new IllegalArgumentException(
            "it joins tensors of unlike axes: %s and %s"
                .formatted(operator.axes(0), operator.axes(input)));
      }
      nodes.add(operator.values(input));
    }
    operator.put(operator.add(new Concatenate(), nodes, Map.of()));
    return true;
  }

  /** Refuses an axis that is not that of the channels. */
  static void requireChannels(OnnxOperator operator, int input, long axis) {
    if (operator.axis(input, axis) != OnnxAxis.CHANNELS) {
      throw new IllegalArgumentException("axis %d is not that of the channels".formatted(axis));
    }
  }
}
