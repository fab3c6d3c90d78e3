package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.Usual;

/**
 * A fully connected layer on features x 1 x 1, or on the features at each step of a sequence;
 * weight (outFeatures, inFeatures).
 *
 * @param outFeatures number of output features
 * @param bias whether a bias is added
 */
public record Linear(
    @Setting(value = "Number of output features", min = 1) int outFeatures,
    @Setting("Whether a bias is added") @Usual("true") boolean bias)
    implements Operation {

  @Override
  public Category category() {
    return Category.PROJECTION;
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() == FeatureShape.Kind.SEQUENCE) {
      return input.resized(outFeatures, 1, input.width());
    }
    if (input.kind() != FeatureShape.Kind.IMAGE || input.height() != 1 || input.width() != 1) {
      throw new IllegalArgumentException("a linear layer needs features x 1 x 1, got " + input);
    }
    return new FeatureShape(outFeatures, 1, 1);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    int fanIn = inputs.get(0).channels();
    ParameterSpec weight = ParameterSpec.weight(fanIn, outFeatures, fanIn);
    return bias ? List.of(weight, ParameterSpec.bias(fanIn, outFeatures)) : List.of(weight);
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return output.elements() * inputs.get(0).channels();
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FIXED;
  }
}
