package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;
import nas.network.operation.ChannelShuffle;

/** Executes {@link ChannelShuffle}. */
public final class ChannelShuffleKernel implements Kernel<ChannelShuffle> {

  @Override
  public Class<ChannelShuffle> operation() {
    return ChannelShuffle.class;
  }

  @Override
  public Tensor forward(Call<ChannelShuffle> call) {
    long[] shape = call.input().shape();
    long groups = call.operation().groups();
    try (Tensor cut = call.input().reshape(split(shape, groups));
        Tensor swapped = cut.transpose(1, 2)) {
      return swapped.reshape(shape);
    }
  }

  /** Cuts the second of the sides in groups. */
  private static long[] split(long[] shape, long groups) {
    LongStream.Builder sides =
        LongStream.builder().add(shape[0]).add(groups).add(shape[1] / groups);
    LongStream.of(shape).skip(2).forEach(sides::add);
    return sides.build().toArray();
  }

  @Override
  public Scaled synflow(Call<ChannelShuffle> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<ChannelShuffle> call) {
    List<Integer> sizes = call.output().sizes();
    long[] shape = new long[sizes.size() + 1];
    long[] order = new long[shape.length + 1];
    for (int axis = 1; axis < shape.length; axis++) {
      shape[axis] = sizes.get(axis - 1);
    }
    Arrays.setAll(order, axis -> axis == 1 ? 2 : axis == 2 ? 1 : axis);
    // A side of 0 is that of the input: any number of images.
    String cut =
        call.step(
            "groups",
            "Reshape",
            OnnxAttributes.none(),
            call.input(),
            call.numbers("cut", split(shape, call.operation().groups())));
    String swapped =
        call.step("swapped", "Transpose", OnnxAttributes.none().numbers("perm", order), cut);
    return call.result("Reshape", OnnxAttributes.none(), swapped, call.numbers("joined", shape));
  }
}
