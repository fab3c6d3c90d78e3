package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * x (x + 3) / 6 between -3 and 3, 0 below and x above (Howard et al. 2019, Searching for
 * MobileNetV3, arXiv:1905.02244).
 */
public record HardSwish() implements Operation {
  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
