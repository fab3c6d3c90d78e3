package nas.space;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nas.network.Network;

/**
 * A cell as people draw it: labelled nodes and labelled edges.
 *
 * @param nodes labels of the nodes in topological order; the first is the input, the last the
 *     output
 * @param edges the edges, in a fixed order
 */
public record CellGraph(List<String> nodes, List<Edge> edges) {

  /** A network of more operations is drawn as their number. */
  private static final int MOST_OPERATIONS = 40;

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

  /** Returns the operations of a whole network, or only their number where they are many. */
  public static CellGraph of(Network network) {
    List<Network.Node> nodes = network.nodes();
    if (nodes.size() > MOST_OPERATIONS) {
      return new CellGraph(
          List.of("input", "output"), List.of(new Edge(0, 1, nodes.size() - 1 + " operations")));
    }
    List<Edge> edges = new ArrayList<>();
    for (Network.Node node : nodes) {
      node.inputs().forEach(input -> edges.add(new Edge(input, node.index(), "")));
    }
    edges.add(new Edge(nodes.size() - 1, nodes.size(), ""));
    return new CellGraph(
        Stream.concat(nodes.stream().map(node -> node.operation().label()), Stream.of("output"))
            .toList(),
        edges);
  }
}
