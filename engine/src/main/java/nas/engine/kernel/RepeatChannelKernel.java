package nas.engine.kernel;

import java.util.Arrays;
import nas.engine.tensor.Tensor;
import nas.network.operation.RepeatChannel;

/** Executes {@link RepeatChannel}. */
public final class RepeatChannelKernel implements Kernel<RepeatChannel> {

  @Override
  public Class<RepeatChannel> operation() {
    return RepeatChannel.class;
  }

  @Override
  public Tensor forward(Call<RepeatChannel> call) {
    int channel = call.operation().channel();
    int times = call.operation().times();
    Tensor ones = call.filled("ones", 1, times);
    try (Tensor one = call.input().slice(1, channel, channel + 1);
        Tensor column = Synflow.ofChannels(ones, call.input().dimensions())) {
      return one.mul(column);
    }
  }

  @Override
  public Scaled synflow(Call<RepeatChannel> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<RepeatChannel> call) {
    long[] indices = new long[call.operation().times()];
    Arrays.fill(indices, call.operation().channel());
    return call.result(
        "Gather",
        OnnxAttributes.none().number("axis", 1),
        call.input(),
        call.numbers("indices", indices));
  }
}
