package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;

/** A trained summand for each channel. */
public record ChannelShift() implements Operation {

  @Override
  public Category category() {
    return Category.NORMALISATION;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return ParameterSpec.scaleAndShift(inputs.get(0).channels()).subList(1, 2);
  }
}
