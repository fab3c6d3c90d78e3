package nas.evaluator;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.Result;

/**
 * Turns an architecture into a result, by training a network or by looking it up.
 *
 * <p>Safe for use by several threads at once. The outcome depends only on the evaluator's settings,
 * the architecture and the seed, never on threads or order; wall-clock time is measured outside.
 *
 * @param <A> the architecture
 */
public interface Evaluator<A> extends AutoCloseable {

  /**
   * Evaluates an architecture in full.
   *
   * @param architecture a valid point of the space the evaluator was made for
   * @param seed decides initial weights, minibatches and augmentation
   * @param progress is told about the evaluation as it goes, on the calling thread
   * @return the values, or why there are none; failures of training are outcomes, not exceptions
   * @throws InterruptedException if the thread was interrupted; nothing is left running
   * @throws nas.core.UserException if data that is read on the way is damaged, which ends the run
   */
  Result evaluate(A architecture, long seed, ProgressListener progress) throws InterruptedException;

  /** Returns what the values of its results are, by default accuracies. */
  default Objective objective() {
    return Objective.ACCURACY;
  }

  /**
   * Returns what is known of architectures without evaluating them, such as measured latencies, by
   * its name; the functions return NaN where nothing is known, and may be used after {@link
   * #close}.
   */
  default SortedMap<String, ToDoubleFunction<A>> costs() {
    return Collections.emptySortedMap();
  }

  /**
   * Says which values of one of the {@link #costs} promise the more accurate network, so that it
   * can guide a search as a metric does; empty: nothing is known of that.
   */
  default Optional<Better> better(String cost) {
    return Optional.empty();
  }

  /**
   * Evaluates an architecture at one of the fidelities of {@link EvaluatorPlugin#fidelities}. By
   * default there is only the full one.
   *
   * @param fidelity index of the fidelity; the last is the full one
   */
  default Result evaluate(A architecture, int fidelity, long seed, ProgressListener progress)
      throws InterruptedException {
    if (fidelity != 0) {
      throw new IllegalArgumentException("there is no fidelity " + fidelity);
    }
    return evaluate(architecture, seed, progress);
  }

  /**
   * Evaluates a slice of an evaluation, so that between slices somebody who knows other evaluations
   * can decide whether it goes on. However an evaluation is sliced, its numbers are the same; only
   * {@link Slice#ends} makes it another. By default it is not sliced: every slice is the whole.
   *
   * @param fidelity index of the fidelity; the last is the full one
   * @throws IllegalArgumentException if the slice begins with the state of another evaluation
   */
  default SliceResult evaluate(
      A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    return new SliceResult.Ended(evaluate(architecture, fidelity, seed, progress));
  }

  /** Returns what test accuracies are to be compared with, if the test images are known. */
  default Optional<AccuracyBasis> basis() {
    return Optional.empty();
  }

  /**
   * Says why an architecture cannot be evaluated at all, as a table that does not hold it; empty:
   * it can be. Searches skip such proposals, which then cost nothing. Quick, and a function of the
   * architecture and the fidelity alone. By default all can be evaluated.
   */
  default Optional<String> whyMissing(A architecture, int fidelity) {
    return Optional.empty();
  }

  /**
   * Says whether a full evaluation is a look-up that depends on the architecture alone, so that all
   * architectures of a space can be asked for before a search, at no cost; by default it is not.
   */
  default boolean looksUp() {
    return false;
  }

  /**
   * Returns what the outcomes depend on beside the settings, for provenance: checksums and sizes of
   * data, versions of engines, the device.
   */
  SortedMap<String, String> provenance();

  @Override
  void close();
}
