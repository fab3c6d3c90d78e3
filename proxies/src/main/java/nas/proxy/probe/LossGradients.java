package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * Loss and gradients of the weights in training mode, for one or several batches.
 *
 * @param batches number of batches, at least 1; the network has the same weights for all of them
 */
public record LossGradients(int batches) implements Probe<LayerGradients> {

  /** Checks the range. */
  public LossGradients {
    if (batches < 1) {
      throw new IllegalArgumentException("batches (" + batches + ") must be at least 1");
    }
  }

  @Override
  public Class<LayerGradients> type() {
    return LayerGradients.class;
  }
}
