package nas.result.plot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directed acyclic graph drawn from top to bottom: nodes in layers, edges that bend around what
 * lies between, labels that never touch.
 *
 * @param nodes labels of the nodes in topological order; the first and the last are drawn as input
 *     and output
 * @param edges the edges; several between the same nodes are drawn apart
 * @param operations the operations that a space knows, in a fixed order: what stands there, on an
 *     edge or a node, has the same colour in all drawings
 */
public record CellDrawing(List<String> nodes, List<Edge> edges, List<String> operations) {

  /** Creates a drawing in which each label of an edge is an operation. */
  public CellDrawing(List<String> nodes, List<Edge> edges) {
    this(nodes, edges, edges.stream().map(Edge::label).distinct().sorted().toList());
  }

  /**
   * An edge.
   *
   * @param from index of the source node
   * @param to index of the target node, greater than {@code from}
   * @param label what the edge does, or an empty string; an edge labelled {@code none} carries
   *     nothing and is drawn pale and dashed
   */
  public record Edge(int from, int to, String label) {}

  private static final double FONT = 12;
  private static final double EDGE_FONT = 11;
  private static final double GREATEST_LABEL = 200;
  private static final double LINE_SPACING = 1.25;
  private static final String NONE = "none";
  private static final double MARGIN = 10;
  private static final double ARROW = 7;

  /** Copies the lists and checks the indices. */
  public CellDrawing {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    operations = List.copyOf(operations);
    for (Edge edge : edges) {
      if (edge.from() < 0 || edge.from() >= edge.to() || edge.to() >= nodes.size()) {
        throw new IllegalArgumentException(
            edge + " does not fit " + nodes.size() + " nodes in topological order");
      }
    }
  }

  /**
   * Draws the graph.
   *
   * @param title what it shows, for readers who cannot see it
   * @return an SVG document
   */
  public String svg(String title) {
    LayeredLayout layout = LayeredLayout.of(nodeSizes(), layoutEdges());
    double width = layout.width() + 2 * MARGIN;
    double height = layout.height() + 2 * MARGIN;
    StringBuilder out = new StringBuilder();
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(SvgCanvas.at(width, height))
        .append("\" width=\"")
        .append(SvgText.number(width))
        .append("\" height=\"")
        .append(SvgText.number(height))
        .append("\" font-family=\"")
        .append(SvgText.FONTS)
        .append("\" role=\"img\" class=\"cell\">\n<title>")
        .append(SvgText.escape(title))
        .append(
            "</title>\n<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n")
        .append("<g transform=\"translate(")
        .append(SvgCanvas.at(MARGIN, MARGIN))
        .append(")\">\n");
    Map<String, Integer> colours = colours();
    for (int i = 0; i < edges.size(); i++) {
      drawEdge(out, edges.get(i), layout, i, colours);
    }
    for (int i = 0; i < edges.size(); i++) {
      drawLabel(out, edges.get(i), layout, i, colours);
    }
    for (int i = 0; i < nodes.size(); i++) {
      drawNode(out, i, layout.nodes().get(i), colours);
    }
    return out.append("</g>\n</svg>\n").toString();
  }

  private List<LayeredLayout.Size> nodeSizes() {
    return nodes.stream()
        .map(label -> size(label, FONT, 18, 26))
        .map(size -> new LayeredLayout.Size(Math.max(34, size.width()), size.height()))
        .toList();
  }

  private List<LayeredLayout.Edge> layoutEdges() {
    return edges.stream()
        .map(
            edge ->
                new LayeredLayout.Edge(
                    edge.from(),
                    edge.to(),
                    edge.label().isEmpty()
                        ? new LayeredLayout.Size(0, 0)
                        : size(edge.label(), EDGE_FONT, 12, 18)))
        .toList();
  }

  /** Returns the colours by operation. */
  private Map<String, Integer> colours() {
    Map<String, Integer> colours = new LinkedHashMap<>();
    for (String operation : operations) {
      boolean end =
          !nodes.isEmpty()
              && (operation.equals(nodes.get(0)) || operation.equals(nodes.get(nodes.size() - 1)));
      if (!operation.isEmpty() && !operation.equals(NONE) && !end) {
        colours.putIfAbsent(operation, colours.size());
      }
    }
    return colours;
  }

  private static String paint(Edge edge, Map<String, Integer> colours) {
    Integer index = colours.get(edge.label());
    if (index != null) {
      return paint(index);
    }
    return edge.label().equals(NONE)
        ? "class=\"edge-none\" stroke=\"#b5b5b5\""
        : "class=\"edge\" stroke=\"#777777\"";
  }

  private static String paint(int operation) {
    return "class=\"operation-"
        + operation % Palette.operations()
        + "\" stroke=\""
        + Palette.operation(operation)
        + "\"";
  }

  private static void drawEdge(
      StringBuilder out, Edge edge, LayeredLayout layout, int index, Map<String, Integer> colours) {
    List<LayeredLayout.Point> points = layout.paths().get(index);
    StringBuilder path = new StringBuilder();
    LayeredLayout.Point last = points.get(points.size() - 1);
    for (int i = 0; i < points.size(); i++) {
      LayeredLayout.Point to = points.get(i);
      double y = i == points.size() - 1 ? to.y() - ARROW : to.y();
      if (i == 0) {
        path.append("M").append(SvgCanvas.at(to.x(), y));
      } else {
        LayeredLayout.Point from = points.get(i - 1);
        double middle = (from.y() + y) / 2;
        path.append("C")
            .append(SvgCanvas.at(from.x(), middle))
            .append(" ")
            .append(SvgCanvas.at(to.x(), middle))
            .append(" ")
            .append(SvgCanvas.at(to.x(), y));
      }
    }
    boolean none = edge.label().equals(NONE);
    String paint = paint(edge, colours);
    out.append("<path d=\"")
        .append(path)
        .append("\" fill=\"none\" stroke-width=\"")
        .append(none ? "1.2" : "1.8")
        .append("\" ")
        .append(paint)
        .append(none ? " stroke-dasharray=\"4 3\"/>\n" : "/>\n");
    out.append("<path d=\"M")
        .append(SvgCanvas.at(last.x() - ARROW / 2, last.y() - ARROW))
        .append("L")
        .append(SvgCanvas.at(last.x() + ARROW / 2, last.y() - ARROW))
        .append("L")
        .append(SvgCanvas.at(last.x(), last.y()))
        .append("Z\" fill=\"none\" stroke-width=\"1.4\" stroke-linejoin=\"round\" ")
        .append(paint)
        .append("/>\n");
  }

  private static void drawLabel(
      StringBuilder out, Edge edge, LayeredLayout layout, int index, Map<String, Integer> colours) {
    if (edge.label().isEmpty()) {
      return;
    }
    LayeredLayout.Box box = layout.labels().get(index);
    out.append("<g><title>").append(SvgText.escape(edge.label())).append("</title>");
    rectangle(out, box, 9, "fill=\"#ffffff\" stroke-width=\"1\" " + paper(paint(edge, colours)));
    boolean none = edge.label().equals(NONE);
    text(out, box, edge.label(), EDGE_FONT, none ? "muted" : "ink", none ? "#777777" : "#1a1a1a");
    out.append("</g>\n");
  }

  private static String paper(String paint) {
    return paint.replace("class=\"", "class=\"pill ");
  }

  private void drawNode(
      StringBuilder out, int index, LayeredLayout.Box box, Map<String, Integer> colours) {
    boolean end = index == 0 || index == nodes.size() - 1;
    out.append("<g><title>").append(SvgText.escape(nodes.get(index))).append("</title>");
    Integer operation = end ? null : colours.get(nodes.get(index));
    rectangle(
        out,
        box,
        6,
        end
            ? "class=\"node-end\" fill=\"#dfe6ee\" stroke=\"#5b6b7c\""
            : operation == null
                ? "class=\"node\" fill=\"#f4f4f2\" stroke=\"#777777\""
                : "fill=\"#f4f4f2\" stroke-width=\"2\" "
                    + paint(operation).replace("class=\"", "class=\"op-node "));
    text(out, box, nodes.get(index), FONT, "ink", "#1a1a1a");
    out.append("</g>\n");
  }

  private static void rectangle(
      StringBuilder out, LayeredLayout.Box box, double corner, String paint) {
    out.append("<rect x=\"")
        .append(SvgText.number(box.x() - box.width() / 2))
        .append("\" y=\"")
        .append(SvgText.number(box.y() - box.height() / 2))
        .append("\" width=\"")
        .append(SvgText.number(box.width()))
        .append("\" height=\"")
        .append(SvgText.number(box.height()))
        .append("\" rx=\"")
        .append(SvgText.number(corner))
        .append("\" ")
        .append(paint)
        .append("/>");
  }

  private static void text(
      StringBuilder out,
      LayeredLayout.Box box,
      String label,
      double size,
      String type,
      String colour) {
    List<String> lines = SvgText.lines(label, size, GREATEST_LABEL);
    double above = (lines.size() - 1) * size * LINE_SPACING / 2;
    for (int i = 0; i < lines.size(); i++) {
      out.append("<text class=\"")
          .append(type)
          .append("\" x=\"")
          .append(SvgText.number(box.x()))
          .append("\" y=\"")
          .append(SvgText.number(box.y() + size * 0.35 - above + i * size * LINE_SPACING))
          .append("\" text-anchor=\"middle\" font-size=\"")
          .append(SvgText.number(size))
          .append("\" fill=\"")
          .append(colour)
          .append("\">")
          .append(SvgText.escape(lines.get(i)))
          .append("</text>");
    }
  }

  /** Returns the room that a label needs in lines no longer than allowed, with a margin. */
  private static LayeredLayout.Size size(
      String label, double font, double marginX, double oneLine) {
    List<String> lines = SvgText.lines(label, font, GREATEST_LABEL);
    double widest = lines.stream().mapToDouble(line -> SvgText.width(line, font)).max().orElse(0);
    return new LayeredLayout.Size(
        widest + marginX, oneLine + Math.max(0, lines.size() - 1) * font * LINE_SPACING);
  }
}
