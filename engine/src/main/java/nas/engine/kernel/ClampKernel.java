package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Clamp;

/** Executes {@link Clamp}. */
public final class ClampKernel implements Kernel<Clamp> {

  @Override
  public Class<Clamp> operation() {
    return Clamp.class;
  }

  @Override
  public Tensor forward(Call<Clamp> call) {
    return call.input().clamp(call.operation().minimum(), call.operation().maximum());
  }

  @Override
  public String onnx(OnnxCall<Clamp> call) {
    return call.result(
        "Clip",
        OnnxAttributes.none(),
        call.input(),
        bound(call, "minimum", call.operation().minimum()),
        bound(call, "maximum", call.operation().maximum()));
  }

  private static String bound(OnnxCall<Clamp> call, String word, double value) {
    return call.array(word, new float[] {(float) value}, List.of());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Clip");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    Bounds bounds = Bounds.of(operator);
    if (bounds.minimum() == 0 && bounds.maximum() >= Float.MAX_VALUE) {
      return false;
    }
    operator.put(
        operator.add(
            new Clamp(OnnxTensor.decimal(bounds.minimum()), OnnxTensor.decimal(bounds.maximum())),
            operator.values(0)));
    return true;
  }

  /** Bounds of a Clip; those left out are the last of single precision. */
  record Bounds(double minimum, double maximum) {

    static Bounds of(OnnxOperator clip) {
      return clip.opset() < 11
          ? new Bounds(clip.real("min", -Float.MAX_VALUE), clip.real("max", Float.MAX_VALUE))
          : new Bounds(bound(clip, 1, -Float.MAX_VALUE), bound(clip, 2, Float.MAX_VALUE));
    }

    private static double bound(OnnxOperator clip, int input, double byDefault) {
      return clip.constant(input).map(value -> value.values()[0]).orElse(byDefault);
    }
  }
}
