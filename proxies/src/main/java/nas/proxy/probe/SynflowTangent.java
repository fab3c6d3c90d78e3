package nas.proxy.probe;

import java.util.List;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * Natural logarithm of SynFlow's score, the sum of |w * dR/dw| over the weights of convolutions and
 * linear layers, by one forward pass that carries value and tangent; negative infinity where the
 * score is 0.
 *
 * <p>Batch normalisation is removed everywhere. Nothing overflows at any depth.
 */
public record SynflowTangent() implements Probe<Double> {
  @Override
  public Class<Double> type() {
    return Double.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "SynFlow forward with a tangent", Pass.Weights.MAGNITUDES, Pass.Input.ONES, 1, 0));
  }

  @Override
  public Observation<Double> observe(Place place) {
    return Observation.of(() -> SynflowPasses.tangent(place));
  }
}
