package nas.evaluator;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.Result;

/**
 * An evaluator that is another one but for what a subclass says; all evaluations are those of
 * {@link #evaluate(Object, int, long, Slice, ProgressListener)}.
 *
 * @param <A> the architecture
 */
public abstract class ForwardingEvaluator<A> implements Evaluator<A> {

  private final Evaluator<A> inner;
  private final int full;

  /**
   * Creates the evaluator.
   *
   * @param inner is closed with this
   * @param full index of the full fidelity
   */
  protected ForwardingEvaluator(Evaluator<A> inner, int full) {
    this.inner = inner;
    this.full = full;
  }

  /** Returns the other evaluator. */
  protected Evaluator<A> inner() {
    return inner;
  }

  @Override
  public SliceResult evaluate(
      A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    return inner.evaluate(architecture, fidelity, seed, slice, progress);
  }

  @Override
  public Result evaluate(A architecture, int fidelity, long seed, ProgressListener progress)
      throws InterruptedException {
    SliceResult whole = evaluate(architecture, fidelity, seed, Slice.WHOLE, progress);
    return ((SliceResult.Ended) whole).result();
  }

  @Override
  public Result evaluate(A architecture, long seed, ProgressListener progress)
      throws InterruptedException {
    return evaluate(architecture, full, seed, progress);
  }

  @Override
  public Objective objective() {
    return inner.objective();
  }

  @Override
  public SortedMap<String, ToDoubleFunction<A>> costs() {
    return inner.costs();
  }

  @Override
  public Optional<Better> better(String cost) {
    return inner.better(cost);
  }

  @Override
  public Optional<AccuracyBasis> basis() {
    return inner.basis();
  }

  @Override
  public Optional<String> whyMissing(A architecture, int fidelity) {
    return inner.whyMissing(architecture, fidelity);
  }

  @Override
  public boolean looksUp() {
    return inner.looksUp();
  }

  @Override
  public SortedMap<String, String> provenance() {
    return inner.provenance();
  }

  @Override
  public void close() {
    inner.close();
  }
}
