package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;
import nas.network.operation.BatchNorm;

/** Executes {@link BatchNorm}. */
public final class BatchNormKernel implements Kernel<BatchNorm> {

  @Override
  public Class<BatchNorm> operation() {
    return BatchNorm.class;
  }

  @Override
  public Tensor forward(Call<BatchNorm> call) {
    return normalised(call, call.operation().epsilon());
  }

  private static Tensor normalised(Call<BatchNorm> call, double epsilon) {
    BatchNorm operation = call.operation();
    boolean tracks = operation.trackRunningStatistics();
    int channels = call.output().channels();
    return call.input()
        .batchNorm(
            // Where nothing is tracked the engine still wants arrays to write to.
            tracks ? call.state(0) : call.filled("unread mean", 0, channels),
            tracks ? call.state(1) : call.filled("unread variance", 1, channels),
            operation.affine() ? call.vector(0) : call.filled("ones", 1, channels),
            operation.affine() ? call.vector(1) : call.filled("zeros", 0, channels),
            call.training() || !tracks,
            operation.momentum(),
            epsilon);
  }

  @Override
  public Scaled synflow(Call<BatchNorm> call, Synflow synflow) {
    if (!synflow.normalises()) {
      return synflow.skipped(call);
    }
    double epsilon =
        StrictMath.scalb(
            call.operation().epsilon(), (int) Math.max(-2L * synflow.exponent(), -3000));
    return new Scaled(normalised(call, Math.max(epsilon, Double.MIN_NORMAL)), 0);
  }

  @Override
  public String onnx(OnnxCall<BatchNorm> call) {
    BatchNorm operation = call.operation();
    int channels = call.output().channels();
    List<String> scaleAndShift =
        operation.affine()
            ? call.parameters()
            : List.of(filled(call, "weight", 1, channels), filled(call, "bias", 0, channels));
    if (operation.trackRunningStatistics()) {
      return call.result(
          "BatchNormalization",
          OnnxAttributes.none()
              .real("epsilon", (float) operation.epsilon())
              .real("momentum", (float) (1 - operation.momentum())),
          call.input(),
          scaleAndShift.get(0),
          scaleAndShift.get(1),
          call.state(0),
          call.state(1));
    }
    return ofBatch(call, scaleAndShift);
  }

  /** Normalises by the statistics of the batch given, which no ONNX operator does. */
  private static String ofBatch(OnnxCall<BatchNorm> call, List<String> scaleAndShift) {
    OnnxAttributes none = OnnxAttributes.none();
    String mean = mean(call, call.input(), "mean");
    String centred = call.step("centred", "Sub", none, call.input(), mean);
    String square = call.step("square", "Mul", none, centred, centred);
    String variance = mean(call, square, "variance");
    String epsilon = filled(call, "epsilon", (float) call.operation().epsilon(), 1);
    String padded = call.step("padded", "Add", none, variance, epsilon);
    String deviation = call.step("deviation", "Sqrt", none, padded);
    String unit = call.step("unit", "Div", none, centred, deviation);
    long[] sides = new long[call.output().axes().size()];
    Arrays.fill(sides, 1);
    sides[0] = call.output().channels();
    String shape =
        call.numbers("shape", LongStream.concat(LongStream.of(1), LongStream.of(sides)).toArray());
    String scale = call.step("scale", "Reshape", none, scaleAndShift.get(0), shape);
    String shift = call.step("shift", "Reshape", none, scaleAndShift.get(1), shape);
    String scaled = call.step("scaled", "Mul", none, unit, scale);
    return call.result("Add", none, scaled, shift);
  }

  /** The mean of each channel; in two steps, since long sums in single precision are far off. */
  private static String mean(OnnxCall<BatchNorm> call, String input, String word) {
    OnnxAttributes none = OnnxAttributes.none();
    long[] behind = LongStream.rangeClosed(2, call.output().axes().size()).toArray();
    String sides = call.numbers(word + ".sides", behind);
    String ofImages = call.step(word + ".images", "ReduceMean", none, input, sides);
    return call.step(word, "ReduceMean", none, ofImages, call.numbers(word + ".batch", 0));
  }

  private static String filled(OnnxCall<BatchNorm> call, String word, float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return call.array(word, values, List.of(count));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("BatchNormalization");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (operator.integer("training_mode", 0) != 0) {
      throw new IllegalArgumentException("it is in training mode; export the network after eval()");
    }
    // ONNX weighs the old statistics, and PyTorch and we the new ones.
    double momentum = OnnxTensor.decimal(1 - OnnxTensor.decimal(operator.real("momentum", 0.9f)));
    double epsilon = OnnxTensor.decimal(operator.real("epsilon", 1e-5f));
    Map<String, OnnxTensor> arrays =
        Map.of(
            "scale", operator.needed(1),
            "shift", operator.needed(2),
            "mean", operator.needed(3),
            "variance", operator.needed(4));
    operator.put(
        operator.add(
            new BatchNorm(true, epsilon, momentum, true), List.of(operator.images(0)), arrays));
    return true;
  }
}
