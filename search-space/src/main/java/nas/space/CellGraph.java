package nas.space;

import java.util.List;

/**
 * A cell as people draw it: labelled nodes and labelled edges.
 *
 * @param nodes labels of the nodes in topological order; the first is the input, the last the
 *     output
 * @param edges the edges, in a fixed order
 */
public record CellGraph(List<String> nodes, List<Edge> edges) {

  /**
   * An edge.
   *
   * @param from index of the source node
   * @param to index of the target node, greater than {@code from}
   * @param label the operation on the edge, or an empty string where operations sit on nodes
   */
  public record Edge(int from, int to, String label) {}

  /** Copies the lists and checks the indices. */
  public CellGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    for (Edge edge : edges) {
      if (edge.from() < 0 || edge.from() >= edge.to() || edge.to() >= nodes.size()) {
        throw new IllegalArgumentException("edge " + edge + " does not fit " + nodes);
      }
    }
  }
}
