package nas.proxy.probe;

import java.util.List;

/**
 * Loss and gradients of an untrained network in training mode.
 *
 * @param losses mean cross-entropy in nats, one value per batch
 * @param layers the convolutions and linear layers that reach the output, in topological order;
 *     layers that do not reach it have no gradient and are left out
 */
public record LayerGradients(List<Double> losses, List<Layer> layers) {

  /** Copies the lists. */
  public LayerGradients {
    losses = List.copyOf(losses);
    layers = List.copyOf(layers);
  }

  /**
   * One layer; arrays are row-major (outChannels, inChannels / groups, kernel, kernel), biases are
   * left out.
   *
   * @param node name of the node
   * @param outChannels number of output channels, or features
   * @param weights the weights
   * @param gradients for each batch the derivatives of its mean loss by the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, int outChannels, double[] weights, List<double[]> gradients) {
    /** Copies the list. */
    public Layer {
      gradients = List.copyOf(gradients);
    }
  }
}
