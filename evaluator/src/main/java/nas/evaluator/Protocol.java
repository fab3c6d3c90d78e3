package nas.evaluator;

import nas.core.trial.Objective;

/**
 * By which values an evaluator lets networks be searched and reported, in the words of its
 * settings: {@code cifar10 validation@200 mean}. Equal words stand for the same number of the same
 * run, so that a search sees what is reported.
 *
 * @param metric what is compared, such as {@code accuracy-percent}: the {@linkplain Objective#key
 *     key} of the objective
 * @param searched the value that decides the search
 * @param reported the value that is reported
 * @param trains whether networks are trained, so that the time an evaluation takes is training time
 */
public record Protocol(String metric, String searched, String reported, boolean trains) {

  /**
   * Returns the protocol of networks that are trained and compared by an objective: examples of
   * their own decide, and others are reported on.
   */
  public static Protocol ofTraining(Objective objective) {
    String words = objective.words();
    return new Protocol(objective.key(), "validation " + words, "test " + words, true);
  }

  /** Says whether values are percentages, 0 to 100. */
  public boolean isPercent() {
    return Objective.isPercent(metric);
  }
}
