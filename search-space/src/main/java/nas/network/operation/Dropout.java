package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.StateSpec;

/**
 * In training, zeros in the place of values drawn at random, the others divided by the probability
 * to stay; nothing in use (Srivastava et al. 2014, Dropout: a simple way to prevent neural networks
 * from overfitting).
 *
 * <p>What is drawn follows from the node's name and the number of batches trained before, which is
 * kept with the running statistics, so an interrupted training goes on with the same draws.
 *
 * @param probability of a value to become zero
 */
public record Dropout(
    @Setting(value = "Probability of a value to become zero", min = 0, max = 0.99)
        double probability)
    implements Operation {

  /** What a dropout keeps: how many batches it was trained on. */
  static final StateSpec BATCHES =
      new StateSpec("batches", "num_batches_tracked", List.of(1), 0, true);

  /** Checks the range. */
  public Dropout {
    requireProbability(probability);
  }

  static void requireProbability(double probability) {
    if (!(probability >= 0 && probability <= 0.99)) {
      throw new IllegalArgumentException(
          "probability (%s) of a dropout must be from 0 to 0.99".formatted(probability));
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "dropout " + probability;
  }

  @Override
  public boolean keepsPositive() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of(BATCHES);
  }
}
