package nas.experiment.run;

import nas.evaluator.ProgressListener;
import nas.result.journal.TrialRecord;

/** Is told how a run goes, always on the thread that runs the scheduler unless stated otherwise. */
public interface RunListener {

  /**
   * The journals are replayed and the first evaluation, if there is one to come, is about to begin.
   *
   * @param journaledModels networks that were in the journals
   * @param ended whether all searches have ended, so that there is nothing to evaluate
   */
  default void onStart(int journaledModels, boolean ended) {}

  /** A trial settled; {@code resumed} if it was in the journal already. */
  void onTrial(SearchKey key, TrialRecord trial, boolean resumed);

  /** An epoch of some network is done; called by the worker that trains it. */
  default void onEpoch(SearchKey key, int trial, ProgressListener.Epoch epoch) {}
}
