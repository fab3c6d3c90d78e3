package nas.engine.kernel;

import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.LocalResponseNorm;

/**
 * Executes {@link LocalResponseNorm}; the mean over channels is a pooling of (channels, pixels).
 */
public final class LocalResponseNormKernel implements Kernel<LocalResponseNorm> {

  @Override
  public Class<LocalResponseNorm> operation() {
    return LocalResponseNorm.class;
  }

  @Override
  public Tensor forward(Call<LocalResponseNorm> call) {
    LocalResponseNorm norm = call.operation();
    FeatureShape shape = call.output();
    long pixels = (long) shape.height() * shape.width();
    long half = norm.size() / 2;
    try (Tensor squares = call.input().square();
        Tensor plane = squares.reshape(call.batch(), 1, shape.channels(), pixels);
        Tensor means =
            plane.averagePool(
                new long[] {norm.size(), 1}, new long[] {1, 1}, new long[] {half, 0}, false);
        Tensor scaled = means.mul(norm.factor());
        Tensor base = scaled.add(norm.offset());
        Tensor power = base.scope().full(base.precision(), norm.power(), 1);
        Tensor divisor = base.pow(power);
        Tensor images =
            divisor.reshape(call.batch(), shape.channels(), shape.height(), shape.width())) {
      return call.input().div(images);
    }
  }

  @Override
  public String onnx(OnnxCall<LocalResponseNorm> call) {
    LocalResponseNorm norm = call.operation();
    return call.result(
        "LRN",
        OnnxAttributes.none()
            .real("alpha", (float) norm.factor())
            .real("beta", (float) norm.power())
            .real("bias", (float) norm.offset())
            .number("size", norm.size()),
        call.input());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("LRN");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    LocalResponseNorm norm =
        new LocalResponseNorm(
            Math.toIntExact(operator.integer("size", 1)),
            OnnxTensor.decimal(operator.real("alpha", 1e-4f)),
            OnnxTensor.decimal(operator.real("beta", 0.75f)),
            OnnxTensor.decimal(operator.real("bias", 1)));
    operator.put(operator.add(norm, operator.images(0)));
    return true;
  }
}
