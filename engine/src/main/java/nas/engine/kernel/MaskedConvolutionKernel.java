package nas.engine.kernel;

import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.operation.MaskedConvolution;

/** Executes {@link MaskedConvolution}. */
public final class MaskedConvolutionKernel implements Kernel<MaskedConvolution> {

  @Override
  public Class<MaskedConvolution> operation() {
    return MaskedConvolution.class;
  }

  @Override
  public Tensor forward(Call<MaskedConvolution> call) {
    return convolved(call, call.input());
  }

  private static Tensor convolved(Call<MaskedConvolution> call, Tensor input) {
    MaskedConvolution operation = call.operation();
    int channels = call.shapes().get(0).channels();
    Tensor mask =
        call.constant(
            "mask of %s for %d channels".formatted(operation, channels),
            () -> operation.mask(channels),
            operation.outChannels(),
            channels,
            1,
            1);
    try (Tensor weight = call.parameter(0);
        Tensor masked = weight.mul(mask)) {
      return ConvolutionKernel.convolved(call, operation.convolution(), input, masked, null);
    }
  }

  @Override
  public Scaled synflow(Call<MaskedConvolution> call, Synflow synflow) {
    return synflow.weighted(call, input -> convolved(call, input));
  }

  @Override
  public String onnx(OnnxCall<MaskedConvolution> call) {
    MaskedConvolution operation = call.operation();
    int channels = call.shapes().get(0).channels();
    double[] kept = operation.mask(channels);
    float[] values = new float[kept.length];
    for (int index = 0; index < kept.length; index++) {
      values[index] = (float) kept[index];
    }
    String mask = call.array("mask", values, List.of(operation.outChannels(), channels, 1, 1));
    String masked =
        call.step("masked", "Mul", OnnxAttributes.none(), call.parameters().get(0), mask);
    return ConvolutionKernel.onnx(call, operation.convolution(), masked);
  }
}
