package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.StateSpec;

/**
 * A mixture of two inputs: in training by a share that is drawn for every example, and by another
 * one in the derivatives; their mean in use (Gastaldi 2017, Shake-Shake regularization,
 * arXiv:1705.07485).
 *
 * <p>What is drawn follows from the node's name and the number of batches trained before, as for
 * {@link Dropout}.
 */
public record ShakeShake() implements Operation {

  @Override
  public Category category() {
    return Category.JOIN;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    if (inputs.size() != 2 || !inputs.get(0).equals(inputs.get(1))) {
      throw new IllegalArgumentException("a mixture needs two inputs of one shape, got " + inputs);
    }
    return inputs.get(0);
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of(new StateSpec("batches", "num_batches_tracked", List.of(1), 0, true));
  }
}
