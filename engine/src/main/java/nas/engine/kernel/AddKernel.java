package nas.engine.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Add;

/** Executes {@link Add}. */
public final class AddKernel implements Kernel<Add> {

  @Override
  public Class<Add> operation() {
    return Add.class;
  }

  @Override
  public Tensor forward(Call<Add> call) {
    List<Tensor> terms = call.inputs();
    if (terms.size() == 1) {
      // A view under a new handle, so that the tensor of every node can be closed on its own.
      return terms.get(0).view();
    }
    Tensor sum = terms.get(0).add(terms.get(1));
    for (Tensor term : terms.subList(2, terms.size())) {
      sum.addInPlace(term);
    }
    return sum;
  }

  @Override
  public Scaled synflow(Call<Add> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Add> call) {
    int terms = call.inputs().size();
    return terms == 1
        ? call.result("Identity", OnnxAttributes.none(), call.input())
        : call.result(terms == 2 ? "Add" : "Sum", OnnxAttributes.none(), call.inputs());
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Add", "Sum");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    boolean adds = true;
    for (int input = 0; input < operator.inputs(); input++) {
      adds &= !operator.isConstant(input);
    }
    if (!adds) {
      return false;
    }
    operator.put(operator.add(new Add(), operator.allValues(), Map.of()));
    return true;
  }
}
