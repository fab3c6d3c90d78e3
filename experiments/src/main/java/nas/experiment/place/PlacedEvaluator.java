package nas.experiment.place;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
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
 * <p>An evaluation whose worker is lost is given to another one, {@value #TRIES} in all. One that
 * has cost as many workers has failed, and the run goes on without it.
 *
 * @param <A> the architecture
 */
public final class PlacedEvaluator<A> extends ForwardingEvaluator<A> {

  /** Workers that one slice of an evaluation may cost. */
  private static final int TRIES = 2;

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
      there = ((Answer.Told) reached(workplace.provenance(setup.toText()))).values();
    } catch (WorkerLostException lost) {
      throw new UserException(
          "A worker that was to make the evaluator ended: " + lost.reason(),
          "leave execution.isolation out to see what happens");
    }
    SortedMap<String, String> here = provenance();
    TreeSet<String> keys = new TreeSet<>(here.keySet());
    keys.addAll(there.keySet());
    for (String key : keys) {
      String own = here.getOrDefault(key, "");
      String other = there.getOrDefault(key, "");
      if (!own.equals(other)) {
        throw new UserException(
            "Workers would evaluate with another %s: '%s', here it is '%s'"
                .formatted(key, other, own),
            "see that program, data and settings of Java are the same there");
      }
    }
  }

  @Override
  public SliceResult evaluate(
      A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    String text = space.format(architecture);
    String request = new EvaluationRequest(setup, text, fidelity, seed, slice).toText();
    List<String> reasons = new ArrayList<>();
    while (reasons.size() < TRIES) {
      try {
        return ((Answer.Evaluated) reached(workplace.evaluate(request, progress))).result();
      } catch (WorkerLostException lost) {
        reasons.add(lost.reason());
        notices.accept(
            "A worker ended that evaluated %s: %s. %s"
                .formatted(
                    text,
                    lost.reason(),
                    reasons.size() < TRIES
                        ? "Another one evaluates it again."
                        : "It is given up as failed."));
      }
    }
    return new SliceResult.Ended(
        new Result.Failed(
            FailureKind.WORKER_LOST,
            "the evaluation ended its worker %d times: %s"
                .formatted(TRIES, String.join("; then ", reasons.stream().distinct().toList()))));
  }

  private static Answer reached(String text) {
    Answer answer = Answer.of(text);
    if (answer instanceof Answer.Refused refused) {
      throw new UserException(refused.error());
    }
    if (answer instanceof Answer.Broken broken) {
      throw new BrokenWorkException(broken);
    }
    return answer;
  }

  @Override
  public void close() {
    workplace.close();
    super.close();
  }
}
