package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.ChannelScale;

/** Executes {@link ChannelScale}. */
public final class ChannelScaleKernel implements Kernel<ChannelScale> {

  @Override
  public Class<ChannelScale> operation() {
    return ChannelScale.class;
  }

  @Override
  public Tensor forward(Call<ChannelScale> call) {
    try (Tensor scale = Synflow.ofChannels(call.vector(0), call.input().dimensions())) {
      return call.input().mul(scale);
    }
  }

  @Override
  public Scaled synflow(Call<ChannelScale> call, Synflow synflow) {
    return Synflow.rescaled(forward(call), synflow.exponent());
  }

  @Override
  public String onnx(OnnxCall<ChannelScale> call) {
    long[] shape = new long[call.output().sizes().size() + 1];
    Arrays.fill(shape, 1);
    shape[1] = call.output().channels();
    String scale =
        call.step(
            "scale",
            "Reshape",
            OnnxAttributes.none(),
            call.parameters().get(0),
            call.numbers("shape", shape));
    return call.result("Mul", OnnxAttributes.none(), call.input(), scale);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Mul");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    Optional<OnnxOperator.OfChannels> found = operator.ofChannels();
    found.ifPresent(
        pair ->
            operator.put(
                operator.add(
                    new ChannelScale(), List.of(pair.images()), Map.of("scale", pair.numbers()))));
    return found.isPresent();
  }
}
