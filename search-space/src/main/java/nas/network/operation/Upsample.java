package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Sides;

/**
 * Larger images, each pixel of which is the nearest one of the input.
 *
 * @param factor how many times as many rows and columns
 */
public record Upsample(
    @Setting(value = "How many times as many rows and columns", min = 1) Sides factor)
    implements Operation {

  /** Checks the range. */
  public Upsample {
    if (!factor.areAtLeast(1)) {
      throw new IllegalArgumentException("factor must be at least 1");
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.IMAGE) {
      throw new IllegalArgumentException("only images are made larger, got " + input);
    }
    return input.resized(
        input.channels(),
        Math.multiplyExact(input.height(), factor.height()),
        Math.multiplyExact(input.width(), factor.width()));
  }
}
