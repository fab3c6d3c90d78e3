package nas.engine.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import org.jspecify.annotations.Nullable;

/** Executes {@link Linear}. */
public final class LinearKernel implements Kernel<Linear> {

  @Override
  public Class<Linear> operation() {
    return Linear.class;
  }

  @Override
  public Tensor forward(Call<Linear> call) {
    return product(call, call.input(), call.operation().bias());
  }

  /** Multiplies by the first array, and adds the second. */
  static Tensor product(Call<?> call, Tensor input, boolean withBias) {
    try (Tensor weight = call.parameter(0)) {
      Tensor bias = withBias ? call.vector(1) : null;
      return call.output().kind() == FeatureShape.Kind.SEQUENCE
          ? ofSteps(input, weight, bias)
          : ofExamples(call, input, weight, bias);
    }
  }

  private static Tensor ofExamples(
      Call<?> call, Tensor input, Tensor weight, @Nullable Tensor bias) {
    try (Tensor rows = input.reshape(call.batch(), call.shapes().get(0).channels());
        Tensor product = rows.linear(weight, bias)) {
      return product.reshape(call.batch(), call.output().channels(), 1, 1);
    }
  }

  private static Tensor ofSteps(Tensor input, Tensor weight, @Nullable Tensor bias) {
    try (Tensor steps = input.transpose(1, 2);
        Tensor product = steps.linear(weight, bias)) {
      return product.transpose(1, 2);
    }
  }

  @Override
  public Scaled synflow(Call<Linear> call, Synflow synflow) {
    return synflow.weighted(call, input -> product(call, input, false));
  }

  @Override
  public String onnx(OnnxCall<Linear> call) {
    return write(call);
  }

  /** Writes the product with the first array, and the sum with the second if there is one. */
  static String write(OnnxCall<?> call) {
    if (call.output().kind() == FeatureShape.Kind.SEQUENCE) {
      return onnxOfSteps(call);
    }
    String row = call.step("row", "Flatten", OnnxAttributes.none().number("axis", 1), call.input());
    List<String> read = new ArrayList<>(List.of(row));
    read.addAll(call.parameters());
    String product = call.step("product", "Gemm", OnnxAttributes.none().number("transB", 1), read);
    return call.result("Unsqueeze", OnnxAttributes.none(), product, call.numbers("axes", 2, 3));
  }

  private static String onnxOfSteps(OnnxCall<?> call) {
    OnnxAttributes none = OnnxAttributes.none();
    OnnxAttributes swapped = OnnxAttributes.none().numbers("perm", 0, 2, 1);
    String steps = call.step("steps", "Transpose", swapped, call.input());
    OnnxAttributes turned = OnnxAttributes.none().numbers("perm", 1, 0);
    String weight = call.step("turned", "Transpose", turned, call.parameters().get(0));
    String product = call.step("product", "MatMul", none, steps, weight);
    if (call.parameters().size() > 1) {
      product = call.step("sum", "Add", none, product, call.parameters().get(1));
    }
    return call.result("Transpose", swapped, product);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Gemm", "MatMul");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    boolean product = operator.operator().equals("MatMul");
    boolean plain =
        operator.real("alpha", 1) == 1
            && (operator.real("beta", 1) == 1 || operator.inputs() < 3)
            && operator.integer("transA", 0) == 0;
    if (!plain) {
      throw new IllegalArgumentException("alpha, beta and transA must be 1, 1 and 0");
    }
    OnnxTensor given = operator.needed(1);
    List<OnnxAxis> axes = operator.axes(0);
    boolean places = product && axes.size() > 2;
    if (given.rank() != 2
        || operator.axis(0, -1) != OnnxAxis.CHANNELS
        || !(places || axes.equals(OnnxAxis.VECTORS))) {
      throw new IllegalArgumentException(
          "it multiplies %s by %s; features in the last dimension and a matrix are needed"
              .formatted(operator.sides(0), given.shape()));
    }
    OnnxTensor weight =
        product || operator.integer("transB", 0) == 0 ? given.transposed(List.of(1, 0)) : given;
    Optional<OnnxTensor> bias = operator.constant(2);
    Map<String, OnnxTensor> arrays = new LinkedHashMap<>(Map.of("weight", weight));
    bias.ifPresent(values -> arrays.put("bias", values));
    int features = weight.shape().get(0);
    int input = operator.values(0);
    operator.putLike(
        0,
        operator.add(
            layer(operator.shape(input), features, bias.isPresent()), List.of(input), arrays),
        0);
    return true;
  }

  /** A linear layer at each pixel is a convolution of single pixels. */
  private static Operation layer(FeatureShape input, int features, boolean bias) {
    boolean pixels = input.kind() == FeatureShape.Kind.IMAGE && input.elements() > input.channels();
    return pixels ? Convolution.same(features, 1, 1, bias) : new Linear(features, bias);
  }
}
