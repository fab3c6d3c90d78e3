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
   * @param trainLoss mean training loss of the epoch, in nats
   * @param trainRightPercent share of right answers on the training data during the epoch
   * @param validation what networks are compared by, on the validation data after the epoch, if it
   *     was measured
   */
  record Epoch(
      int number,
      int total,
      double trainLoss,
      double trainRightPercent,
      OptionalDouble validation) {

    /** Creates the state after an epoch without a measured validation value. */
    public Epoch(int number, int total, double trainLoss, double trainRightPercent) {
      this(number, total, trainLoss, trainRightPercent, OptionalDouble.empty());
    }

    /** Returns the same as an epoch of one of several equal trainings, one after the other. */
    public Epoch ofSeveral(int before, int trainings) {
      return new Epoch(
          before * total + number, trainings * total, trainLoss, trainRightPercent, validation);
    }
  }
}
