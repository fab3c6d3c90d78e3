package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Sequences of the same features one after the other, in order: the states of a recurrent layer
 * whose steps are nodes of their own.
 */
public record JoinSteps() implements Operation {

  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public String label() {
    return "join steps";
  }

  @Override
  public boolean yieldsHiddenStates() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    int length = 0;
    for (FeatureShape input : inputs) {
      if (input.kind() != FeatureShape.Kind.SEQUENCE
          || input.channels() != inputs.get(0).channels()) {
        throw new IllegalArgumentException("steps of unlike features cannot be joined: " + inputs);
      }
      length += input.width();
    }
    if (length == 0) {
      throw new IllegalArgumentException("there are no steps to join");
    }
    return FeatureShape.sequence(inputs.get(0).channels(), length);
  }
}
