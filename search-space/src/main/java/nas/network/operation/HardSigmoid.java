package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** (x + 3) / 6 between -3 and 3, 0 below and 1 above, as in MobileNetV3. */
public record HardSigmoid() implements Operation {
  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
