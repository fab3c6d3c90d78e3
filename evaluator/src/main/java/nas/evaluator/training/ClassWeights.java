package nas.evaluator.training;

import java.util.Arrays;

/** How much an image counts in the training loss, by its class. */
public enum ClassWeights {
  /** All images alike. */
  NONE,

  /**
   * All classes alike: an image counts images / (classes * images of its class), classes being
   * those that have images. The loss of a minibatch is the weighted mean.
   */
  BALANCED;

  /**
   * Returns the weight of each class, 0 for those without images.
   *
   * @param counts images to train on, by class
   */
  double[] of(int[] counts) {
    long images = Arrays.stream(counts).asLongStream().sum();
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    return Arrays.stream(counts)
        .mapToDouble(
            count ->
                this == NONE ? 1 : count == 0 ? 0 : images / ((double) present * (double) count))
        .toArray();
  }
}
