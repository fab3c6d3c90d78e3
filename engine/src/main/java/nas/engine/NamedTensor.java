package nas.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.network.Network;
import nas.network.StateSpec;

/**
 * Values of one array of a network outside the engine, under the name that PyTorch gives such an
 * array.
 *
 * @param name the node's name and what the node does with it: {@code stem.weight}, {@code .bias},
 *     {@code .running_mean}, {@code .running_var}; scale and shift of a batch normalisation are
 *     weight and bias
 * @param shape as {@link Parameter#shape}; running statistics (channels)
 * @param values row-major; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of weights; compared by nobody.
public record NamedTensor(String name, List<Integer> shape, float[] values) {

  /** Copies the shape and checks the number of values. */
  public NamedTensor {
    shape = List.copyOf(shape);
    if (values.length != elements(shape)) {
      throw new IllegalArgumentException(
          name + " of shape " + shape + " cannot have " + values.length + " values");
    }
  }

  /**
   * Where an array of a network belongs.
   *
   * @param name as {@link NamedTensor#name}
   * @param shape as {@link NamedTensor#shape}
   */
  public record Place(String name, List<Integer> shape) {}

  /** Returns all arrays that an executed network has, node by node. */
  public static List<Place> layout(Network network) {
    ExecutionPlan plan = ExecutionPlan.of(network);
    Set<Place> places = new LinkedHashSet<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      for (int index : step.parameters()) {
        Parameter parameter = plan.parameters().get(index);
        places.add(new Place(name(parameter), parameter.shape()));
      }
      for (StateSpec state : step.node().operation().states(network.inputsOf(step.node()))) {
        places.add(new Place(name(step.node(), state), state.shape()));
      }
    }
    return List.copyOf(places);
  }

  /** Returns the name of a parameter. */
  public static String name(Parameter parameter) {
    return parameter.node().name() + "." + parameter.spec().arrayName();
  }

  /** Returns the name of an array that moves in training. */
  public static String name(Network.Node node, StateSpec state) {
    return node.name() + "." + state.arrayName();
  }

  /** Returns the tensor of a name, which must be there. */
  static NamedTensor of(Map<String, NamedTensor> named, String name) {
    NamedTensor tensor = named.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return tensor;
  }

  private static long elements(List<Integer> shape) {
    long elements = 1;
    for (int side : shape) {
      elements = Math.multiplyExact(elements, (long) side);
    }
    return elements;
  }
}
