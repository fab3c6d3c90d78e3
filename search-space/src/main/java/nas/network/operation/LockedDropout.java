package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.StateSpec;

/**
 * In training, zeros in the place of features drawn at random, the same at all steps of a sequence,
 * the others divided by the probability to stay; nothing in use (Gal and Ghahramani 2016, A
 * theoretically grounded application of dropout in recurrent neural networks, arXiv:1512.05287).
 *
 * <p>What is drawn follows from the node's name and the number of batches trained before, as that
 * of {@link Dropout} does.
 *
 * @param probability of a feature to become zero
 */
public record LockedDropout(
    @Setting(value = "Probability of a feature to become zero", min = 0, max = 0.99)
        double probability)
    implements Operation {

  /** Checks the range. */
  public LockedDropout {
    Dropout.requireProbability(probability);
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "locked dropout " + probability;
  }

  @Override
  public boolean keepsPositive() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.SEQUENCE) {
      throw new IllegalArgumentException(
          "features of sequences are dropped at all steps, not those of " + input.described());
    }
    return input;
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of(Dropout.BATCHES);
  }
}
