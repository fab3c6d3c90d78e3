package nas.space.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Feature maps, each of which sums up what the edges from all earlier ones bring. */
final class Graph extends Product {

  private final int nodes;
  private final Rule edge;
  private final String absent;

  Graph(int nodes, Rule edge, String absent) {
    super(Collections.nCopies(edges(nodes), edge));
    this.nodes = nodes;
    this.edge = edge;
    this.absent = absent;
  }

  private static int edges(int nodes) {
    if (nodes < 2 || nodes > 100) {
      throw new GrammarException("a graph must have 2 to 100 nodes, not " + nodes, "");
    }
    return nodes * (nodes - 1) / 2;
  }

  @Override
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    List<Assembly.Edge<V>> edges = new ArrayList<>();
    for (int to = 1; to < nodes; to++) {
      for (int from = 0; from < to; from++) {
        Derivation carried = derivation.parts().get(edges.size());
        List<String> words = new ArrayList<>();
        edge.write(carried, words::add);
        String text = String.join(" ", words);
        edges.add(
            new Assembly.Edge<>(
                from,
                to,
                text,
                text.equals(absent),
                source -> edge.assemble(carried, source, assembly)));
      }
    }
    return assembly.graph(nodes, edges, input);
  }
}
