package nas.experiment.run;

import java.util.List;
import nas.result.plot.CellDrawing;
import nas.space.CellGraph;
import nas.space.SearchSpace;

/** Draws architectures as their spaces describe them. */
public final class CellDrawings {

  private CellDrawings() {}

  /** Returns the drawing of a cell, its operations coloured as in all drawings of the space. */
  public static <A> CellDrawing of(SearchSpace<A> space, A architecture) {
    CellGraph graph = space.cellGraph(architecture);
    List<CellDrawing.Edge> edges =
        graph.edges().stream()
            .map(edge -> new CellDrawing.Edge(edge.from(), edge.to(), edge.label()))
            .toList();
    try {
      List<String> operations = space.encode(architecture).vocabulary();
      return new CellDrawing(graph.nodes(), edges, operations);
    } catch (UnsupportedOperationException e) {
      // A space that no predictor has learnt yet can still be drawn.
      return new CellDrawing(graph.nodes(), edges);
    }
  }
}
