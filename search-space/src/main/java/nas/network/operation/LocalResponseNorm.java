package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Usual;

/**
 * Values divided by (offset + factor times the mean square of neighbouring channels) to a power
 * (Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks).
 *
 * @param size the number of neighbouring channels, its own in the middle, odd; those that do not
 *     exist count as zeros
 * @param factor of the mean square
 * @param power of the divisor
 * @param offset of the mean square
 */
public record LocalResponseNorm(
    @Setting(value = "Number of neighbouring channels, odd", min = 1) @Usual("5") int size,
    @Setting(value = "Factor of the mean square", min = 0, max = 1e6) @Usual("1e-4") double factor,
    @Setting(value = "Power of the divisor", min = 0, max = 10) @Usual("0.75") double power,
    @Setting(value = "Offset of the mean square", min = 1e-6, max = 1e6) @Usual("1") double offset)
    implements Operation {

  /** Checks the ranges. */
  public LocalResponseNorm {
    if (size < 1 || size % 2 == 0 || !(factor >= 0) || !(power >= 0) || !(offset > 0)) {
      throw new IllegalArgumentException("settings of a local response norm out of range");
    }
  }

  @Override
  public Category category() {
    return Category.NORMALISATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.IMAGE) {
      throw new IllegalArgumentException("only images have channels beside one another");
    }
    return input;
  }
}
