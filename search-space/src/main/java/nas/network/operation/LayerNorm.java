package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.Usual;

/**
 * Layer normalisation over the channels of each pixel or step (Ba et al. 2016, arXiv:1607.06450).
 *
 * @param affine whether scale and shift are trained (else 1 and 0)
 * @param epsilon added to the variance
 */
public record LayerNorm(
    @Setting("Whether scale and shift are trained") @Usual("true") boolean affine,
    @Setting(value = "Added to the variance", min = 0, max = 1) @Usual("1e-5") double epsilon)
    implements Operation {

  @Override
  public Category category() {
    return Category.NORMALISATION;
  }

  @Override
  public boolean normalises() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() == FeatureShape.Kind.TOKENS) {
      throw new IllegalArgumentException("tokens have no channels to normalise");
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return affine ? ParameterSpec.scaleAndShift(inputs.get(0).channels()) : List.of();
  }
}
