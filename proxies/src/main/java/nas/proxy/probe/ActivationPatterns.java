package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * Number of different patterns of rectifiers that are on, over small Gaussian images, in a thin
 * version of the network, see {@link nas.network.ThinNetwork}; NaN where an activation is not
 * finite.
 *
 * <p>Rectifiers that do not reach the output are left out, as they do not bend what the network
 * computes; without any rectifier there is one pattern. The weights are normal with variance 2 /
 * fanIn, the biases 0; the thin network runs in training mode. Neither the weights nor the images
 * that other probes measure are read. All random numbers follow from the seed and the network's id.
 *
 * @param batches number of batches, at least 1
 * @param images number of images in a batch, at least 2
 */
public record ActivationPatterns(int batches, int images) implements Probe<Double> {

  /** Checks the ranges. */
  public ActivationPatterns {
    if (batches < 1 || images < 2) {
      throw new IllegalArgumentException(
          "batches (" + batches + ") must be at least 1 and images (" + images + ") at least 2");
    }
  }

  @Override
  public Class<Double> type() {
    return Double.class;
  }
}
