package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.operation.Embedding;

/** Executes {@link Embedding}. */
public final class EmbeddingKernel implements Kernel<Embedding> {

  @Override
  public Class<Embedding> operation() {
    return Embedding.class;
  }

  @Override
  public Tensor forward(Call<Embedding> call) {
    return rows(call);
  }

  /** Returns the rows of the first array that tokens name. */
  static Tensor rows(Call<?> call) {
    try (Tensor weight = call.parameter(0);
        Tensor tokens = call.input().toIntegers();
        Tensor rows = tokens.embedding(weight)) {
      return rows.transpose(1, 2);
    }
  }

  @Override
  public Scaled synflow(Call<Embedding> call, Synflow synflow) {
    return flow(call, synflow);
  }

  /** Tokens have no tangent; the rows are weights, so their tangent is their value. */
  static Scaled flow(Call<?> call, Synflow synflow) {
    if (!synflow.tangent()) {
      return Synflow.rescaled(rows(call), 0);
    }
    try (Tensor tokens = call.input().slice(0, 0, 1);
        Tensor rows = rows(call.on(List.of(tokens), 1))) {
      return Synflow.rescaled(Tensor.concatenate(List.of(rows, rows), 0), 0);
    }
  }

  @Override
  public String onnx(OnnxCall<Embedding> call) {
    return write(call);
  }

  static String write(OnnxCall<?> call) {
    String rows =
        call.step(
            "rows",
            "Gather",
            OnnxAttributes.none().number("axis", 0),
            call.parameters().get(0),
            call.input());
    return call.result("Transpose", OnnxAttributes.none().numbers("perm", 0, 2, 1), rows);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Gather");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (!operator.isConstant(0) || operator.isConstant(1)) {
      return false;
    }
    OnnxTensor weight = operator.needed(0);
    int tokens = operator.values(1);
    if (weight.rank() != 2 || operator.integer("axis", 0) != 0 || weight.whole()) {
      throw new IllegalArgumentException(
          "it looks up tokens in a tensor of shape %s along axis %d; rows of weights are needed"
              .formatted(weight.shape(), operator.integer("axis", 0)));
    }
    if (operator.shape(tokens).kind() != FeatureShape.Kind.TOKENS) {
      throw new IllegalArgumentException(
          "it looks up what is no token; the input must be whole numbers of the shape batch, steps");
    }
    List<OnnxAxis> axes = new ArrayList<>(operator.axes(1));
    axes.add(OnnxAxis.CHANNELS);
    Embedding embedding = new Embedding(weight.shape().get(0), weight.shape().get(1));
    int rows = operator.add(embedding, List.of(tokens), Map.of("weight", weight));
    operator.putOrdered(0, rows, axes);
    return true;
  }
}
