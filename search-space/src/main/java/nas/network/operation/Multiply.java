package nas.network.operation;

import java.util.List;
import java.util.function.ToIntFunction;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * The product of inputs, value by value; an input of size 1 along an axis is repeated along it, as
 * the channels x 1 x 1 gates of squeeze-and-excitation are (Hu et al. 2018, arXiv:1709.01507).
 */
public record Multiply() implements Operation {
  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public String label() {
    return "×";
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    if (inputs.isEmpty() || inputs.stream().anyMatch(input -> !sameAxes(inputs.get(0), input))) {
      throw new IllegalArgumentException("a product needs inputs of the same axes, got " + inputs);
    }
    return inputs
        .get(0)
        .resized(
            side(inputs, FeatureShape::channels),
            side(inputs, FeatureShape::height),
            side(inputs, FeatureShape::width));
  }

  private static boolean sameAxes(FeatureShape one, FeatureShape other) {
    return one.kind() == other.kind() && one.kind() != FeatureShape.Kind.TOKENS;
  }

  private static int side(List<FeatureShape> inputs, ToIntFunction<FeatureShape> side) {
    int longest = inputs.stream().mapToInt(side).max().orElse(1);
    for (FeatureShape input : inputs) {
      int own = side.applyAsInt(input);
      if (own != longest && own != 1) {
        throw new IllegalArgumentException(
            "a product needs inputs of one size, or of size 1 along an axis, got " + inputs);
      }
    }
    return longest;
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    boolean alike = inputs.stream().allMatch(input -> input.channels() == inputs.get(0).channels());
    return alike ? Width.KEPT : Width.FREE;
  }
}
