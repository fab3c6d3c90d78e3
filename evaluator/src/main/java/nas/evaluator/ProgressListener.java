package nas.evaluator;

import java.util.OptionalDouble;

/** Is told how an evaluation goes. */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that ignores everything. */
  ProgressListener NONE = epoch -> {};

  /**
   * One epoch is done. A training that goes on from a checkpoint tells the earlier epochs again.
   *
   * @param epoch what is known after it
   */
  void onEpoch(Epoch epoch);

  /**
   * State of a training after an epoch.
   *
   * @param number 1 to {@code total}
   * @param total number of epochs
   * @param trainLoss mean training loss of the epoch, cross-entropy in nats
   * @param trainAccuracyPercent accuracy on the training images during the epoch
   * @param validationAccuracyPercent accuracy on the validation images after the epoch, if it was
   *     measured
   */
  record Epoch(
      int number,
      int total,
      double trainLoss,
      double trainAccuracyPercent,
      OptionalDouble validationAccuracyPercent) {

    /** Creates the state after an epoch without a measured validation accuracy. */
    public Epoch(int number, int total, double trainLoss, double trainAccuracyPercent) {
      this(number, total, trainLoss, trainAccuracyPercent, OptionalDouble.empty());
    }
  }
}
