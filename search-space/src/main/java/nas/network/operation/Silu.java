package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * x / (1 + exp(-x)), also named swish (Ramachandran et al. 2017, Searching for Activation
 * Functions, arXiv:1710.05941).
 */
public record Silu() implements Operation {
  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
