package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Values within bounds, min(max(x, minimum), maximum); ReLU6 is the one from 0 to 6.
 *
 * @param minimum lower bound
 * @param maximum upper bound, above the lower one
 */
public record Clamp(@Setting("Lower bound") double minimum, @Setting("Upper bound") double maximum)
    implements Operation {

  /** Checks the order. */
  public Clamp {
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException(
          "values cannot be clamped to %s and above, and to %s and below"
              .formatted(minimum, maximum));
    }
  }

  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public String label() {
    return minimum == 0 && maximum == 6 ? "ReLU6" : "clamp %s to %s".formatted(minimum, maximum);
  }

  @Override
  public boolean isRectifier() {
    return minimum == 0;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
