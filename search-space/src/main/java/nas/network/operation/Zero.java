package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** Zeros in the shape of the input, through which no gradient flows. */
public record Zero() implements Operation {
  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public boolean passesInputs() {
    return false;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
