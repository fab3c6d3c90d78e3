package nas.experiment.place;

import java.util.Optional;
import java.util.SortedMap;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.AccuracyBasis;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;

/**
 * An evaluator that is elsewhere: all that is to be known of it but its results, which are asked
 * for there.
 *
 * @param <A> the architecture
 */
public final class DescribedEvaluator<A> implements Evaluator<A> {

  private final Description.OfEvaluator described;

  /** Creates the evaluator. */
  public DescribedEvaluator(Description.OfEvaluator described) {
    this.described = described;
  }

  @Override
  public Result evaluate(A architecture, long seed, ProgressListener progress) {
    throw new IllegalStateException("networks are evaluated elsewhere");
  }

  @Override
  public Objective objective() {
    return described.objective();
  }

  @Override
  public Optional<AccuracyBasis> basis() {
    return described.basis();
  }

  @Override
  public SortedMap<String, String> provenance() {
    return described.provenance();
  }

  @Override
  public void close() {}
}
