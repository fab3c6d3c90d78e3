package nas.proxy.probe;

import java.util.List;

/**
 * What became of a small change of the images.
 *
 * @param meanNorm mean over images of the Euclidean norm of the change of the feature map
 * @param meanSum mean over images of the sum of the absolute changes of the feature map
 * @param normalisations all batch normalisations before the feature map, in topological order,
 *     those that do not reach it included
 */
public record PerturbedFeatures(
    double meanNorm, double meanSum, List<Normalisation> normalisations) {

  /** Copies the list. */
  public PerturbedFeatures {
    normalisations = List.copyOf(normalisations);
  }

  /**
   * What one batch normalisation saw.
   *
   * @param node name of the node
   * @param live whether it reaches the feature map
   * @param values number of values of one channel that the statistics are taken over: images *
   *     height * width
   * @param variance mean over channels of the variance (divisor {@code values}) for the images
   * @param perturbedVariance the same for the changed images
   * @param tracked whether the layer keeps running statistics
   * @param momentum weight of the newest batch in the layer's running statistics
   */
  public record Normalisation(
      String node,
      boolean live,
      long values,
      double variance,
      double perturbedVariance,
      boolean tracked,
      double momentum) {}
}
