package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Usual;

/**
 * The leaky rectifier: x where it is positive, else slope times x (Maas et al. 2013, Rectifier
 * nonlinearities improve neural network acoustic models).
 *
 * @param slope factor of negative values
 */
public record LeakyRelu(
    @Setting(value = "Factor of negative values", min = 0, max = 1) @Usual("0.01") double slope)
    implements Operation {

  /** Checks the range. */
  public LeakyRelu {
    if (!(slope >= 0 && slope <= 1)) {
      throw new IllegalArgumentException("slope (%s) must be from 0 to 1".formatted(slope));
    }
  }

  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public String label() {
    return "leaky ReLU " + slope;
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
