package nas.strategy.reinforce;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A categorical distribution for every position, independent of the others; all options are equally
 * likely at the start.
 *
 * <p>Parameters: the logits, position by position.
 */
final class IndependentPolicy implements Policy {

  private final List<Integer> sizes;
  private final float[] logits;

  IndependentPolicy(List<Integer> sizes) {
    this.sizes = sizes;
    this.logits = new float[sizes.stream().mapToInt(Integer::intValue).sum()];
  }

  @Override
  public float[] parameters() {
    return logits.clone();
  }

  @Override
  public void change(Consumer<float[]> change) {
    change.accept(logits);
  }

  private List<double[]> positions() {
    List<double[]> positions = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      positions.add(Categorical.probabilities(logits, from, size));
      from += size;
    }
    return positions;
  }

  @Override
  public List<List<Integer>> sample(List<RandomGenerator> randoms) {
    List<double[]> positions = positions();
    return randoms.stream()
        .map(
            random ->
                positions.stream().map(position -> Categorical.draw(position, random)).toList())
        .toList();
  }

  /** {@inheritDoc} d log p(a) / d logit_s = [a = s] - p_s; d H / d logit_s = -p_s (log p_s + H). */
  @Override
  public float[] gradient(List<List<Integer>> sequences, double[] weights, double entropyBonus) {
    double[] gradient = new double[logits.length];
    List<double[]> positions = positions();
    int from = 0;
    for (int position = 0; position < positions.size(); position++) {
      double[] probabilities = positions.get(position);
      for (int sequence = 0; sequence < weights.length; sequence++) {
        double weight = weights[sequence] / weights.length;
        gradient[from + sequences.get(sequence).get(position)] += weight;
        for (int option = 0; option < probabilities.length; option++) {
          gradient[from + option] -= weight * probabilities[option];
        }
      }
      double entropy = Categorical.entropy(probabilities);
      for (int option = 0; option < probabilities.length; option++) {
        double probability = probabilities[option];
        if (probability > 0) {
          gradient[from + option] -=
              entropyBonus * probability * (StrictMath.log(probability) + entropy);
        }
      }
      from += probabilities.length;
    }
    float[] rounded = new float[gradient.length];
    for (int index = 0; index < rounded.length; index++) {
      rounded[index] = (float) gradient[index];
    }
    return rounded;
  }
}
