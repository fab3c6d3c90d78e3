package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.Usual;

/**
 * Normalises every channel of every image by its own mean and variance over the pixels (Ulyanov et
 * al. 2016, arXiv:1607.08022).
 *
 * @param affine whether scale and shift are trained (else 1 and 0)
 * @param epsilon added to the variance
 */
public record InstanceNorm(
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
    if (input.kind() != FeatureShape.Kind.IMAGE || input.elements() == input.channels()) {
      throw new IllegalArgumentException("only images of several pixels have a variance");
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return affine ? ParameterSpec.scaleAndShift(inputs.get(0).channels()) : List.of();
  }
}
