package nas.space.grammar;

import java.util.ArrayList;
import java.util.List;
import nas.space.CellGraph;

/** Collects the nodes and edges of a drawing; a value is a node. */
final class DrawnBlocks implements Assembly<Integer> {

  private final List<String> nodes = new ArrayList<>(List.of("input"));
  private final List<CellGraph.Edge> edges = new ArrayList<>();
  private boolean endsInGraph;

  private DrawnBlocks() {}

  static CellGraph of(Grammar grammar, Derivation derivation) {
    DrawnBlocks blocks = new DrawnBlocks();
    int last = grammar.assemble(derivation, 0, blocks);
    if (blocks.endsInGraph) {
      blocks.nodes.set(last, "output");
    } else {
      blocks.add("output", last);
    }
    return new CellGraph(blocks.nodes, blocks.edges);
  }

  private int add(String label, int from) {
    nodes.add(label);
    edges.add(new CellGraph.Edge(from, nodes.size() - 1, ""));
    return nodes.size() - 1;
  }

  @Override
  public Integer block(Placed block, Integer input) {
    endsInGraph = false;
    return add(block.word(), input);
  }

  @Override
  public Integer sum(int node, List<Integer> summands, Integer input) {
    throw new IllegalStateException("feature maps are drawn as nodes");
  }

  @Override
  public Integer graph(int maps, List<Edge<Integer>> between, Integer input) {
    int before = nodes.size() - 1;
    for (int map = 1; map < maps; map++) {
      nodes.add(String.valueOf(map));
    }
    for (Edge<Integer> edge : between) {
      if (!edge.absent()) {
        int from = edge.from() == 0 ? input : before + edge.from();
        edges.add(new CellGraph.Edge(from, before + edge.to(), edge.text()));
      }
    }
    endsInGraph = true;
    return nodes.size() - 1;
  }
}
