package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;

/**
 * Values below zero times a trained factor for each channel, others as they are (He et al. 2015,
 * Delving deep into rectifiers, arXiv:1502.01852); slope (channels).
 */
public record ParametricRelu() implements Operation {

  @Override
  public Category category() {
    return Category.ACTIVATION;
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

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    List<Integer> shape = List.of(inputs.get(0).channels());
    return List.of(new ParameterSpec("slope", "weight", ParameterSpec.Role.SLOPE, shape, 1));
  }
}
