package nas.proxy.probe;

import java.util.List;

/**
 * The Hessian of the loss times its gradient.
 *
 * @param layers the convolutions and linear layers that reach the output, in topological order
 */
public record HessianProducts(List<Layer> layers) {

  /** Copies the list. */
  public HessianProducts {
    layers = List.copyOf(layers);
  }

  /**
   * One layer; arrays are row-major (outChannels, inChannels / groups, kernel, kernel).
   *
   * @param node name of the node
   * @param outChannels number of output channels, or features
   * @param weights the weights
   * @param products the elements of H g that belong to the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, int outChannels, double[] weights, double[] products) {}
}
