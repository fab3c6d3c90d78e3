package nas.engine.onnx;

import java.util.List;

/** Names of nodes, as whoever made the file would call them. */
final class OnnxNames {

  /** How arrays end that are named after their layer. */
  private static final List<String> WEIGHTS = List.of(".weight", ".weight_ih_l0");

  private OnnxNames() {}

  /**
   * Returns the name of a node: that of its layer if its weight is named after it, as PyTorch and
   * this program do, else its own; paths such as {@code /features/0/Conv} lose the operator and are
   * joined by dots.
   *
   * @param arrays names of the arrays that it reads
   */
  static String of(OnnxNode node, List<String> arrays) {
    for (String array : arrays) {
      for (String weight : WEIGHTS) {
        if (array.endsWith(weight) && array.length() > weight.length()) {
          return array.substring(0, array.length() - weight.length());
        }
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
