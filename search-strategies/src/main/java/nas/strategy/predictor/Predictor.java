package nas.strategy.predictor;

import java.util.List;

/**
 * Learns from some architectures how to order others.
 *
 * <p>What it predicts is a function of the calls so far: same calls, same seeds, same predictions.
 * It holds no native memory between calls.
 *
 * @param <A> the architecture
 */
public interface Predictor<A> {

  /**
   * An architecture and how good it turned out to be.
   *
   * @param target the higher the better, 0 to 1: the validation value on a {@linkplain
   *     nas.strategy.RewardScale scale}, or the rank of a metric's score
   */
  record Example<A>(A architecture, double target) {}

  /**
   * Learns, before any network is trained, how a metric orders architectures.
   *
   * @param scored at least two examples
   * @param seed decides whatever is drawn
   */
  void warmUp(List<Example<A>> scored, long seed);

  /**
   * Learns from all networks trained so far, those of earlier calls among them.
   *
   * @param trained at least two examples
   * @param effort share of the full effort of training, above 0 to 1; little while examples are few
   * @param seed decides whatever is drawn
   */
  void fit(List<Example<A>> trained, double effort, long seed);

  /**
   * Predicts, after {@link #warmUp} or {@link #fit}.
   *
   * @return a number for each candidate, the higher the better; only their order means anything
   */
  double[] scores(List<A> candidates);
}
