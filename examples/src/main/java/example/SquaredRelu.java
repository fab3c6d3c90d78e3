package example;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * An operation of one's own: a max(x, 0)^2 (for a = 1 So et al. 2021, Primer: Searching for Efficient
 * Transformers for Language Modeling, arXiv:2109.08668).
 *
 * @param factor a
 */
public record SquaredRelu(
    @Setting(value = "Factor of the square", byDefault = "1.0", min = 0, max = 1000) double factor)
    implements Operation {

  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  /** Units are on exactly where the output is positive, so that metrics of ReLUs count them. */
  @Override
  public boolean isRectifier() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
