package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.ChannelShift;

/** Executes {@link ChannelShift}. */
public final class ChannelShiftKernel implements Kernel<ChannelShift> {

  @Override
  public Class<ChannelShift> operation() {
    return ChannelShift.class;
  }

  @Override
  public Tensor forward(Call<ChannelShift> call) {
    try (Tensor shift = Synflow.ofChannels(call.vector(0), call.input().dimensions())) {
      return call.input().add(shift);
    }
  }

  @Override
  public Scaled synflow(Call<ChannelShift> call, Synflow synflow) {
    return synflow.shifted(call.input().view(), call.vector(0));
  }

  @Override
  public String onnx(OnnxCall<ChannelShift> call) {
    return call.result("Add", OnnxAttributes.none(), call.input(), call.ofChannels("shift"));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Add");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    return operator.readOfChannels(new ChannelShift(), "shift");
  }
}
