package nas.space.nasbenchnlp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.space.InvalidArchitectureException;

/**
 * A recurrent cell as NAS-Bench-NLP writes it: named nodes, each an operation on others, on the
 * input {@code x} and on the hidden states of the step before, {@code h_prev_0} and so on. The
 * nodes {@code h_new_0} and so on are the hidden states of this step, the first of them the output.
 *
 * <p>Klyuchnikov et al. 2020, NAS-Bench-NLP, arXiv:2006.07116. The order of the nodes is that of
 * the text and need not be one in which they can be computed. Nodes on which no hidden state
 * depends may be there; they compute nothing.
 *
 * @param nodes the nodes
 */
public record Recipe(List<Node> nodes) {

  /** The input of a layer at a step; only linear nodes read it, as it has a width of its own. */
  public static final String X = "x";

  static final String PREVIOUS = "h_prev_";
  static final String NEW = "h_new_";

  /** The most nodes of a recipe, and the most hidden states. */
  public static final int MOST_NODES = 24;

  public static final int MOST_STATES = 3;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\-]{0,39}");
  private static final Pattern STATE = Pattern.compile("h_new_(\\d+)");
  private static final Pattern BEFORE = Pattern.compile("h_prev_(\\d+)");

  /**
   * A node.
   *
   * @param name its name
   * @param operation what it computes
   * @param inputs names of what it reads, in order, none twice
   */
  public record Node(String name, CellOperation operation, List<String> inputs) {

    /** Copies the inputs and checks name and number of inputs. */
    public Node {
      inputs = List.copyOf(inputs);
      if (!NAME.matcher(name).matches() || name.equals(X) || name.startsWith(PREVIOUS)) {
        throw new InvalidArchitectureException(
            "a node cannot be named '" + RecipeText.shown(name) + "'.");
      }
      if (!operation.takes(inputs.size())) {
        throw new InvalidArchitectureException(
            "%s (%s) takes %s, got %d."
                .formatted(name, operation.published(), operation.arity(), inputs.size()));
      }
      if (new HashSet<>(inputs).size() < inputs.size()) {
        throw new InvalidArchitectureException(name + " reads an input twice.");
      }
      if (operation != CellOperation.LINEAR && inputs.contains(X)) {
        throw new InvalidArchitectureException(
            "%s (%s) reads x, which only linear nodes can, as it may have another width."
                .formatted(name, operation.published()));
      }
    }
  }

  /**
   * Copies the nodes and checks that they are a cell.
   *
   * @throws InvalidArchitectureException if names stand twice, inputs do not exist, nodes depend on
   *     themselves, or the hidden states are not numbered from 0
   */
  public Recipe {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
      throw new InvalidArchitectureException(
          "a recipe has 1 to %d nodes, got %d.".formatted(MOST_NODES, nodes.size()));
    }
    Map<String, Node> named = new HashMap<>();
    for (Node node : nodes) {
      if (named.put(node.name(), node) != null) {
        throw new InvalidArchitectureException("two nodes are named " + node.name() + ".");
      }
    }
    int hidden = requireStates(named.keySet());
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        requireInput(node, input, named.keySet(), hidden);
      }
    }
    requireAcyclic(nodes, named);
  }

  private static int requireStates(Set<String> names) {
    int states = 0;
    for (String name : names) {
      if (name.startsWith(NEW) && STATE.matcher(name).matches()) {
        states++;
      }
    }
    if (states < 1 || states > MOST_STATES) {
      throw new InvalidArchitectureException(
          "a recipe has 1 to %d hidden states h_new_0, h_new_1, ..., got %d."
              .formatted(MOST_STATES, states));
    }
    for (int state = 0; state < states; state++) {
      if (!names.contains(NEW + state)) {
        throw new InvalidArchitectureException(
            "hidden states are numbered from 0, but there is no %s%d.".formatted(NEW, state));
      }
    }
    return states;
  }

  private static void requireInput(Node node, String input, Set<String> names, int hidden) {
    Matcher before = BEFORE.matcher(input);
    boolean there = input.equals(X) || names.contains(input);
    for (int state = 0; state < hidden; state++) {
      there |= input.equals(PREVIOUS + state);
    }
    if (!there) {
      throw new InvalidArchitectureException(
          "%s reads '%s', which is no node%s."
              .formatted(
                  node.name(),
                  RecipeText.shown(input),
                  before.matches() ? ", and there is no " + NEW + before.group(1) : ""));
    }
  }

  private static void requireAcyclic(List<Node> nodes, Map<String, Node> named) {
    Set<String> done = new HashSet<>();
    boolean further = true;
    while (further) {
      further = false;
      for (Node node : nodes) {
        if (!done.contains(node.name())
            && node.inputs().stream()
                .allMatch(input -> !named.containsKey(input) || done.contains(input))) {
          done.add(node.name());
          further = true;
        }
      }
    }
    for (Node node : nodes) {
      if (!done.contains(node.name())) {
        throw new InvalidArchitectureException(
            node.name() + " depends on itself, or on a node that does.");
      }
    }
  }

  /** Returns the number of hidden states, from 1 to {@link #MOST_STATES}. */
  public int states() {
    return (int) nodes.stream().filter(node -> STATE.matcher(node.name()).matches()).count();
  }

  /** Returns the node that is the output of a layer, {@code h_new_0}. */
  public Node output() {
    return nodes.stream().filter(node -> node.name().equals(NEW + 0)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return RecipeText.write(this);
  }
}
