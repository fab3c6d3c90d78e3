package nas.proxy.probe;

import java.util.List;

/**
 * Non-negative saliencies of weights with a common scale: the saliency of a weight is its value
 * here times exp({@code logScale}), which may be far beyond what a double can hold.
 *
 * @param layers the convolutions and linear layers that reach the output, in topological order
 * @param logScale natural logarithm of the scale, the same for all layers
 */
public record Saliencies(List<Layer> layers, double logScale) {

  /** Copies the list. */
  public Saliencies {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param node name of the node
   * @param outChannels number of output channels, or features
   * @param values row-major (outChannels, inChannels / groups, kernel, kernel), at least 0
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, int outChannels, double[] values) {}
}
