package nas.experiment.place;

import java.util.Optional;
import nas.evaluator.ProgressListener;

/**
 * Where evaluations take place, and networks are scored.
 *
 * <p>It is asked and answers by text that stands for itself: whoever has the program, its plug-ins
 * and the files that an experiment names can answer, in this process, another one, or on another
 * machine. What decides a search stays with whoever asks; an answer never waits for another one.
 *
 * <p>Safe for use by several threads.
 */
public interface Workplace extends AutoCloseable {

  /** Returns how many requests it answers at the same time, at least 1; more wait their turn. */
  int slots();

  /**
   * Tells what evaluations there depend on beside the settings: data, versions, the device.
   *
   * @param setup the text of a {@link Setup}
   * @return the text of an {@link Answer}
   * @throws InterruptedException if the thread was interrupted
   * @throws WorkerLostException if what was to answer ended
   */
  String provenance(String setup) throws InterruptedException, WorkerLostException;

  /**
   * Describes data, engine and evaluator, where it is on other machines; whoever asks then makes
   * none of them. By default there is nothing to describe, as they are where it is asked for.
   *
   * @param setup the text of a {@link Setup}
   * @return the text of an {@link Answer}
   * @throws InterruptedException if the thread was interrupted
   * @throws WorkerLostException if what was to answer ended
   */
  default Optional<String> describe(String setup) throws InterruptedException, WorkerLostException {
    return Optional.empty();
  }

  /**
   * Evaluates a slice of an evaluation.
   *
   * @param request the text of an {@link EvaluationRequest}
   * @param progress is told how far it is, where that reaches this process, on the calling thread
   * @return the text of an {@link Answer}
   * @throws InterruptedException if the thread was interrupted; nothing is left running
   * @throws WorkerLostException if what was to answer ended
   */
  String evaluate(String request, ProgressListener progress)
      throws InterruptedException, WorkerLostException;

  /**
   * Scores a chunk of networks by zero-cost metrics. Chunks know nothing of one another, and what
   * is said of a network does not depend on the others in its chunk.
   *
   * @param request the text of a {@link ScoreRequest}
   * @return the text of an {@link Answer}
   * @throws InterruptedException if the thread was interrupted; nothing is left running
   * @throws WorkerLostException if what was to answer ended
   */
  String score(String request) throws InterruptedException, WorkerLostException;

  /** Ends what it has begun; to be called when nobody waits for an answer. */
  @Override
  void close();
}
