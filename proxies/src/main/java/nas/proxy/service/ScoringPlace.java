package nas.proxy.service;

import java.util.ArrayList;
import java.util.List;
import nas.proxy.Metric;

/**
 * Where networks are scored: in this process, or somewhere else.
 *
 * <p>It is given chunks, each for itself, and each of them by one thread. What it answers does not
 * depend on how networks are put into chunks. Safe for use by several threads.
 *
 * @param <A> what stands for a network, such as an architecture
 */
public interface ScoringPlace<A> {

  /** Returns how many chunks it scores at the same time, at least 1. */
  int slots();

  /** Returns how many networks the next chunk should have at most, at least 1. */
  int chunk();

  /**
   * Scores some networks by some metrics; no networks at all to see that the place can be used.
   *
   * @return one entry for each, in their order
   * @throws InterruptedException if the thread was interrupted; nothing is left running
   * @throws nas.core.UserException if it cannot be done, for a reason that the user can mend
   */
  List<MeasuredScores> score(List<A> subjects, List<Metric> metrics) throws InterruptedException;

  /** Returns the threads of this process. */
  static <A> ScoringPlace<A> here(SubjectScorer<A> scorer, int slots) {
    return new ScoringPlace<>() {
      @Override
      public int slots() {
        return slots;
      }

      @Override
      public int chunk() {
        return 1;
      }

      @Override
      public List<MeasuredScores> score(List<A> subjects, List<Metric> metrics)
          throws InterruptedException {
        List<MeasuredScores> scores = new ArrayList<>();
        for (A subject : subjects) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          scores.add(scorer.score(subject, metrics));
        }
        return scores;
      }
    };
  }
}
