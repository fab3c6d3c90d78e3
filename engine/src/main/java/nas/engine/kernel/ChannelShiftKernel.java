package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    long[] shape = new long[call.output().sizes().size() + 1];
    Arrays.fill(shape, 1);
    shape[1] = call.output().channels();
    String shift =
        call.step(
            "shift",
            "Reshape",
            OnnxAttributes.none(),
            call.parameters().get(0),
            call.numbers("shape", shape));
    return call.result("Add", OnnxAttributes.none(), call.input(), shift);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Add");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    Optional<OnnxOperator.OfChannels> found = operator.ofChannels();
    found.ifPresent(
        pair ->
            operator.put(
                operator.add(
                    new ChannelShift(), List.of(pair.images()), Map.of("shift", pair.numbers()))));
    return found.isPresent();
  }
}
