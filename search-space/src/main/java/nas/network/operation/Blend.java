package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Of inputs a, b, c of one shape the value a b + (1 - a) c, value by value: a gate a takes b where
 * it is 1 and c where it is 0.
 */
public record Blend() implements Operation {

  private static final int INPUTS = 3;

  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public String label() {
    return "blend";
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    if (inputs.size() != INPUTS || inputs.stream().distinct().count() > 1) {
      throw new IllegalArgumentException("a blend needs three inputs of one shape, got " + inputs);
    }
    return inputs.get(0);
  }
}
