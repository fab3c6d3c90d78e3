package nas.engine.onnx;

/** Names of nodes, as whoever made the file would call them. */
final class OnnxNames {

  private static final String WEIGHT = ".weight";

  private OnnxNames() {}

  /**
   * Returns the name of a node: that of its layer if its weight is named after it, as PyTorch and
   * this program do, else its own; paths such as {@code /features/0/Conv} lose the operator and are
   * joined by dots.
   */
  static String of(OnnxNode node) {
    for (int input = 1; input < node.inputs().size(); input++) {
      String name = node.inputs().get(input);
      if (name.endsWith(WEIGHT) && name.length() > WEIGHT.length()) {
        return name.substring(0, name.length() - WEIGHT.length());
      }
    }
    String name = node.name();
    if (!name.startsWith("/")) {
      return name.isEmpty() ? node.operator() : name;
    }
    String end = "/" + node.operator();
    boolean layered = name.endsWith(end) && name.length() > end.length();
    return (layered ? name.substring(1, name.length() - end.length()) : name.substring(1))
        .replace('/', '.');
  }
}
