package nas.strategy.reinforce;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A distribution over sequences of choices, log p(a) = sum over positions t of log p(a_t | a_0 ...
 * a_(t-1)), whose parameters can be learned.
 *
 * <p>Holds no native memory between calls.
 */
sealed interface Policy permits IndependentPolicy, LstmPolicy {

  /** Returns a copy of the parameters. */
  float[] parameters();

  /** Changes the parameters in place, and so the policy. */
  void change(Consumer<float[]> change);

  /**
   * Draws sequences.
   *
   * @param randoms one generator a sequence, from which one double is taken a position
   */
  List<List<Integer>> sample(List<RandomGenerator> randoms);

  /**
   * Returns the gradient, by the parameters, of the mean over the sequences a_i of
   *
   * <pre>weight_i * log p(a_i) + entropyBonus * sum over t of H(p(. | the choices of a_i before t))
   * </pre>
   *
   * <p>with the entropy H in nats. The second term takes the sequences as given: it does not count
   * that the parameters decide which of them are drawn.
   *
   * @param sequences at least one
   * @param weights one a sequence
   */
  float[] gradient(List<List<Integer>> sequences, double[] weights, double entropyBonus);
}
