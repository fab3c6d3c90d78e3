package nas.proxy.probe;

import nas.proxy.Probe;

/** The initial weights of all convolutions and linear layers; needs no pass at all. */
public record LayerWeights() implements Probe<Weights> {
  @Override
  public Class<Weights> type() {
    return Weights.class;
  }
}
