package nas.proxy.probe;

import java.util.List;

/**
 * Sums over pixels of activation times gradient.
 *
 * @param layers the convolutions and linear layers that reach the output, in topological order
 */
public record ChannelSums(List<Layer> layers) {

  /** Copies the list. */
  public ChannelSums {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param node name of the node
   * @param weightsPerChannel number of weights of one output channel: inChannels / groups * kernel
   *     * kernel
   * @param sums (images, channels): sum over pixels of the layer's output (bias included) times the
   *     derivative of the mean loss by it
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, int weightsPerChannel, double[][] sums) {}
}
