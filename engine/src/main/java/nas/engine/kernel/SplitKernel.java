package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.Split;

/** Executes {@link Split}. */
public final class SplitKernel implements Kernel<Split> {

  @Override
  public Class<Split> operation() {
    return Split.class;
  }

  @Override
  public Tensor forward(Call<Split> call) {
    int channels = call.output().channels();
    int from = call.operation().part() * channels;
    return call.input().slice(1, from, from + channels);
  }

  @Override
  public Scaled synflow(Call<Split> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Split> call) {
    int channels = call.output().channels();
    int from = call.operation().part() * channels;
    return call.result(
        "Slice",
        OnnxAttributes.none(),
        call.input(),
        call.numbers("from", from),
        call.numbers("to", from + channels),
        call.numbers("axis", 1));
  }
}
