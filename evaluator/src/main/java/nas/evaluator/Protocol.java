package nas.evaluator;

import nas.core.trial.Better;
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
 * @param source where the values come from
 */
public record Protocol(String metric, String searched, String reported, Source source) {

  /** Where values come from. */
  public enum Source {
    /** Networks are trained, so that the time an evaluation takes is training time. */
    TRAINING,
    /** They are looked up in a table of trained networks. */
    TABLE,
    /** They are scores of a zero-cost metric: nothing is trained, nor was anything. */
    SCORE
  }

  /**
   * Returns the protocol of networks that are trained and compared by an objective: examples of
   * their own decide, and others are reported on.
   */
  public static Protocol ofTraining(Objective objective) {
    String words = objective.words();
    return new Protocol(objective.key(), "validation " + words, "test " + words, Source.TRAINING);
  }

  /**
   * Returns the protocol of networks that are compared by their scores, which the search sees.
   *
   * @param metric the metric as the experiment writes it
   */
  public static Protocol ofScores(String metric) {
    // Only its name matters here.
    String key = Objective.ofScores(metric, Better.HIGHER).key();
    String words = "score by " + metric.strip();
    return new Protocol(key, words, words, Source.SCORE);
  }

  /** Says whether networks are trained. */
  public boolean trains() {
    return source == Source.TRAINING;
  }

  /** Says whether the values are scores. */
  public boolean scores() {
    return source == Source.SCORE;
  }

  /** Says whether values are percentages, 0 to 100. */
  public boolean isPercent() {
    return Objective.isPercent(metric);
  }
}
