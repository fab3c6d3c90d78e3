package nas.evaluator.tabular;

import nas.core.trial.Objective;

/**
 * A question about trained networks, with nothing left open.
 *
 * @param dataset name by which the benchmark calls data and how they were split for training, such
 *     as {@code cifar10-valid} (trained on half the training images) or {@code cifar10} (on all)
 * @param metric what was measured, its unit at the end: {@link #ACCURACY_PERCENT}, {@link
 *     #TRAIN_SECONDS}, {@code loss}
 * @param split the images it was measured on; for times, {@link Split#TRAINING}
 * @param epochs how long the networks were trained, at least 1
 * @param run one run or the mean
 */
public record Query(String dataset, String metric, Split split, int epochs, Run run)
    implements Quantity {

  /** Share of images classified correctly, 0 to 100. */
  public static final String ACCURACY_PERCENT = "accuracy-percent";

  /** Time of the whole training of one network. */
  public static final String TRAIN_SECONDS = "train-seconds";

  /** Mean cross-entropy. */
  public static final String LOSS = "loss";

  /** Share of the trainings whose loss became NaN or infinite, 0 to 1; they have no value. */
  public static final String DIVERGED = "diverged";

  /** Checks the range. */
  public Query {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1");
    }
  }

  /** Returns the question for an accuracy. */
  public static Query accuracy(String dataset, Split split, int epochs, Run run) {
    return new Query(dataset, ACCURACY_PERCENT, split, epochs, run);
  }

  /** Returns the question for the time of a training. */
  public static Query trainSeconds(String dataset, int epochs, Run run) {
    return new Query(dataset, TRAIN_SECONDS, Split.TRAINING, epochs, run);
  }

  /** Returns the question whether the trainings that this is about diverged. */
  public Query diverged() {
    return new Query(dataset, DIVERGED, split, epochs, run);
  }

  /** Says whether the numbers are percentages. */
  boolean isPercent() {
    return Objective.isPercent(metric);
  }

  @Override
  public String toString() {
    return dataset + " " + metric + " " + split.word() + "@" + epochs + " " + run;
  }
}
