package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.operation.Convolution;

/** Executes {@link Convolution}. */
public final class ConvolutionKernel implements Kernel<Convolution> {

  @Override
  public Class<Convolution> operation() {
    return Convolution.class;
  }

  @Override
  public Tensor forward(Call<Convolution> call) {
    return convolved(call, call.input(), call.operation().bias());
  }

  private static Tensor convolved(Call<Convolution> call, Tensor input, boolean withBias) {
    Convolution operation = call.operation();
    Tensor.Window window =
        Tensor.Window.square(operation.stride(), operation.padding(), operation.dilation());
    try (Tensor weight = call.parameter(0)) {
      return input.convolution(
          weight, withBias ? call.vector(1) : null, window, operation.groups());
    }
  }

  @Override
  public Scaled synflow(Call<Convolution> call, Synflow synflow) {
    return synflow.weighted(call, input -> convolved(call, input, false));
  }

  @Override
  public String onnx(OnnxCall<Convolution> call) {
    Convolution operation = call.operation();
    List<String> read = new ArrayList<>(call.inputs());
    read.addAll(call.parameters());
    return call.result(
        "Conv",
        Windows.onnx(operation.kernel(), operation.stride(), operation.padding())
            .numbers("dilations", operation.dilation(), operation.dilation())
            .number("group", operation.groups()),
        read);
  }
}
