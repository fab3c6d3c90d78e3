package nas.proxy.probe;

import java.util.List;

/**
 * States of recurrent layers, feature by feature.
 *
 * @param layers in topological order; may be empty
 */
public record StateRows(List<Layer> layers) {

  /** Copies the list. */
  public StateRows {
    layers = List.copyOf(layers);
  }

  /**
   * The states of one layer.
   *
   * @param node name of the node that yields them
   * @param rows (features, examples * steps)
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record Layer(String node, double[][] rows) {}
}
