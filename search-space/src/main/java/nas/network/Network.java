package nas.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import nas.core.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A neural network as an immutable, engine-free graph of operations in topological order.
 *
 * <p>The first node is the input, the last the output (the logits of a classifier). One graph
 * serves parameter and operation counts, execution, metrics, training and drawings. Nodes that do
 * not reach the output are kept, because published parameter counts include them; {@link #live()}
 * drops them.
 */
public final class Network {

  /** The part of a network that a node belongs to. */
  public enum Role {
    /** What the examples meet first. */
    STEM,
    /** A searched or repeated block. */
    CELL,
    /** What makes feature maps smaller between such blocks. */
    REDUCTION,
    /** What turns the last feature map into the output. */
    HEAD,
    /** Any other. */
    OTHER
  }

  /**
   * An operation at its place in the graph.
   *
   * @param index position in topological order, from 0
   * @param name unique name, such as {@code cell0.edge0->1}
   * @param role the part of the network that it belongs to
   * @param operation what it computes
   * @param inputs indices of the nodes it reads, all smaller than {@code index}
   * @param output shape of its output for one example
   * @param shares index of the node with whose trained arrays it computes where name and shape are
   *     those of its own; its own index if it shares none
   */
  public record Node(
      int index,
      String name,
      Role role,
      Operation operation,
      List<Integer> inputs,
      FeatureShape output,
      int shares) {
    /** Copies the list. */
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * A state of a recurrent network: where examples follow one another, as the pieces of a text do,
   * a training may begin with the one that the example before has ended with.
   *
   * @param start index of the node that is the state before the first step, zero by itself
   * @param end index of the node that is the state after the last step, of the same shape
   */
  public record State(int start, int end) {}

  /**
   * A stem, cell, reduction or the like, one after the other from input to output.
   *
   * @param role what it is
   * @param from index of its first node
   * @param to index behind its last node
   * @param output index of the node that it hands to what follows; one before {@code from} where it
   *     hands on what it reads
   */
  public record Block(Role role, int from, int to, int output) {}

  private final Supplier<String> naming;
  private final List<Node> nodes;
  private final List<State> states;
  private final Composition composition;
  private @Nullable String id;

  private Network(
      Supplier<String> naming, List<Node> nodes, List<State> states, Composition composition) {
    this.naming = naming;
    this.nodes = List.copyOf(nodes);
    this.states = List.copyOf(states);
    this.composition = composition;
  }

  /** Of what a network is composed beyond its graph. */
  private static final class Composition {
    private static final Composition NONE = new Composition(List.of(), new int[0]);

    private final List<Block> blocks;

    /** By index of a node; may end where none has any from there on. */
    private final int[] containers;

    Composition(List<Block> blocks, int[] containers) {
      this.blocks = List.copyOf(blocks);
      this.containers = containers;
    }

    boolean hasContainers() {
      return Arrays.stream(containers).anyMatch(count -> count > 0);
    }

    int containers(int node) {
      return node < containers.length ? containers[node] : 0;
    }

    /** Returns the same where only some nodes are left: of each the number of those before it. */
    Composition renumbered(Set<Integer> left, int[] before) {
      List<Block> moved =
          blocks.stream()
              .filter(block -> left.contains(block.output()))
              .map(
                  block ->
                      new Block(
                          block.role(),
                          before[block.from()],
                          before[block.to()],
                          before[block.output()]))
              .toList();
      int[] counted = new int[left.size()];
      for (int node = 0; node < containers.length; node++) {
        if (left.contains(node)) {
          counted[before[node]] = containers[node];
        }
      }
      return new Composition(moved, counted);
    }
  }

  /**
   * Starts a network.
   *
   * @param id canonical id of the architecture; initial weights are derived from it
   */
  public static Builder builder(String id, FeatureShape input) {
    return builder(() -> id, input);
  }

  /**
   * Starts a network whose id is made when it is first asked for.
   *
   * @param naming returns the canonical id of the architecture, the same each time
   */
  public static Builder builder(Supplier<String> naming, FeatureShape input) {
    return new Builder(naming, input);
  }

  /** Returns the canonical id of the architecture that this network realises. */
  public String id() {
    // Threads that come at once find the same, each for itself.
    String known = id;
    if (known == null) {
      known = naming.get();
      id = known;
    }
    return known;
  }

  /** Returns the nodes in topological order. */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * Returns the states that one example may hand to the next and that are nodes; none but of
   * recurrent networks.
   */
  public List<State> states() {
    return states;
  }

  /**
   * Returns the blocks that whoever built the network has said it is made of, from input to output;
   * none if nobody has.
   */
  public List<Block> blocks() {
    return composition.blocks;
  }

  /** Returns whether it is known which containers published code has around the layers. */
  public boolean knowsContainers() {
    return composition.hasContainers();
  }

  /** Returns how many containers of published code yield the output of a node as their own. */
  public int containers(Node node) {
    return composition.containers(node.index());
  }

  /** Returns whether one example may hand states to the next, of nodes or of operations. */
  public boolean carriesStates() {
    return !states.isEmpty() || nodes.stream().anyMatch(node -> node.operation().carriesStates());
  }

  /** Returns the shape of one input image. */
  public FeatureShape input() {
    return nodes.get(0).output();
  }

  /** Returns the node whose output is the network's output. */
  public Node outputNode() {
    return nodes.get(nodes.size() - 1);
  }

  /** Returns the shapes of what a node reads, in order. */
  public List<FeatureShape> inputsOf(Node node) {
    List<FeatureShape> shapes = new ArrayList<>(node.inputs().size());
    for (int input : node.inputs()) {
      shapes.add(nodes.get(input).output());
    }
    return shapes;
  }

  /** Returns the trained arrays that a node computes with, its own and shared ones. */
  public List<ParameterSpec> parametersOf(Node node) {
    return node.operation().parameters(inputsOf(node));
  }

  /** Returns whether a trained array of a node is that of the node it shares with. */
  public boolean isShared(Node node, ParameterSpec parameter) {
    return node.shares() != node.index()
        && parametersOf(nodes.get(node.shares())).stream().anyMatch(parameter::fits);
  }

  /** Returns the shape of the first input of a node. */
  public FeatureShape inputOf(Node node) {
    return nodes.get(node.inputs().get(0)).output();
  }

  /** Returns the number of trainable parameters, nodes that do not reach the output included. */
  public long parameters() {
    long sum = 0;
    for (Node node : nodes) {
      for (ParameterSpec parameter : parametersOf(node)) {
        if (!isShared(node, parameter)) {
          sum = Math.addExact(sum, parameter.count());
        }
      }
    }
    return sum;
  }

  /**
   * Returns the multiply-accumulate operations of convolutions and linear layers for one image,
   * nodes that do not reach the output included.
   */
  public long macs() {
    long sum = 0;
    for (Node node : nodes) {
      sum = Math.addExact(sum, node.operation().macs(inputsOf(node), node.output()));
    }
    return sum;
  }

  /**
   * Returns how many convolutions and linear layers lie on a path from the images to the output:
   * those whose output depends on the images and on which the network's output depends.
   */
  public int weightedLayersOnPaths() {
    BitSet fromInput = new BitSet(nodes.size());
    fromInput.set(0);
    for (Node node : nodes) {
      if (node.operation().passesInputs() && node.inputs().stream().anyMatch(fromInput::get)) {
        fromInput.set(node.index());
      }
    }
    BitSet toOutput = new BitSet(nodes.size());
    toOutput.set(outputNode().index());
    int layers = 0;
    for (int index = nodes.size() - 1; index >= 0; index--) {
      Node node = nodes.get(index);
      if (toOutput.get(index) && fromInput.get(index)) {
        node.inputs().forEach(toOutput::set);
        layers += node.operation().hasWeights() ? 1 : 0;
      }
    }
    return layers;
  }

  /** Returns the network without the nodes that do not reach the output; the input always stays. */
  public Network live() {
    Set<Integer> reached = new HashSet<>();
    reached.add(outputNode().index());
    for (int index = nodes.size() - 1; index >= 0; index--) {
      if (reached.contains(index)) {
        reached.addAll(nodes.get(index).inputs());
        reached.add(nodes.get(index).shares());
      }
    }
    if (reached.size() == nodes.size()) {
      return this;
    }
    reached.add(0);
    int[] renumbered = new int[nodes.size() + 1];
    List<Node> kept = new ArrayList<>();
    for (Node node : nodes) {
      renumbered[node.index()] = kept.size();
      if (reached.contains(node.index())) {
        List<Integer> inputs = node.inputs().stream().map(input -> renumbered[input]).toList();
        kept.add(
            new Node(
                kept.size(),
                node.name(),
                node.role(),
                node.operation(),
                inputs,
                node.output(),
                renumbered[node.shares()]));
      }
    }
    renumbered[nodes.size()] = kept.size();
    return new Network(
        naming,
        kept,
        states.stream()
            .filter(state -> reached.contains(state.start()) && reached.contains(state.end()))
            .map(state -> new State(renumbered[state.start()], renumbered[state.end()]))
            .toList(),
        composition.renumbered(reached, renumbered));
  }

  /** Returns the same network under another id. */
  public Network named(String other) {
    return new Network(() -> other, nodes, states, composition);
  }

  /**
   * Returns a digest of the id, the input's shape and all nodes, their names included, in
   * hexadecimal: of all that decides what a network computes with weights drawn by a seed, where
   * examples hand no states to one another.
   */
  public String digest() {
    Sha256 digest = new Sha256().add(id());
    for (Node node : nodes) {
      digest.add(
          "%s %s %s%s %s %s %s\n"
              .formatted(
                  node.name(),
                  node.role(),
                  node.operation().kind(),
                  Attributes.of(node.operation()),
                  node.inputs(),
                  node.output(),
                  node.shares()));
    }
    return digest.hex().substring(0, 16);
  }

  @Override
  public String toString() {
    return "network " + id() + " of " + nodes.size() + " nodes";
  }

  /** Builds a network node by node; shapes are inferred as nodes are added. */
  public static final class Builder {
    /** What most networks stay below, so that tables need not grow. */
    private static final int USUAL_NODES = 256;

    private final Supplier<String> naming;
    private final List<Node> nodes = new ArrayList<>(USUAL_NODES);
    private final List<State> states = new ArrayList<>();
    private final Set<String> names = new HashSet<>(2 * USUAL_NODES);
    private final List<Block> blocks = new ArrayList<>();
    private int[] containers = new int[0];
    private Role role = Role.OTHER;
    private Role block = Role.OTHER;

    /** Index of the first node of the block that is being built, -1 for none. */
    private int begun = -1;

    private Builder(Supplier<String> naming, FeatureShape input) {
      this.naming = naming;
      add("input", new Input(input));
    }

    /** Says to which part of the network the nodes belong that are added from here on. */
    public Builder role(Role part) {
      role = part;
      return this;
    }

    /**
     * Begins a block of the network, to which the nodes belong that are added from here on. It ends
     * where the next one begins; its output is the node added last, unless {@link #yields} says
     * which.
     */
    public Builder block(Role part) {
      if (begun >= 0 && begun < nodes.size()) {
        yields(nodes.size() - 1);
      }
      begun = nodes.size();
      block = part;
      return role(part);
    }

    /** Ends the block that has begun, with a node as its output, and returns that node. */
    public int yields(int output) {
      blocks.add(new Block(block, begun, nodes.size(), output));
      begun = -1;
      return output;
    }

    /**
     * Says that published code has containers around layers that yield the output of a node as
     * their own, in addition to those said before, and returns the node. Some metrics count them.
     */
    public int within(int node, int more) {
      if (node >= containers.length) {
        containers = Arrays.copyOf(containers, Math.max(node + 1, nodes.size() + USUAL_NODES));
      }
      containers[node] += more;
      return node;
    }

    /**
     * Adds a node and returns its index.
     *
     * @throws IllegalArgumentException if the name is taken, an input does not exist or the shapes
     *     do not fit; the message names the node
     */
    public int add(String name, Operation operation, int... inputs) {
      List<Integer> boxed = new ArrayList<>(inputs.length);
      for (int input : inputs) {
        boxed.add(input);
      }
      return add(name, operation, boxed);
    }

    /**
     * Adds a node whose inputs are given as a list; see {@link #add(String, Operation, int...)}.
     */
    public int add(String name, Operation operation, List<Integer> inputs) {
      if (!names.add(name)) {
        throw new IllegalArgumentException("two nodes are named " + name);
      }
      List<FeatureShape> shapes = new ArrayList<>(inputs.size());
      for (int input : inputs) {
        if (input < 0 || input >= nodes.size()) {
          throw new IllegalArgumentException(
              "node " + name + " reads node " + input + ", which is not there yet");
        }
        shapes.add(nodes.get(input).output());
      }
      FeatureShape output;
      try {
        output = operation.infer(shapes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node " + name + ": " + e.getMessage(), e);
      }
      int index = nodes.size();
      nodes.add(new Node(index, name, role, operation, inputs, output, index));
      return index;
    }

    /**
     * Adds a node that computes with trained arrays of another one: those that have the name and
     * the shape of its own.
     *
     * @throws IllegalArgumentException if there are none, or as {@link #add(String, Operation,
     *     int...)}
     */
    public int addSharing(int other, String name, Operation operation, List<Integer> inputs) {
      if (other < 0 || other >= nodes.size()) {
        throw new IllegalArgumentException(
            "node %s shares the arrays of node %d, which is not there yet".formatted(name, other));
      }
      int index = add(name, operation, inputs);
      Node node = nodes.get(index);
      int owner = nodes.get(other).shares();
      nodes.set(index, new Node(index, name, role, operation, node.inputs(), node.output(), owner));
      Network network = new Network(naming, nodes, List.of(), Composition.NONE);
      if (network.parametersOf(node).stream()
          .noneMatch(parameter -> network.isShared(nodes.get(index), parameter))) {
        throw new IllegalArgumentException(
            "node %s has no array of the name and shape of one of %s"
                .formatted(name, nodes.get(owner).name()));
      }
      return index;
    }

    /**
     * Adds a node of another network, whose nodes before it have been added in their order, with
     * another operation: name, role, inputs and sharing stay.
     *
     * @throws IllegalArgumentException as {@link #add(String, Operation, int...)} and {@link
     *     #addSharing}
     */
    public int addLike(Node node, Operation operation) {
      role(node.role());
      return node.shares() == node.index()
          ? add(node.name(), operation, node.inputs())
          : addSharing(node.shares(), node.name(), operation, node.inputs());
    }

    /**
     * Says that an example may begin with the state that the one before it has ended with.
     *
     * @param start the state before the first step, a node that reads what is there already
     * @param end the state after the last step
     * @throws IllegalArgumentException if their shapes differ
     */
    public void carry(int start, int end) {
      if (!shape(start).equals(shape(end))) {
        throw new IllegalArgumentException(
            "state %s of %s ends as %s of %s"
                .formatted(
                    nodes.get(start).name(), shape(start), nodes.get(end).name(), shape(end)));
      }
      states.add(new State(start, end));
    }

    /** Returns the shape of a node already added. */
    public FeatureShape shape(int index) {
      return nodes.get(index).output();
    }

    /** Returns the network; its output is the node added last. */
    public Network build() {
      if (begun >= 0 && begun < nodes.size()) {
        yields(nodes.size() - 1);
      }
      begun = -1;
      return new Network(naming, nodes, states, new Composition(blocks, containers.clone()));
    }
  }
}
