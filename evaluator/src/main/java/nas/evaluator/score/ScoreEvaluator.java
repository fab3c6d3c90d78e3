package nas.evaluator.score;

import java.util.SortedMap;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.NetworkScorer;
import nas.evaluator.ProgressListener;

/**
 * Takes the score of an untrained network for its result, as zero-shot searches do (Lin et al.
 * 2021, Zen-NAS, arXiv:2102.01063): the search sees the number that is reported, and nothing is
 * known of accuracy. The seed of an evaluation plays no part, as a score depends on the
 * architecture alone.
 *
 * @param <A> the architecture
 */
final class ScoreEvaluator<A> implements Evaluator<A> {

  private final NetworkScorer<A> scorer;

  /** Creates the evaluator. */
  ScoreEvaluator(NetworkScorer<A> scorer) {
    this.scorer = scorer;
  }

  @Override
  public Result evaluate(A architecture, long seed, ProgressListener progress)
      throws InterruptedException {
    return scorer.score(architecture);
  }

  @Override
  public Objective objective() {
    return scorer.objective();
  }

  @Override
  public SortedMap<String, String> provenance() {
    return scorer.circumstances();
  }

  @Override
  public void close() {}
}
