package nas.proxy.probe;

import java.util.List;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * SynFlow's saliencies |w * dR/dw| by back-propagation: parameters replaced by their absolute
 * values, one image of ones, R the sum of the logits (Tanaka et al. 2020, arXiv:2006.05467).
 *
 * <p>Activations are rescaled on the way, so nothing overflows at any depth.
 *
 * @param keepReductionBatchNorm whether the batch normalisations in NAS-Bench-201's reduction
 *     blocks stay, as in the published code of arXiv:2101.08134; all others are removed in any case
 */
public record SynflowGradients(boolean keepReductionBatchNorm) implements Probe<Saliencies> {
  @Override
  public Class<Saliencies> type() {
    return Saliencies.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "SynFlow forward and backward", Pass.Weights.MAGNITUDES, Pass.Input.ONES, 1, 1));
  }

  @Override
  public Observation<Saliencies> observe(Place place) {
    return Observation.of(() -> SynflowPasses.saliencies(place, keepReductionBatchNorm));
  }
}
