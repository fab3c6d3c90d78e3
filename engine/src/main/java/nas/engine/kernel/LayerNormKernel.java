package nas.engine.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.LayerNorm;

/** Executes {@link LayerNorm}: the channels become the last dimension and return to their place. */
public final class LayerNormKernel implements Kernel<LayerNorm> {

  @Override
  public Class<LayerNorm> operation() {
    return LayerNorm.class;
  }

  @Override
  public Tensor forward(Call<LayerNorm> call) {
    boolean affine = call.operation().affine();
    try (Tensor last = call.input().permute(channelsLast(call.output()));
        Tensor normalised =
            last.layerNorm(
                affine ? call.vector(0) : filled(call, "ones", 1),
                affine ? call.vector(1) : filled(call, "zeros", 0),
                call.operation().epsilon())) {
      return normalised.permute(channelsFirst(call.output()));
    }
  }

  private static Tensor filled(Call<LayerNorm> call, String name, double value) {
    int channels = call.output().channels();
    return call.constant(name + " " + channels, () -> filled(value, channels), channels);
  }

  private static double[] filled(double value, int channels) {
    double[] values = new double[channels];
    Arrays.fill(values, value);
    return values;
  }

  private static long[] channelsLast(FeatureShape shape) {
    int axes = shape.axes().size();
    return LongStream.rangeClosed(0, axes).map(axis -> axis == 0 ? 0 : axis % axes + 1).toArray();
  }

  private static long[] channelsFirst(FeatureShape shape) {
    int axes = shape.axes().size();
    return LongStream.rangeClosed(0, axes)
        .map(axis -> axis == 0 ? 0 : axis == 1 ? axes : axis - 1)
        .toArray();
  }

  /** Left out as batch normalisation is. */
  @Override
  public Scaled synflow(Call<LayerNorm> call, Synflow synflow) {
    return synflow.normalises()
        ? synflow.differentiated(call, this::forward)
        : synflow.skipped(call);
  }

  @Override
  public String onnx(OnnxCall<LayerNorm> call) {
    String last =
        call.step(
            "last",
            "Transpose",
            OnnxAttributes.none().numbers("perm", channelsLast(call.output())),
            call.input());
    List<String> read = new ArrayList<>(List.of(last));
    read.addAll(call.operation().affine() ? call.parameters() : List.of(ones(call)));
    String normalised =
        call.step(
            "normalised",
            "LayerNormalization",
            OnnxAttributes.none().real("epsilon", (float) call.operation().epsilon()),
            read);
    return call.result(
        "Transpose",
        OnnxAttributes.none().numbers("perm", channelsFirst(call.output())),
        normalised);
  }

  /** Ones that stand in the graph, as numbers that nobody trains. */
  private static String ones(OnnxCall<LayerNorm> call) {
    String one =
        call.step("one", "Constant", OnnxAttributes.none().real("value_float", 1), List.of());
    String sizes = call.numbers("sizes", call.output().channels());
    return call.step("ones", "Expand", OnnxAttributes.none(), one, sizes);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("LayerNormalization");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    List<OnnxAxis> axes = operator.axes(0);
    int axis = OnnxTensor.axis(operator.integer("axis", -1), axes.size());
    if (axis != axes.size() - 1 || axes.get(axis) != OnnxAxis.CHANNELS) {
      throw new IllegalArgumentException(
          "it normalises over dimensions from %d of %s; only features in the last one are read"
              .formatted(axis, axes));
    }
    if (operator.outputs() > 1 && (operator.isRead(1) || operator.isRead(2))) {
      throw new IllegalArgumentException("its mean and deviation are read, which are not kept");
    }
    int input = operator.values(0);
    double epsilon = OnnxTensor.decimal(operator.real("epsilon", 1e-5f));
    boolean affine = isAffine(operator);
    operator.putLike(
        0,
        operator.add(
            new LayerNorm(affine, epsilon),
            List.of(input),
            affine ? arrays(operator, operator.shape(input).channels()) : Map.of()),
        0);
    return true;
  }

  /** Ones and zeros that are no arrays of the file are not trained. */
  static boolean isAffine(OnnxOperator operator) {
    return isTrained(operator, 1, 1) || isTrained(operator, 2, 0);
  }

  private static boolean isTrained(OnnxOperator operator, int input, double byDefault) {
    return operator.constant(input).isPresent()
        && (operator.isArray(input) || !operator.filling(input).equals(Optional.of(byDefault)));
  }

  private static Map<String, OnnxTensor> arrays(OnnxOperator operator, int channels) {
    List<Integer> shape = List.of(channels);
    return Map.of(
        "scale",
        operator.constant(1).orElseGet(() -> new OnnxTensor(shape, filled(1, channels), false)),
        "shift",
        operator.constant(2).orElseGet(() -> new OnnxTensor(shape, filled(0, channels), false)));
  }
}
