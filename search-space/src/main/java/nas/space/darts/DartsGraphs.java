package nas.space.darts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nas.space.CellGraph;
import nas.space.Encoding;

/** Both cells of an architecture as one graph: for predictors, and for drawings. */
final class DartsGraphs {

  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final List<String> INPUTS = List.of("last cell but one", "last cell");

  private static final List<String> VOCABULARY =
      Stream.of(
              Stream.of(INPUT),
              INPUTS.stream(),
              CellOperation.NAMES.stream().map(name -> "normal " + name),
              CellOperation.NAMES.stream().map(name -> "reduction " + name),
              Stream.of(OUTPUT))
          .flatMap(names -> names)
          .toList();

  private static final Set<String> PLACES = Set.of(INPUT, INPUTS.get(0), INPUTS.get(1), OUTPUT);

  private DartsGraphs() {}

  /**
   * Returns 22 nodes: the input, for each cell its two inputs and its eight edges, the output. An
   * edge is fed by both edges into the node that it comes from; all edges feed the output.
   */
  static Encoding encode(DartsArchitecture architecture) {
    int nodes = 2 + 2 * (DartsCell.FIRST + DartsCell.EDGES);
    List<Integer> operations = new ArrayList<>();
    List<List<Boolean>> adjacency = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      adjacency.add(new ArrayList<>(Collections.nCopies(nodes, false)));
    }
    operations.add(0);
    int numbered = 1 + INPUTS.size();
    for (DartsCell cell : List.of(architecture.normal(), architecture.reduction())) {
      int first = operations.size();
      for (int input = 0; input < DartsCell.FIRST; input++) {
        adjacency.get(0).set(first + input, true);
        operations.add(1 + input);
      }
      for (DartsCell.Edge edge : cell.edges()) {
        int node = operations.size();
        int before = first + DartsCell.FIRST + 2 * (edge.from() - DartsCell.FIRST);
        List<Integer> sources =
            edge.from() < DartsCell.FIRST
                ? List.of(first + edge.from())
                : List.of(before, before + 1);
        sources.forEach(source -> adjacency.get(source).set(node, true));
        adjacency.get(node).set(nodes - 1, true);
        operations.add(numbered + edge.operation().number());
      }
      numbered += CellOperation.ALL.size();
    }
    operations.add(VOCABULARY.size() - 1);
    return new Encoding(VOCABULARY, operations, adjacency, PLACES);
  }

  /** Returns the nodes of both cells beside each other, between one input and one output. */
  static CellGraph draw(DartsArchitecture architecture) {
    List<String> nodes = new ArrayList<>(List.of(INPUT));
    List<CellGraph.Edge> edges = new ArrayList<>();
    int output = 1 + 2 * DartsCell.NODES;
    for (String name : List.of("normal", "reduction")) {
      DartsCell cell = name.equals("normal") ? architecture.normal() : architecture.reduction();
      int first = nodes.size();
      for (int node = 0; node < DartsCell.NODES; node++) {
        if (node < DartsCell.FIRST) {
          nodes.add(name + ": " + INPUTS.get(node));
          edges.add(new CellGraph.Edge(0, first + node, ""));
        } else {
          nodes.add(name + ": " + node);
          for (DartsCell.Edge edge : cell.into(node)) {
            edges.add(
                new CellGraph.Edge(
                    first + edge.from(), first + node, edge.operation().publishedName()));
          }
          edges.add(new CellGraph.Edge(first + node, output, ""));
        }
      }
    }
    nodes.add(OUTPUT);
    return new CellGraph(nodes, edges);
  }
}
