package nas.proxy.service;

/** Is told how scoring goes on, always by the thread that asked for the scores. */
@FunctionalInterface
public interface ScoringListener {

  /** Does nothing. */
  ScoringListener NONE = (scored, kept, total) -> {};

  /**
   * Called at the beginning and after each network.
   *
   * @param scored networks scored so far in this call
   * @param kept networks whose scores were known before
   * @param total networks with scores when all is done, {@code kept} included
   */
  void onProgress(int scored, int kept, int total);
}
