package nas.proxy.probe;

import java.util.List;

/**
 * Initial weights.
 *
 * @param layers all convolutions and linear layers in topological order, those that do not reach
 *     the output included
 */
public record Weights(List<Layer> layers) {

  /** Copies the list. */
  public Weights {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param node name of the node
   * @param outChannels number of output channels, or features
   * @param values row-major (outChannels, inChannels / groups, kernel, kernel)
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, int outChannels, double[] values) {}
}
