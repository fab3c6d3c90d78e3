package nas.engine.kernel;

import java.util.List;
import nas.engine.tensor.Tensor;
import nas.network.operation.Embedding;

/** Executes {@link Embedding}. */
public final class EmbeddingKernel implements Kernel<Embedding> {

  @Override
  public Class<Embedding> operation() {
    return Embedding.class;
  }

  @Override
  public Tensor forward(Call<Embedding> call) {
    try (Tensor weight = call.parameter(0);
        Tensor tokens = call.input().toIntegers();
        Tensor rows = tokens.embedding(weight)) {
      return rows.transpose(1, 2);
    }
  }

  /** Tokens have no tangent; the rows are weights, so their tangent is their value. */
  @Override
  public Scaled synflow(Call<Embedding> call, Synflow synflow) {
    if (!synflow.tangent()) {
      return Synflow.rescaled(forward(call), 0);
    }
    try (Tensor tokens = call.input().slice(0, 0, 1);
        Tensor rows = forward(call.on(List.of(tokens), 1))) {
      return Synflow.rescaled(Tensor.concatenate(List.of(rows, rows), 0), 0);
    }
  }

  @Override
  public String onnx(OnnxCall<Embedding> call) {
    String rows =
        call.step(
            "rows",
            "Gather",
            OnnxAttributes.none().number("axis", 0),
            call.parameters().get(0),
            call.input());
    return call.result("Transpose", OnnxAttributes.none().numbers("perm", 0, 2, 1), rows);
  }
}
