package nas.experiment.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.network.Network;
import nas.network.Operation;
import nas.result.plot.CellDrawing;

/**
 * A network for the eye.
 *
 * <p>Operations that only follow each other (convolution, normalisation, activation) are drawn as
 * one box.
 *
 * @param network the network
 */
public record NetworkGraph(Network network) {

  /** Layers drawn as one. */
  private record Box(String name, String words, String shape) {}

  private record Edge(int from, int to) {}

  private record Boxes(List<Box> boxes, List<Edge> edges) {}

  /** Returns the graph in the language of Graphviz. */
  public String dot() {
    Boxes drawn = boxes();
    StringBuilder dot = new StringBuilder("digraph network {\n");
    dot.append("  label=").append(quoted(network.id())).append(";\n");
    dot.append("  node [shape=box, fontname=\"Helvetica\"];\n");
    for (int index = 0; index < drawn.boxes().size(); index++) {
      Box box = drawn.boxes().get(index);
      dot.append("  n")
          .append(index)
          .append(" [label=")
          .append(quoted(box.words() + "\n" + box.shape()))
          .append(", tooltip=")
          .append(quoted(box.name()))
          .append("];\n");
    }
    for (Edge edge : drawn.edges()) {
      dot.append("  n").append(edge.from()).append(" -> n").append(edge.to()).append(";\n");
    }
    return dot.append("}\n").toString();
  }

  /** Returns the graph as an SVG document. */
  public String svg() {
    Boxes drawn = boxes();
    return new CellDrawing(
            drawn.boxes().stream().map(box -> box.words() + " " + box.shape()).toList(),
            drawn.edges().stream()
                .map(edge -> new CellDrawing.Edge(edge.from(), edge.to(), ""))
                .toList())
        .svg(network.id());
  }

  private Boxes boxes() {
    List<Network.Node> nodes = network.nodes();
    int[] readers = new int[nodes.size()];
    nodes.forEach(node -> node.inputs().forEach(input -> readers[input]++));
    Map<Integer, List<Network.Node>> chains = new LinkedHashMap<>();
    Map<Integer, Integer> chainOf = new HashMap<>();
    for (Network.Node node : nodes) {
      int chain = node.index();
      if (follows(node) && readers[node.inputs().get(0)] == 1) {
        int before = chainOf.getOrDefault(node.inputs().get(0), 0);
        chain = joins(node, chains.getOrDefault(before, List.of())) ? before : chain;
      }
      chainOf.put(node.index(), chain);
      chains.computeIfAbsent(chain, key -> new ArrayList<>()).add(node);
    }
    List<List<Network.Node>> ordered = new ArrayList<>(chains.values());
    // By the last layer, since that is when all that a box reads is there.
    ordered.sort(java.util.Comparator.comparingInt(chain -> last(chain).index()));
    Map<Integer, Integer> boxOf = new HashMap<>();
    List<Box> boxes = new ArrayList<>();
    for (List<Network.Node> chain : ordered) {
      chain.forEach(node -> boxOf.put(node.index(), boxes.size()));
      boxes.add(
          new Box(
              last(chain).name(),
              String.join(", ", chain.stream().map(node -> node.operation().label()).toList()),
              last(chain).output().toString()));
    }
    List<Edge> edges = new ArrayList<>();
    for (List<Network.Node> chain : ordered) {
      for (int input : chain.get(0).inputs()) {
        edges.add(
            new Edge(boxOf.getOrDefault(input, 0), boxOf.getOrDefault(chain.get(0).index(), 0)));
      }
    }
    return new Boxes(boxes, edges);
  }

  private static Network.Node last(List<Network.Node> chain) {
    return chain.get(chain.size() - 1);
  }

  /** Whether a layer is drawn with those before it: one convolution a box, one activation. */
  private static boolean joins(Network.Node node, List<Network.Node> before) {
    Operation.Category category = node.operation().category();
    return !before.isEmpty()
        && follows(before.get(0))
        && before.stream()
            .noneMatch(
                other ->
                    category != Operation.Category.NORMALISATION
                        && other.operation().category() == category);
  }

  private static boolean follows(Network.Node node) {
    return switch (node.operation().category()) {
      case CONVOLUTION, NORMALISATION, ACTIVATION -> true;
      case INPUT, PROJECTION, POOLING, JOIN, ROUTING -> false;
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
