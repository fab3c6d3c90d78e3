package nas.proxy.probe;

import java.util.List;

/**
 * Singular values of what layers yield.
 *
 * @param layers in topological order; may be empty
 */
public record LayerSpectra(List<Layer> layers) {

  /** Copies the list. */
  public LayerSpectra {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param node name of the node
   * @param singularValues descending; one NaN where a value is not finite
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, double[] singularValues) {}
}
