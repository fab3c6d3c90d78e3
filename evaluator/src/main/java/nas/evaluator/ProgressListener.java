package nas.evaluator;

/** Is told how an evaluation goes. */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that ignores everything. */
  ProgressListener NONE = epoch -> {};

  /**
   * One epoch is done.
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
   */
  record Epoch(int number, int total, double trainLoss, double trainAccuracyPercent) {}
}
