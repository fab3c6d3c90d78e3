package nas.proxy.probe;

import nas.proxy.Probe;

/** The derivative of the sum of all logits by the pixels of every image, in training mode. */
public record InputJacobian() implements Probe<Jacobian> {
  @Override
  public Class<Jacobian> type() {
    return Jacobian.class;
  }
}
