package nas.experiment.run;

import java.util.List;
import nas.evaluator.ProgressListener;
import nas.result.journal.TrialRecord;

/**
 * Is told how a run goes, by the threads of its workers: of one search in order, of several at the
 * same time.
 */
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

  /**
   * How far a scoring by zero-cost metrics is, which a strategy asked for.
   *
   * @param purpose what the scores are for, such as {@code the warmup of AE}
   * @param proxy the metric, or several, as the experiment names them
   * @param scored networks scored so far
   * @param kept networks whose scores were known before
   * @param total networks with scores when all is done, {@code kept} included
   */
  record Scoring(String purpose, String proxy, int scored, int kept, int total) {}

  /** Networks are scored for a strategy; called at the beginning and after each network. */
  default void onScoring(Scoring scoring) {}

  /** An epoch of some network is done. */
  default void onEpoch(SearchKey key, int trial, ProgressListener.Epoch epoch) {}

  /** Returns a listener that tells others, in their order. */
  static RunListener all(List<RunListener> listeners) {
    List<RunListener> told = List.copyOf(listeners);
    return new RunListener() {
      @Override
      public void onStart(int journaledModels, boolean ended) {
        told.forEach(listener -> listener.onStart(journaledModels, ended));
      }

      @Override
      public void onTrial(SearchKey key, TrialRecord trial, boolean resumed) {
        told.forEach(listener -> listener.onTrial(key, trial, resumed));
      }

      @Override
      public void onScoring(Scoring scoring) {
        told.forEach(listener -> listener.onScoring(scoring));
      }

      @Override
      public void onEpoch(SearchKey key, int trial, ProgressListener.Epoch epoch) {
        told.forEach(listener -> listener.onEpoch(key, trial, epoch));
      }
    };
  }
}
