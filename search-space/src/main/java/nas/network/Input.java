package nas.network;

import java.util.List;
import nas.core.plugin.Setting;

/**
 * The examples; has no inputs.
 *
 * @param shape shape of one example
 */
public record Input(@Setting("Shape of one example") FeatureShape shape) implements Operation {
  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    if (!inputs.isEmpty()) {
      throw new IllegalArgumentException("an input layer has no inputs");
    }
    return shape;
  }

  @Override
  public Category category() {
    return Category.INPUT;
  }
}
