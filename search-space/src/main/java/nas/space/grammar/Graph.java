package nas.space.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

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
  void factors(Derivation derivation, Place place, BiConsumer<String, String> out) {
    int at = 0;
    for (int to = 1; to < nodes; to++) {
      for (int from = 0; from < to; from++) {
        edge.factors(derivation.parts().get(at++), place.edge(from, to), out);
      }
    }
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

  @Override
  <S> Set<S> reach(Set<S> before, Reach<S> reach) {
    Set<S> reached = new LinkedHashSet<>();
    for (S input : before) {
      reached.addAll(reach(input, new Present<>(reach, absent)));
    }
    return reached;
  }

  private <S> Set<S> reach(S input, Reach<S> reach) {
    List<Set<S>> maps = new ArrayList<>(List.of(Set.of(input)));
    for (int to = 1; to < nodes; to++) {
      Set<S> brought = new LinkedHashSet<>();
      for (Set<S> from : maps) {
        brought.addAll(edge.reach(from, reach));
      }
      // A map without edges is zeros of the input's shape.
      if (!absent.isEmpty()) {
        brought.add(input);
      }
      maps.add(to == 1 || brought.size() == 1 ? brought : Set.of(reach.sum(brought)));
    }
    return maps.get(nodes - 1);
  }

  /** Follows up the edges that are there. */
  private record Present<S>(Reach<S> reach, String absent) implements Reach<S> {
    @Override
    public Optional<S> block(Assembly.Placed block, S before) {
      return block.word().equals(absent) ? Optional.empty() : reach.block(block, before);
    }

    @Override
    public S sum(Set<S> summands) {
      return reach.sum(summands);
    }
  }
}
