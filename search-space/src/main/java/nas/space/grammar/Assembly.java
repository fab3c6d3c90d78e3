package nas.space.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes something of the blocks of an architecture, from input to output: a network, an encoding, a
 * drawing.
 *
 * @param <V> what a block reads and brings, such as a node of a network
 */
public interface Assembly<V> {

  /**
   * A block at its place.
   *
   * @param name name of the block
   * @param meaning what the block stands for, as {@link Rule#block(String, Object, List)} was told;
   *     by default its name
   * @param values values chosen for its parameters
   * @param word how the architecture's text writes it
   * @param nodes its name and what was chosen for each parameter
   */
  record Placed(
      String name, Object meaning, Map<String, String> values, String word, List<String> nodes) {}

  /**
   * An edge of a graph.
   *
   * @param from number of the feature map that it reads, from 0
   * @param to number of the feature map that sums up what it brings, greater than {@code from}
   * @param text the blocks on the edge
   * @param absent whether the edge is not there
   * @param apply puts the blocks on the edge behind a value
   */
  record Edge<V>(int from, int to, String text, boolean absent, UnaryOperator<V> apply) {}

  /** Puts a block behind a value. */
  V block(Placed block, V input);

  /**
   * Joins what the edges of a feature map bring.
   *
   * @param node number of the feature map in its graph
   * @param summands none, if no edge leads there
   * @param input the input of the graph
   */
  V sum(int node, List<V> summands, V input);

  /** Says whether edges that are not there are put together, too; by default they are not. */
  default boolean keepsAbsent() {
    return false;
  }

  /** Puts the feature maps of a graph together, and returns the last. */
  default V graph(int nodes, List<Edge<V>> edges, V input) {
    List<V> values = new ArrayList<>(List.of(input));
    for (int node = 1; node < nodes; node++) {
      List<V> summands = new ArrayList<>();
      for (Edge<V> edge : edges) {
        if (edge.to() == node && (keepsAbsent() || !edge.absent())) {
          summands.add(edge.apply().apply(values.get(edge.from())));
        }
      }
      values.add(sum(node, summands, input));
    }
    return values.get(nodes - 1);
  }
}
