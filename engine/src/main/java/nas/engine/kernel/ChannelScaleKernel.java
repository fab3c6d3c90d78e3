package nas.engine.kernel;

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
    return call.result("Mul", OnnxAttributes.none(), call.input(), call.ofChannels("scale"));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Mul");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    return ScaleKernel.factor(operator).isEmpty()
        && operator.readOfChannels(new ChannelScale(), "scale");
  }
}
