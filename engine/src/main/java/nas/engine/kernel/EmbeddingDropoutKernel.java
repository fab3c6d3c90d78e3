package nas.engine.kernel;

import nas.engine.tensor.Tensor;
import nas.network.operation.EmbeddingDropout;

/** Executes {@link EmbeddingDropout}. */
public final class EmbeddingDropoutKernel implements Kernel<EmbeddingDropout> {

  @Override
  public Class<EmbeddingDropout> operation() {
    return EmbeddingDropout.class;
  }

  @Override
  public Tensor forward(Call<EmbeddingDropout> call) {
    double probability = call.operation().probability();
    if (!call.training() || probability == 0) {
      return EmbeddingKernel.rows(call);
    }
    Dropping dropping = new Dropping(call.node(), call.state(0), probability);
    try (Tensor rows = EmbeddingKernel.rows(call);
        Tensor ofTokens =
            dropping.factors(rows.scope(), rows.precision(), call.operation().vocabulary(), 1);
        Tensor tokens = call.input().toIntegers();
        Tensor ofPlaces = tokens.embedding(ofTokens);
        Tensor factors = ofPlaces.transpose(1, 2)) {
      return rows.mul(factors);
    }
  }

  @Override
  public Scaled synflow(Call<EmbeddingDropout> call, Synflow synflow) {
    return EmbeddingKernel.flow(call, synflow);
  }

  @Override
  public String onnx(OnnxCall<EmbeddingDropout> call) {
    return EmbeddingKernel.write(call);
  }
}
