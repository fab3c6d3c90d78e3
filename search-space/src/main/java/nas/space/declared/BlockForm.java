package nas.space.declared;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A block: a small graph of operations and other blocks.
 *
 * @param name its name
 * @param parameters what it must be told, by the names that its nodes use
 * @param nodes in order; the last is the output, none is the input itself
 * @param part where it stands
 */
record BlockForm(String name, List<String> parameters, List<Node> nodes, Part part)
    implements Callee {

  /** The name of the block's input, for nodes that read it. */
  static final String INPUT = "input";

  /**
   * A node of a block.
   *
   * @param name unique in the block
   * @param callee what it is
   * @param arguments what that is told
   * @param inputs the nodes that it reads, by their place in the block, -1 for the block's input
   * @param when what must hold, or else its first input stands for it
   * @param part where it stands
   */
  record Node(
      String name,
      Callee callee,
      Map<String, Argument> arguments,
      List<Integer> inputs,
      Optional<Expression> when,
      Part part) {

    /** Copies the list. */
    Node {
      inputs = List.copyOf(inputs);
    }
  }

  /** Copies the lists. */
  BlockForm {
    parameters = List.copyOf(parameters);
    nodes = List.copyOf(nodes);
  }

  @Override
  public Set<String> required() {
    return new TreeSet<>(parameters);
  }

  @Override
  public String signature() {
    StringBuilder text = new StringBuilder("[").append(String.join(",", parameters)).append(']');
    for (Node node : nodes) {
      text.append(node.callee().signature())
          .append(new java.util.TreeMap<>(node.arguments()))
          .append(node.inputs())
          .append(node.when().map(Expression::toString).orElse(""))
          .append(';');
    }
    return text.toString();
  }
}
