package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * The Hessian of the loss times its gradient, by differentiating twice, in training mode.
 *
 * <p>Both are those of the weights of convolutions and linear layers alone: biases and batch
 * normalisation count as constants.
 */
public record HessianGradient() implements Probe<HessianProducts> {
  @Override
  public Class<HessianProducts> type() {
    return HessianProducts.class;
  }
}
