package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One step of a sequence, as a sequence of that step alone.
 *
 * @param step which it is, from 0
 */
public record TakeStep(@Setting(value = "Which step it is, from 0", min = 0) int step)
    implements Operation {

  /** Checks the range. */
  public TakeStep {
    if (step < 0) {
      throw new IllegalArgumentException("step (%d) must be at least 0".formatted(step));
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "step " + step;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.SEQUENCE || step >= input.width()) {
      throw new IllegalArgumentException("there is no step %d in %s".formatted(step, input));
    }
    return FeatureShape.sequence(input.channels(), 1);
  }
}
