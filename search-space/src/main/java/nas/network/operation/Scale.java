package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * All values times one number that is not trained, as residuals are made smaller in
 * Inception-ResNet (Szegedy et al. 2017, arXiv:1602.07261).
 *
 * @param factor the number, above 0
 */
public record Scale(
    @Setting(value = "The number that values are multiplied by", min = 1e-6, max = 1e6)
        double factor)
    implements Operation {

  /** Checks the range. */
  public Scale {
    if (!(factor >= 1e-6 && factor <= 1e6)) {
      throw new IllegalArgumentException("factor (%s) must be from 1e-6 to 1e6".formatted(factor));
    }
  }

  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public String label() {
    return "× " + factor;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
