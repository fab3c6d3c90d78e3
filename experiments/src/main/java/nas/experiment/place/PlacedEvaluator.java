package nas.experiment.place;

import java.util.SortedMap;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.ForwardingEvaluator;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.space.Space;

/**
 * An evaluator whose evaluations take place at a {@link Workplace}; what it knows without
 * evaluating, another evaluator of the same experiment knows in this process.
 *
 * <p>An evaluation whose worker is lost is given to another one. One that has cost two has failed,
 * and the run goes on without it.
 *
 * @param <A> the architecture
 */
public final class PlacedEvaluator<A> extends ForwardingEvaluator<A> {

  private final Space<A> space;
  private final Setup setup;
  private final Workplace workplace;
  private final Consumer<String> notices;

  /**
   * Creates the evaluator; nothing is asked yet.
   *
   * @param local knows what needs no evaluation
   * @param setup what other evaluators of the same experiment are made from
   * @param full index of the full fidelity
   * @param workplace is closed with this
   * @param notices takes sentences about lost workers
   */
  public PlacedEvaluator(
      Evaluator<A> local,
      Space<A> space,
      Setup setup,
      int full,
      Workplace workplace,
      Consumer<String> notices) {
    super(local, full);
    this.space = space;
    this.setup = setup;
    this.workplace = workplace;
    this.notices = notices;
  }

  /**
   * Refuses a workplace where evaluations would depend on something else than here.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws UserException if they do, or if the evaluator cannot be made there
   */
  public void requireSameProvenance() throws InterruptedException {
    SortedMap<String, String> there;
    try {
      there = ((Answer.Told) Answer.reached(workplace.provenance(setup.toText()))).values();
    } catch (WorkerLostException lost) {
      throw new UserException(
          "A worker that was to make the evaluator ended: " + lost.reason(),
          "evaluate on threads of this process to see what happens, by '--workers 1 --set"
              + " execution.isolation=thread'");
    }
    Differences.refuse("evaluate", provenance(), there);
  }

  @Override
  public SliceResult evaluate(
      A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    String text = space.format(architecture);
    String request = new EvaluationRequest(setup, text, fidelity, seed, slice).toText();
    return Tries.of(
        () -> ((Answer.Evaluated) Answer.reached(workplace.evaluate(request, progress))).result(),
        (reason, again) ->
            notices.accept(
                "A worker ended that evaluated %s: %s. %s"
                    .formatted(
                        text,
                        reason,
                        again ? "Another one evaluates it again." : "It is given up as failed.")),
        PlacedEvaluator::givenUp);
  }

  private static SliceResult givenUp(String ends) {
    return new SliceResult.Ended(
        new Result.Failed(FailureKind.WORKER_LOST, "the evaluation ended its worker " + ends));
  }

  @Override
  public void close() {
    workplace.close();
    super.close();
  }
}
