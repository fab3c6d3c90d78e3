package example;

import java.util.List;
import nas.engine.kernel.Call;
import nas.engine.kernel.Kernel;
import nas.engine.kernel.OnnxAttributes;
import nas.engine.kernel.OnnxCall;
import nas.engine.tensor.Tensor;

/** Executes {@link SquaredRelu}; SynFlow's rule follows from its derivatives. */
public final class SquaredReluKernel implements Kernel<SquaredRelu> {

  @Override
  public Class<SquaredRelu> operation() {
    return SquaredRelu.class;
  }

  @Override
  public Tensor forward(Call<SquaredRelu> call) {
    try (Tensor positive = call.input().relu();
        Tensor square = positive.square()) {
      return square.mul(call.operation().factor());
    }
  }

  @Override
  public String onnx(OnnxCall<SquaredRelu> call) {
    OnnxAttributes none = OnnxAttributes.none();
    String positive = call.step("positive", "Relu", none, call.input());
    String square = call.step("square", "Mul", none, positive, positive);
    float[] factor = {(float) call.operation().factor()};
    return call.result("Mul", none, square, call.array("factor", factor, List.of(1)));
  }
}
