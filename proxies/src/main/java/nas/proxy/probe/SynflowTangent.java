package nas.proxy.probe;

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
}
