package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** Joins inputs of equal height and width along the channels, in order. */
public record Concatenate() implements Operation {
  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public String label() {
    return "join";
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a concatenation needs at least one input");
    }
    FeatureShape first = inputs.get(0);
    int channels = 0;
    for (FeatureShape input : inputs) {
      if (input.kind() != first.kind()
          || input.height() != first.height()
          || input.width() != first.width()) {
        throw new IllegalArgumentException("a concatenation needs images of one size: " + inputs);
      }
      channels += input.channels();
    }
    return first.resized(channels, first.height(), first.width());
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return inputs.size() == 1 ? Width.KEPT : Width.SUMMED;
  }
}
