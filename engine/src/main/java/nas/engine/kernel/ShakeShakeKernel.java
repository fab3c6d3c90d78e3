package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import nas.core.Seeds;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.network.operation.ShakeShake;

/** Executes {@link ShakeShake}. */
public final class ShakeShakeKernel implements Kernel<ShakeShake> {

  @Override
  public Class<ShakeShake> operation() {
    return ShakeShake.class;
  }

  @Override
  public Tensor forward(Call<ShakeShake> call) {
    if (!call.training()) {
      return mean(call);
    }
    Tensor batches = call.state(0);
    long stream = Seeds.mix(Seeds.hash(call.node()) + (long) batches.scalar());
    // What is differentiated has shares of its own, and the difference to what is seen is constant.
    try (Tensor seen = mixed(call, Seeds.hash("forward") ^ stream);
        Tensor differentiated = mixed(call, Seeds.hash("backward") ^ stream);
        Tensor difference = seen.sub(differentiated);
        Tensor constant = difference.detach()) {
      GradientMode.unrecorded(
          () -> {
            try (Tensor one = batches.scope().full(batches.precision(), 1, 1)) {
              batches.addInPlace(one);
            }
            return batches;
          });
      return differentiated.add(constant);
    }
  }

  private static Tensor mean(Call<ShakeShake> call) {
    try (Tensor sum = call.input().add(call.inputs().get(1))) {
      return sum.mul(0.5);
    }
  }

  private static Tensor mixed(Call<ShakeShake> call, long stream) {
    Tensor one = call.input();
    Tensor other = call.inputs().get(1);
    double[] shares = new double[Math.toIntExact(call.batch())];
    Arrays.setAll(shares, example -> Seeds.unit(Seeds.mix(stream) + example));
    long[] shape = new long[one.dimensions()];
    Arrays.fill(shape, 1);
    shape[0] = shares.length;
    try (Tensor share = one.scope().numbers(one.precision(), shares, shape);
        Tensor difference = one.sub(other);
        Tensor part = difference.mul(share)) {
      return other.add(part);
    }
  }

  @Override
  public Scaled synflow(Call<ShakeShake> call, Synflow synflow) {
    return synflow.linear(call, ShakeShakeKernel::mean);
  }

  @Override
  public String onnx(OnnxCall<ShakeShake> call) {
    OnnxAttributes none = OnnxAttributes.none();
    String sum = call.step("sum", "Add", none, call.input(), call.inputs().get(1));
    return call.result("Mul", none, sum, call.array("half", new float[] {0.5f}, List.of()));
  }
}
