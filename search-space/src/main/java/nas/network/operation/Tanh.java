package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** The hyperbolic tangent. */
public record Tanh() implements Operation {
  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
