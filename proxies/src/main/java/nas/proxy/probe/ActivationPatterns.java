package nas.proxy.probe;

import java.util.List;
import java.util.Optional;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;

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

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "forwards of a thin network with Gaussian images",
            Pass.Weights.DRAWN,
            Pass.Input.NOISE,
            batches,
            0));
  }

  @Override
  public Observation<Double> observe(Place place) {
    return Observation.of(() -> LinearRegions.measure(this, place));
  }

  @Override
  public Optional<Score.Undefined> obstacle(Place place) {
    return Probe.super.obstacle(place).or(() -> LinearRegions.obstacle(place.network()));
  }
}
