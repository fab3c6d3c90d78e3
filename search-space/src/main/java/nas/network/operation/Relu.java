package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** The rectifier, max(x, 0). */
public record Relu() implements Operation {
  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public boolean isRectifier() {
    return true;
  }

  @Override
  public boolean keepsPositive() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
