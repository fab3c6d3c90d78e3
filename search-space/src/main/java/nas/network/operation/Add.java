package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** The sum of at least one input of equal shapes. */
public record Add() implements Operation {
  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public String label() {
    return "+";
  }

  @Override
  public boolean skipsZeros() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    // A plain loop, because networks are built by the million.
    boolean equal = !inputs.isEmpty();
    for (FeatureShape input : inputs) {
      equal &= input.equals(inputs.get(0));
    }
    if (!equal) {
      throw new IllegalArgumentException("a sum needs inputs of one shape, got " + inputs);
    }
    return inputs.get(0);
  }
}
