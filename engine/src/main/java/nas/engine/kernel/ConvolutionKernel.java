package nas.engine.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.Convolution;
import org.jspecify.annotations.Nullable;

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
    try (Tensor weight = call.parameter(0)) {
      return convolved(call, call.operation(), input, weight, withBias ? call.vector(1) : null);
    }
  }

  /** Convolves by a weight that was made for it. */
  static Tensor convolved(
      Call<?> call, Convolution operation, Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Windows.asImages(
        call,
        input,
        images ->
            Windows.padded(
                images,
                operation.padding(),
                0,
                (padded, padding) ->
                    padded.convolution(
                        weight,
                        bias,
                        new Tensor.Window(
                            Windows.sides(operation.stride()),
                            padding,
                            Windows.sides(operation.dilation())),
                        operation.groups())));
  }

  @Override
  public Scaled synflow(Call<Convolution> call, Synflow synflow) {
    return synflow.weighted(call, input -> convolved(call, input, false));
  }

  @Override
  public String onnx(OnnxCall<Convolution> call) {
    return onnx(call, call.operation(), call.parameters());
  }

  /** Adds a convolution by a weight that was made for it, without a bias. */
  static String onnx(OnnxCall<?> call, Convolution operation, String weight) {
    return onnx(call, operation, List.of(weight));
  }

  private static String onnx(OnnxCall<?> call, Convolution operation, List<String> arrays) {
    List<String> read = new ArrayList<>(call.inputs());
    read.addAll(arrays);
    if (call.shapes().get(0).kind() != FeatureShape.Kind.IMAGE) {
      // The weights of a sequence have no height there.
      read.set(
          1,
          call.step(
              "kernel", "Squeeze", OnnxAttributes.none(), read.get(1), call.numbers("axes", 2)));
    }
    return call.result(
        "Conv",
        Windows.onnx(
                call.shapes().get(0), operation.kernel(), operation.stride(), operation.padding())
            .numbers("dilations", dilations(call, operation))
            .number("group", operation.groups()),
        read);
  }

  private static long[] dilations(OnnxCall<?> call, Convolution operation) {
    long[] sides = Windows.sides(operation.dilation());
    return call.shapes().get(0).kind() == FeatureShape.Kind.IMAGE ? sides : new long[] {sides[1]};
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Conv");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    int images = operator.images(0);
    OnnxTensor weight = operator.needed(1);
    OnnxWindow window = OnnxWindow.ofKernel(operator, weight.shape(), operator.shape(images));
    Optional<OnnxTensor> bias = operator.constant(2);
    Map<String, OnnxTensor> arrays = new LinkedHashMap<>(Map.of("weight", weight));
    bias.ifPresent(values -> arrays.put("bias", values));
    Convolution convolution =
        new Convolution(
            weight.shape().get(0),
            window.kernel(),
            window.stride(),
            window.padding(),
            window.dilation(),
            Math.toIntExact(operator.integer("group", 1)),
            bias.isPresent());
    operator.put(operator.add(convolution, List.of(images), arrays));
    return true;
  }
}
