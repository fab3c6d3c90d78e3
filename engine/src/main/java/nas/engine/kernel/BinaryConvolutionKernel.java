package nas.engine.kernel;

import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.operation.BinaryConvolution;

/** Executes {@link BinaryConvolution}; the derivative by a weight is that by what stands for it. */
public final class BinaryConvolutionKernel implements Kernel<BinaryConvolution> {

  @Override
  public Class<BinaryConvolution> operation() {
    return BinaryConvolution.class;
  }

  @Override
  public Tensor forward(Call<BinaryConvolution> call) {
    // A weight less itself is exactly zero, and has the derivative of the weight.
    try (Tensor weight = call.parameter(0);
        Tensor same = weight.detach();
        Tensor nothing = weight.sub(same);
        Tensor signs = same.sign();
        Tensor scaled = signs.mul(factor(call.operation(), same.elements()));
        Tensor binary = scaled.add(nothing)) {
      return ConvolutionKernel.convolved(
          call, call.operation().convolution(), call.input(), binary, null);
    }
  }

  private static double factor(BinaryConvolution operation, long weights) {
    return StrictMath.sqrt(2.0 * operation.outChannels() / weights);
  }

  @Override
  public String onnx(OnnxCall<BinaryConvolution> call) {
    BinaryConvolution operation = call.operation();
    OnnxAttributes none = OnnxAttributes.none();
    long weights = operation.parameterCount(call.shapes());
    String factor =
        call.array("factor", new float[] {(float) factor(operation, weights)}, List.of());
    String signs = call.step("signs", "Sign", none, call.parameters().get(0));
    String binary = call.step("binary", "Mul", none, signs, factor);
    return ConvolutionKernel.onnx(call, operation.convolution(), binary);
  }
}
