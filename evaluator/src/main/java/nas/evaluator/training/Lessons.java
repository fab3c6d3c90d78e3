package nas.evaluator.training;

import nas.engine.data.Part;
import nas.engine.loss.Loss;
import nas.network.Task;

/**
 * What a training reads, part by part, and how the outputs of networks are judged. Immutable, for
 * use by several threads at once.
 */
interface Lessons {

  /** Returns what networks are trained for. */
  Task task();

  /** Returns the number of examples of a part. */
  int count(Part part);

  /**
   * Returns whether each example of a part begins where the one before it ends, and none is changed
   * at random.
   */
  boolean consecutive();

  /** Returns how outputs are judged. */
  Loss loss();

  /** Returns a checksum over all of this, to tell one training from another. */
  String checksum();

  /**
   * Adds an example of the training part to a batch, changed at random where the settings say so.
   *
   * @param position which one
   * @param seed of its random changes
   */
  void addTraining(int position, long seed, Batch batch);

  /** Adds an example of a part to a batch, as it is. */
  void add(Part part, int position, Batch batch);
}
