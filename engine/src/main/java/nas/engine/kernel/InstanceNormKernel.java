package nas.engine.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.InstanceNorm;

/** Executes {@link InstanceNorm}: the channels of all images are as many channels of one batch. */
public final class InstanceNormKernel implements Kernel<InstanceNorm> {

  @Override
  public Class<InstanceNorm> operation() {
    return InstanceNorm.class;
  }

  @Override
  public Tensor forward(Call<InstanceNorm> call) {
    Tensor input = call.input();
    long[] shape = input.shape();
    long channels = shape[0] * shape[1];
    try (Tensor flat = input.reshape(1, channels, shape[2], shape[3]);
        Tensor normalised =
            flat.batchNorm(
                call.filled("instances' unread mean", 0, channels),
                call.filled("instances' unread variance", 1, channels),
                call.filled("instances' ones", 1, channels),
                call.filled("instances' zeros", 0, channels),
                true,
                0,
                call.operation().epsilon());
        Tensor images = normalised.reshape(shape)) {
      return call.operation().affine() ? scaledAndShifted(call, images) : images.view();
    }
  }

  private static Tensor scaledAndShifted(Call<InstanceNorm> call, Tensor images) {
    try (Tensor scale = Synflow.ofChannels(call.vector(0), images.dimensions());
        Tensor shift = Synflow.ofChannels(call.vector(1), images.dimensions());
        Tensor scaled = images.mul(scale)) {
      return scaled.add(shift);
    }
  }

  /** Left out as batch normalisation is. */
  @Override
  public Scaled synflow(Call<InstanceNorm> call, Synflow synflow) {
    return synflow.normalises()
        ? synflow.differentiated(call, this::forward)
        : synflow.skipped(call);
  }

  @Override
  public String onnx(OnnxCall<InstanceNorm> call) {
    InstanceNorm operation = call.operation();
    int channels = call.output().channels();
    List<String> arrays =
        operation.affine()
            ? call.parameters()
            : List.of(filled(call, "one", 1, channels), filled(call, "zero", 0, channels));
    return call.result(
        "InstanceNormalization",
        OnnxAttributes.none().real("epsilon", (float) operation.epsilon()),
        call.input(),
        arrays.get(0),
        arrays.get(1));
  }

  /** Numbers that stand in the graph, and that nobody trains. */
  private static String filled(
      OnnxCall<InstanceNorm> call, String word, float value, int channels) {
    OnnxAttributes number = OnnxAttributes.none().real("value_float", value);
    String one = call.step(word, "Constant", number, List.of());
    String sizes = call.numbers(word + ".sizes", channels);
    return call.step(word + ".each", "Expand", OnnxAttributes.none(), one, sizes);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("InstanceNormalization");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    double epsilon = OnnxTensor.decimal(operator.real("epsilon", 1e-5f));
    boolean affine = LayerNormKernel.isAffine(operator);
    operator.put(
        operator.add(
            new InstanceNorm(affine, epsilon),
            List.of(operator.images(0)),
            affine ? Map.of("scale", operator.needed(1), "shift", operator.needed(2)) : Map.of()));
    return true;
  }
}
