package nas.engine.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.operation.Multiply;

/** Executes {@link Multiply}. */
public final class MultiplyKernel implements Kernel<Multiply> {

  @Override
  public Class<Multiply> operation() {
    return Multiply.class;
  }

  @Override
  public Tensor forward(Call<Multiply> call) {
    List<Tensor> factors = call.inputs();
    Tensor product = factors.get(0).view();
    for (Tensor factor : factors.subList(1, factors.size())) {
      try (Tensor before = product) {
        product = before.mul(factor);
      }
    }
    return product;
  }

  /** Scales multiply, so that nothing overflows; the tangent follows the product rule. */
  @Override
  public Scaled synflow(Call<Multiply> call, Synflow synflow) {
    Scaled product = new Scaled(call.input().view(), synflow.exponent());
    for (int index = 1; index < call.inputs().size(); index++) {
      try (Tensor before = product.values()) {
        Tensor factor = call.inputs().get(index);
        int exponent = synflow.exponents().get(index);
        boolean nothing = product.exponent() == Scaled.NOTHING || exponent == Scaled.NOTHING;
        product =
            Synflow.rescaled(
                synflow.tangent() ? byProductRule(before, factor) : before.mul(factor),
                nothing ? Scaled.NOTHING : product.exponent() + exponent);
      }
    }
    return product;
  }

  private static Tensor byProductRule(Tensor one, Tensor other) {
    try (Tensors left = one.split(1, 0);
        Tensors right = other.split(1, 0);
        Tensor value = left.get(0).mul(right.get(0));
        Tensor first = left.get(1).mul(right.get(0));
        Tensor second = left.get(0).mul(right.get(1));
        Tensor tangent = first.add(second)) {
      return Tensor.concatenate(List.of(value, tangent), 0);
    }
  }

  @Override
  public String onnx(OnnxCall<Multiply> call) {
    OnnxAttributes none = OnnxAttributes.none();
    List<String> factors = call.inputs();
    if (factors.size() == 1) {
      return call.result("Identity", none, factors);
    }
    String product = factors.get(0);
    for (int index = 1; index < factors.size() - 1; index++) {
      product = call.step("product" + index, "Mul", none, product, factors.get(index));
    }
    return call.result("Mul", none, product, factors.get(factors.size() - 1));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Mul");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    for (int input = 0; input < operator.inputs(); input++) {
      if (operator.isConstant(input)) {
        return false;
      }
    }
    operator.put(operator.add(new Multiply(), operator.allValues(), Map.of()));
    return true;
  }
}
