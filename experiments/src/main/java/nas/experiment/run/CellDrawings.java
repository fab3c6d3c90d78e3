package nas.experiment.run;

import java.util.List;
import nas.result.plot.CellDrawing;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Space;

/** Draws architectures as their spaces describe them. */
public final class CellDrawings {

  private CellDrawings() {}

  /** Says nothing but that something lies between input and output. */
  private static final CellGraph UNKNOWN =
      new CellGraph(List.of("input", "output"), List.of(new CellGraph.Edge(0, 1, "")));

  /** Returns the drawing of a cell, its operations coloured as in all drawings of the space. */
  public static <A> CellDrawing of(Space<A> space, A architecture) {
    CellGraph graph =
        Diagram.of(space).map(diagram -> diagram.cellGraph(architecture)).orElse(UNKNOWN);
    List<CellDrawing.Edge> edges =
        graph.edges().stream()
            .map(edge -> new CellDrawing.Edge(edge.from(), edge.to(), edge.label()))
            .toList();
    return Encoder.of(space)
        .map(encoder -> encoder.encode(architecture).vocabulary())
        .map(operations -> new CellDrawing(graph.nodes(), edges, operations))
        .orElseGet(() -> new CellDrawing(graph.nodes(), edges));
  }
}
