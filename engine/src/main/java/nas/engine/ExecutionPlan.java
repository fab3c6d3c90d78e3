package nas.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nas.network.Network;
import nas.network.ParameterSpec;

/**
 * The order in which a network's nodes are executed, what each reads, and after which step each
 * array can be freed.
 *
 * <p>Nodes whose value can reach the output take part: a zero layer cuts its inputs off, and a sum
 * skips terms that are zero. States that may be carried from one example to the next are not zero.
 * The others take part where the whole network is asked for.
 *
 * @param network the network
 * @param steps the nodes to execute, in topological order, without the input
 * @param parameters all parameters of these nodes, in the order of their offsets: first those of
 *     nodes that reach the output, so that these lie the same whatever else is executed
 * @param elements number of values in all parameters together
 * @param readsInput whether the output depends on the images
 */
public record ExecutionPlan(
    Network network,
    List<Step> steps,
    List<Parameter> parameters,
    long elements,
    boolean readsInput) {

  /**
   * The execution of one node.
   *
   * @param node the node
   * @param live whether its value can reach the output
   * @param zero whether its value is zero whatever the images are
   * @param inputs indices of the nodes it reads
   * @param parameters indices into {@link #parameters()} of its parameters
   * @param released indices of the nodes that nobody reads after this step; maybe its own
   */
  public record Step(
      Network.Node node,
      boolean live,
      boolean zero,
      List<Integer> inputs,
      List<Integer> parameters,
      List<Integer> released) {}

  /** Plans the execution of the nodes that can reach the output. */
  public static ExecutionPlan of(Network network) {
    return of(network, false);
  }

  /**
   * Plans the execution.
   *
   * @param whole whether nodes that cannot reach the output are executed too, except those that are
   *     zero and that nobody reads
   */
  public static ExecutionPlan of(Network network, boolean whole) {
    List<Network.Node> nodes = network.nodes();
    boolean[] zero = new boolean[nodes.size()];
    Set<Integer> starts =
        network.states().stream().map(Network.State::start).collect(Collectors.toSet());
    List<List<Integer>> inputs = new ArrayList<>();
    for (Network.Node node : nodes) {
      List<Integer> read = node.inputs();
      if (node.operation().skipsZeros()) {
        read = read.stream().filter(input -> !zero[input]).toList();
      }
      zero[node.index()] =
          !starts.contains(node.index())
              && (!node.operation().passesInputs()
                  || (node.operation().skipsZeros() && read.isEmpty()));
      inputs.add(zero[node.index()] ? List.of() : read);
    }
    int output = network.outputNode().index();
    boolean[] live = new boolean[nodes.size()];
    live[output] = true;
    boolean[] executed = new boolean[nodes.size()];
    for (int index = 0; index < nodes.size(); index++) {
      executed[index] = index == output || (whole && !zero[index]);
    }
    int[] lastReader = new int[nodes.size()];
    for (int index = nodes.size() - 1; index >= 0; index--) {
      if (executed[index]) {
        for (int input : inputs.get(index)) {
          live[input] |= live[index];
          executed[input] = true;
          lastReader[input] = Math.max(lastReader[input], index);
        }
      }
    }
    Layout layout = Layout.of(network, executed, live);
    List<Step> steps = new ArrayList<>();
    for (Network.Node node : nodes) {
      int index = node.index();
      if (!executed[index] || index == 0) {
        continue;
      }
      List<Integer> read = inputs.get(index);
      List<Integer> released =
          new ArrayList<>(
              read.stream().distinct().filter(input -> lastReader[input] == index).toList());
      if (lastReader[index] == 0 && index != output) {
        released.add(index);
      }
      steps.add(
          new Step(
              node, live[index], zero[index], read, layout.ofNode(index), List.copyOf(released)));
    }
    boolean readsInput = readsInput(nodes, inputs)[output];
    return new ExecutionPlan(
        network, List.copyOf(steps), layout.parameters(), layout.elements(), readsInput);
  }

  /** Returns of each node whether examples influence it; a state that is carried is of another. */
  private static boolean[] readsInput(List<Network.Node> nodes, List<List<Integer>> inputs) {
    boolean[] reads = new boolean[nodes.size()];
    reads[0] = true;
    for (Network.Node node : nodes.subList(1, nodes.size())) {
      reads[node.index()] =
          node.operation().passesInputs()
              && inputs.get(node.index()).stream().anyMatch(input -> reads[input]);
    }
    return reads;
  }

  static List<Parameter> parametersOf(Network network, Network.Node node, long offset) {
    List<Parameter> found = new ArrayList<>();
    long start = offset;
    for (ParameterSpec spec : network.parametersOf(node)) {
      if (!network.isShared(node, spec)) {
        found.add(new Parameter(node, spec, start));
        start = Math.addExact(start, spec.count());
      }
    }
    return found;
  }

  /** Where the parameters of executed nodes lie; shared ones lie with the node that owns them. */
  private record Layout(
      List<Parameter> parameters, Map<Integer, List<Integer>> used, long elements) {

    static Layout of(Network network, boolean[] executed, boolean[] live) {
      boolean[] needed = executed.clone();
      boolean[] neededLive = live.clone();
      for (Network.Node node : network.nodes()) {
        if (executed[node.index()]) {
          needed[node.shares()] = true;
          neededLive[node.shares()] |= live[node.index()];
        }
      }
      List<Parameter> parameters = new ArrayList<>();
      long offset = 0;
      for (boolean reaching : new boolean[] {true, false}) {
        for (Network.Node node : network.nodes()) {
          if (needed[node.index()] && neededLive[node.index()] == reaching && node.index() > 0) {
            for (Parameter parameter : parametersOf(network, node, offset)) {
              parameters.add(parameter);
              offset = Math.addExact(offset, parameter.elements());
            }
          }
        }
      }
      return new Layout(List.copyOf(parameters), uses(network, parameters, executed), offset);
    }

    private static Map<Integer, List<Integer>> uses(
        Network network, List<Parameter> parameters, boolean[] executed) {
      Map<Integer, Map<String, Integer>> places = new HashMap<>();
      for (int index = 0; index < parameters.size(); index++) {
        Parameter parameter = parameters.get(index);
        places
            .computeIfAbsent(parameter.node().index(), key -> new HashMap<>())
            .put(parameter.spec().name(), index);
      }
      Map<Integer, List<Integer>> used = new HashMap<>();
      for (Network.Node node : network.nodes()) {
        if (executed[node.index()]) {
          List<Integer> own = new ArrayList<>();
          for (ParameterSpec spec : network.parametersOf(node)) {
            int owner = network.isShared(node, spec) ? node.shares() : node.index();
            own.add(places.getOrDefault(owner, Map.of()).getOrDefault(spec.name(), -1));
          }
          used.put(node.index(), List.copyOf(own));
        }
      }
      return used;
    }

    List<Integer> ofNode(int node) {
      return used.getOrDefault(node, List.of());
    }
  }
}
