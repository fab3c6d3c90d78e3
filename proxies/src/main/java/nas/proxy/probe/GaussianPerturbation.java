package nas.proxy.probe;

import java.util.List;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * How far the last feature map moves when Gaussian images move a little, in a network with Gaussian
 * weights, in training mode.
 *
 * <p>All weights of convolutions and linear layers are drawn from N(0, 1), biases are 0, batch
 * normalisation has scale 1 and shift 0. With x and e batches of the network's image size drawn
 * from N(0, 1), the network is executed for x and for x + 0.01 e, each normalised by the statistics
 * of its own batch. The feature map is the input of the last global average pooling; where none
 * stands between the output and the last sum or concatenation before it, it is the output.
 *
 * <p>Neither the weights nor the images that other probes measure are read. All random numbers
 * follow from the seed and the network's id.
 *
 * @param images number of images in a batch, at least 2
 */
public record GaussianPerturbation(int images) implements Probe<PerturbedFeatures> {

  /** Checks the range. */
  public GaussianPerturbation {
    if (images < 2) {
      throw new IllegalArgumentException("images (" + images + ") must be at least 2");
    }
  }

  @Override
  public Class<PerturbedFeatures> type() {
    return PerturbedFeatures.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "two forwards with Gaussian weights and images",
            Pass.Weights.DRAWN,
            Pass.Input.NOISE,
            2,
            0));
  }

  @Override
  public Observation<PerturbedFeatures> observe(Place place) {
    return Observation.of(() -> ZenForward.measure(this, place));
  }
}
