package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** All values of an image as a vector: channel after channel, row after row. */
public record Flatten() implements Operation {

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return new FeatureShape(Math.toIntExact(Operation.only(inputs).elements()), 1, 1);
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return inputs.get(0).elements() == inputs.get(0).channels() ? Width.KEPT : Width.MULTIPLE;
  }
}
