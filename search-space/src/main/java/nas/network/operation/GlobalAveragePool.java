package nas.network.operation;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/** The mean over height and width; yields channels x 1 x 1. */
public record GlobalAveragePool() implements Operation {
  @Override
  public Category category() {
    return Category.POOLING;
  }

  @Override
  public String label() {
    return "mean";
  }

  @Override
  public boolean averagesImages() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return new FeatureShape(Operation.only(inputs).channels(), 1, 1);
  }
}
