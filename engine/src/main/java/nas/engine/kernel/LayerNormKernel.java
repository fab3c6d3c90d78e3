package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
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
    int channels = call.output().channels();
    List<String> scaleAndShift =
        call.operation().affine()
            ? call.parameters()
            : List.of(filled(call, "weight", 1, channels), filled(call, "bias", 0, channels));
    String last =
        call.step(
            "last",
            "Transpose",
            OnnxAttributes.none().numbers("perm", channelsLast(call.output())),
            call.input());
    String normalised =
        call.step(
            "normalised",
            "LayerNormalization",
            OnnxAttributes.none().real("epsilon", (float) call.operation().epsilon()),
            last,
            scaleAndShift.get(0),
            scaleAndShift.get(1));
    return call.result(
        "Transpose",
        OnnxAttributes.none().numbers("perm", channelsFirst(call.output())),
        normalised);
  }

  private static String filled(OnnxCall<LayerNorm> call, String word, float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return call.array(word, values, List.of(count));
  }
}
