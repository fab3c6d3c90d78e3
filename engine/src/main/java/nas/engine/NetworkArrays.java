package nas.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import nas.engine.kernel.Dropping;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.Network;
import nas.network.StateSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a network keeps in native memory: all parameters as one vector, node after node in
 * topological order, the arrays that move in training, and constants of its kernels.
 */
final class NetworkArrays {

  /** An array that moves in training. */
  private record State(Network.Node node, StateSpec spec) {
    String key() {
      return "node " + node.name() + " " + spec.name();
    }

    String tensorName() {
      return NamedTensor.name(node, spec);
    }
  }

  private static final int GPU_ALIGNMENT_BYTES = 16;

  private final ExecutionPlan plan;
  private final Scope scope;
  private final Precision precision;
  private final @Nullable Tensor weights;
  private final long[] sizes;

  /** By index of a node: its arrays that move in training. */
  private final Map<Integer, List<Tensor>> states = new HashMap<>();

  private final Map<String, Tensor> constants = new HashMap<>();

  /** Puts the initial weights into memory. */
  NetworkArrays(ExecutionPlan plan, WeightSource source, Scope scope, Precision precision) {
    this.plan = plan;
    this.scope = scope;
    this.precision = precision;
    sizes = plan.parameters().stream().mapToLong(Parameter::elements).toArray();
    weights = plan.parameters().isEmpty() ? null : filled(source).requireGradient(true);
    for (ExecutionPlan.Step step : plan.steps()) {
      List<Tensor> own = new ArrayList<>();
      for (State state : statesOf(step.node())) {
        own.add(scope.full(precision, state.spec().initial(), dimensions(state.spec().shape())));
      }
      states.put(step.node().index(), own);
    }
  }

  private List<State> statesOf(Network.Node node) {
    List<State> found = new ArrayList<>();
    for (StateSpec spec : node.operation().states(plan.network().inputsOf(node))) {
      found.add(new State(node, spec));
    }
    return found;
  }

  private Tensor filled(WeightSource source) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.toIntExact(plan.elements() * precision.bytes()))
            .order(ByteOrder.nativeOrder());
    for (Parameter parameter : plan.parameters()) {
      IntToDoubleFunction values = source.valuesOf(parameter);
      int elements = parameter.elements();
      for (int element = 0; element < elements; element++) {
        if (precision == Precision.FLOAT32) {
          buffer.putFloat((float) values.applyAsDouble(element));
        } else {
          buffer.putDouble(values.applyAsDouble(element));
        }
      }
    }
    return scope.copyOf(buffer.rewind(), precision, plan.elements());
  }

  static long[] dimensions(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }

  @Nullable Tensor weights() {
    return weights;
  }

  /**
   * Cuts the weights for a pass. On a GPU those that begin at an odd place are copied: for arrays
   * that are not aligned cuDNN has slower code, and for some convolutions none at all.
   *
   * @param dropping whether what operations drop of their weights in training becomes zero
   */
  Tensors piecesForPass(boolean dropping) {
    Tensors pieces = pieces(weights);
    Tensors read = new Tensors();
    for (Parameter parameter : plan.parameters()) {
      Tensor piece = pieces.get(read.size());
      double dropped = dropping ? parameter.node().operation().dropped(parameter.spec()) : 0;
      boolean aligned =
          !scope.isOnGpu() || parameter.offset() * precision.bytes() % GPU_ALIGNMENT_BYTES == 0;
      if (dropped > 0) {
        try (piece) {
          read.add(dropped(parameter, piece, dropped));
        }
      } else if (aligned) {
        read.add(piece);
      } else {
        try (piece) {
          read.add(piece.mul(1)); // As only what is computed is recorded.
        }
      }
    }
    return read;
  }

  private Tensor dropped(Parameter parameter, Tensor piece, double probability) {
    Dropping dropping =
        new Dropping(parameter.node().name(), state(parameter.node(), 0), probability);
    try (Tensor factors = dropping.factors(scope, precision, parameter.elements())) {
      return piece.mul(factors);
    }
  }

  /** Cuts a vector laid out as the weights into one vector per parameter. */
  Tensors pieces(@Nullable Tensor vector) {
    return vector == null ? new Tensors() : vector.split(sizes, 0);
  }

  Tensor state(Network.Node node, int index) {
    return states.getOrDefault(node.index(), List.of()).get(index);
  }

  Tensor constant(String name, Supplier<double[]> values, long... shape) {
    Tensor found = constants.get(name);
    if (found == null) {
      found = scope.numbers(precision, values.get(), shape);
      constants.put(name, found);
    }
    return found;
  }

  /** Returns weights and moving arrays as copies, in the order of {@link NamedTensor#layout}. */
  List<NamedTensor> tensors() {
    float[] all = weights == null ? new float[0] : floats(weights);
    List<NamedTensor> tensors = new ArrayList<>();
    Set<Integer> listed = new HashSet<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      for (int index : step.parameters()) {
        if (!listed.add(index)) {
          continue;
        }
        Parameter parameter = plan.parameters().get(index);
        float[] values = new float[parameter.elements()];
        System.arraycopy(all, Math.toIntExact(parameter.offset()), values, 0, values.length);
        tensors.add(new NamedTensor(NamedTensor.name(parameter), parameter.shape(), values));
      }
      List<State> own = statesOf(step.node());
      for (int index = 0; index < own.size(); index++) {
        State state = own.get(index);
        float[] values = floats(state(step.node(), index));
        tensors.add(new NamedTensor(state.tensorName(), state.spec().shape(), values));
      }
    }
    return List.copyOf(tensors);
  }

  private static float[] floats(Tensor tensor) {
    double[] values = tensor.toDoubles();
    float[] floats = new float[values.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) values[index];
    }
    return floats;
  }

  /** Replaces the moving arrays by those of these names. */
  void restore(Map<String, NamedTensor> named) {
    replaceStates(state -> NamedTensor.of(named, state.tensorName()).values());
  }

  /** Returns copies of all moving arrays, by names that are those of their nodes and their own. */
  SortedMap<String, float[]> states() {
    SortedMap<String, float[]> copies = new TreeMap<>();
    moving(state -> true).forEach((name, array) -> copies.put(name, floats(array)));
    return copies;
  }

  /** Returns the moving arrays themselves that do not count, by the same names. */
  SortedMap<String, Tensor> statistics() {
    return moving(state -> !state.spec().counts());
  }

  private SortedMap<String, Tensor> moving(Predicate<State> wanted) {
    SortedMap<String, Tensor> moving = new TreeMap<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      List<State> own = statesOf(step.node());
      for (int index = 0; index < own.size(); index++) {
        if (wanted.test(own.get(index))) {
          moving.put(own.get(index).key(), state(step.node(), index));
        }
      }
    }
    return moving;
  }

  /**
   * Replaces all moving arrays.
   *
   * @throws IllegalArgumentException if arrays are missing or of another size
   */
  void restoreStates(SortedMap<String, float[]> values) {
    replaceStates(
        state -> {
          float[] found = values.get(state.key());
          if (found == null || found.length != state.spec().count()) {
            throw new IllegalArgumentException(
                "%s must have %d values".formatted(state.key(), state.spec().count()));
          }
          return found;
        });
  }

  private void replaceStates(java.util.function.Function<State, float[]> values) {
    for (ExecutionPlan.Step step : plan.steps()) {
      List<State> own = statesOf(step.node());
      List<Tensor> replaced = new ArrayList<>();
      for (int index = 0; index < own.size(); index++) {
        long[] shape = dimensions(own.get(index).spec().shape());
        replaced.add(scope.numbers(precision, values.apply(own.get(index)), shape));
        state(step.node(), index).close();
      }
      states.put(step.node().index(), replaced);
    }
  }
}
