package nas.space.declared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Target;
import nas.network.operation.Add;
import nas.network.operation.Zero;
import nas.space.grammar.Assembly;
import org.jspecify.annotations.Nullable;

/** Writes operations and blocks into a network. */
final class NetworkWriter {

  private static final int MAX_NODES = 100_000;

  private final Network.Builder network;
  private int written;

  /** What has a value everywhere. */
  private final Map<String, Object> constants;

  NetworkWriter(Network.Builder network, Map<String, Object> constants) {
    this.network = network;
    this.constants = constants;
  }

  /**
   * Writes a block that stands in a rule.
   *
   * @param variables values of variables
   * @return the node that is its output
   */
  int write(Assembly.Placed placed, int input, Map<String, Object> variables, String name) {
    RuleReader.Call call = (RuleReader.Call) placed.meaning();
    Map<String, Object> names = new HashMap<>(constants);
    names.putAll(variables);
    names.put(Definitions.IN, channels(input));
    Map<String, Argument.Values> values = values(call.fixed(), names);
    placed
        .values()
        .forEach(
            (parameter, text) ->
                values.put(
                    parameter,
                    new Argument.Values(
                        List.of(OperationForm.literal(text)),
                        text,
                        call.part().find(parameter).orElse(call.part()))));
    return write(call.callee(), values, List.of(input), name, call.part());
  }

  /** Writes a graph that is told nothing. */
  int write(BlockForm graph, int input, String name) {
    return write(graph, Map.of(), List.of(input), name, graph.part());
  }

  private static Map<String, Argument.Values> values(
      Map<String, Argument> arguments, Map<String, Object> names) {
    Map<String, Argument.Values> values = new HashMap<>();
    arguments.forEach((parameter, argument) -> values.put(parameter, argument.in(names)));
    return values;
  }

  private Object channels(int node) {
    return (double) network.shape(node).channels();
  }

  private int write(
      Callee callee,
      Map<String, Argument.Values> values,
      List<Integer> inputs,
      String name,
      Part part) {
    return callee instanceof OperationForm form
        ? operation(form, values, inputs, name, part)
        : block((BlockForm) callee, values, inputs.get(0), name);
  }

  private int operation(
      OperationForm form,
      Map<String, Argument.Values> values,
      List<Integer> inputs,
      String name,
      Part part) {
    Operation operation = null;
    if (written++ == MAX_NODES) {
      throw part.refused(
          "the network has more than %,d operations".formatted(MAX_NODES), "repeat less often");
    }
    try {
      operation = form.create(values);
      return network.add(name, operation, inputs);
    } catch (IllegalArgumentException | ArithmeticException e) {
      String problem = String.valueOf(e.getMessage());
      throw part.refused(
          problem.startsWith("node ") ? problem : "node %s: %s".formatted(name, problem),
          advice(operation));
    }
  }

  private static String advice(@Nullable Operation operation) {
    return operation != null && operation.category() == Operation.Category.JOIN
        ? "bring its inputs to one shape, or leave it out by 'when' where they differ"
        : "";
  }

  private int block(BlockForm block, Map<String, Argument.Values> values, int input, String name) {
    Map<String, Object> names = new HashMap<>(constants);
    values.forEach((parameter, value) -> names.put(parameter, value.only(parameter)));
    names.put(Definitions.IN, channels(input));
    List<Integer> written = new ArrayList<>();
    int last = input;
    for (BlockForm.Node node : block.nodes()) {
      List<Integer> inputs =
          node.inputs().stream().map(place -> place < 0 ? input : written.get(place)).toList();
      names.put(Definitions.CHANNELS, channels(inputs.get(0)));
      last =
          stands(node, names)
              ? write(
                  node.callee(),
                  values(node.arguments(), names),
                  inputs,
                  name + "." + node.name(),
                  node.part())
              : inputs.get(0);
      written.add(last);
    }
    return last;
  }

  private static boolean stands(BlockForm.Node node, Map<String, Object> names) {
    try {
      return node.when().isEmpty() || node.when().get().holds(names);
    } catch (IllegalArgumentException e) {
      throw node.part().refused("when: " + e.getMessage(), "");
    }
  }

  /** Writes the sum of feature maps; of none, zeros in the shape of another node. */
  int sum(List<Integer> summands, int input, String name, Part part) {
    if (summands.size() == 1) {
      return summands.get(0);
    }
    try {
      return summands.isEmpty()
          ? network.add(name, new Zero(), input)
          : network.add(name, new Add(), summands);
    } catch (IllegalArgumentException e) {
      throw part.refused(
          String.valueOf(e.getMessage()), "let all edges keep the shape of what they read");
    }
  }

  /** Refuses an output that does not say what is wanted. */
  void requireOutput(int node, Target target, Part head) {
    FeatureShape output = network.shape(node);
    if (!output.equals(target.output())) {
      throw head.refused(
          "the head yields %s, where %s must be told apart".formatted(output, target.described()),
          target.output().kind() == FeatureShape.Kind.IMAGE
              ? "end it with global-average-pool and {linear: {out-features: classes}}"
              : "end it with {linear: {out-features: classes}}, and keep the number of steps");
    }
  }

  static InvalidSettingException within(InvalidSettingException misfit, String where) {
    return new InvalidSettingException(misfit.key(), misfit.getMessage() + where, misfit.advice());
  }
}
