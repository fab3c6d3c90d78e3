package nas.proxy.probe;

import java.util.List;

/**
 * How nearly channels follow from each other.
 *
 * @param nodes those whose output has several places, in topological order; may be empty
 */
public record LeastCorrelations(List<OfNode> nodes) {

  /** Copies the list. */
  public LeastCorrelations {
    nodes = List.copyOf(nodes);
  }

  /**
   * One node.
   *
   * @param node its name
   * @param eigenvalue smallest eigenvalue of the correlations of its channels, from 0 to 1; NaN
   *     where a value is not finite
   */
  public record OfNode(String node, double eigenvalue) {}
}
