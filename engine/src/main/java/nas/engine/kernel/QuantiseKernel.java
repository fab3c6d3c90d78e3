package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Quantise;

/**
 * Executes {@link Quantise} in floating point; in ONNX files it is a QuantizeLinear whose numbers a
 * DequantizeLinear reads, which ONNX Runtime takes as leave to compute with whole numbers.
 */
public final class QuantiseKernel implements Kernel<Quantise> {

  /** Marks a QuantizeLinear that stands for itself and the DequantizeLinear behind it. */
  public static final String DEQUANTISED = "dequantised";

  @Override
  public Class<Quantise> operation() {
    return Quantise.class;
  }

  @Override
  public Tensor forward(Call<Quantise> call) {
    return call.input().quantised(call.operation().scale(), call.operation().zeroPoint());
  }

  @Override
  public String onnx(OnnxCall<Quantise> call) {
    float[] step = {(float) call.operation().scale()};
    String scale = call.array("scale", step, List.of());
    String zeroPoint = call.wholeByte("zero-point", call.operation().zeroPoint());
    OnnxAttributes none = OnnxAttributes.none();
    String numbers = call.step("int8", "QuantizeLinear", none, call.input(), scale, zeroPoint);
    return call.result("DequantizeLinear", none, numbers, scale, zeroPoint);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("QuantizeLinear");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (operator.integer(DEQUANTISED, 0) == 0) {
      return false;
    }
    double scale = operator.needed(1).values()[0];
    int zeroPoint = (int) operator.needed(2).values()[0];
    operator.put(operator.add(new Quantise(scale, zeroPoint), operator.values(0)));
    return true;
  }
}
