package nas.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import nas.core.Seeds;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;

/** Executes the network of a sample in double precision, to compare derivatives. */
final class SampleRun {

  private static final int EXAMPLES = 2;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  private final Network network;

  SampleRun(OperationSample sample) {
    this(sample.network());
  }

  SampleRun(Network network) {
    this.network = network;
  }

  private Operation last() {
    return network.outputNode().operation();
  }

  /** Returns a weight away from any symmetry, by the parameter and the index of its element. */
  static double weight(Parameter parameter, int element) {
    long stream = Seeds.hash(parameter.node().name() + "/" + parameter.spec().name());
    double centre = parameter.role() == ParameterSpec.Role.SCALE ? 1 : 0;
    return centre + 1.6 * Seeds.unit(stream + element) - 0.8;
  }

  /** Returns an input: numbers about 0, or tokens. */
  static double[] input(FeatureShape shape, int examples, long seed) {
    double[] values = new double[Math.toIntExact(examples * shape.elements())];
    for (int index = 0; index < values.length; index++) {
      double unit = Seeds.unit(Seeds.mix(seed) + index);
      values[index] =
          shape.kind() == FeatureShape.Kind.TOKENS
              ? Math.floor(OperationSample.TOKENS * unit)
              : 8 * unit - 4;
    }
    return values;
  }

  static long[] shape(FeatureShape shape, int examples) {
    return LongStream.concat(
            LongStream.of(examples), shape.sizes().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  NetworkRuntime open(BiFunction<Parameter, Integer, Double> weights) {
    return NetworkRuntime.create(
        network,
        parameter -> element -> weights.apply(parameter, element),
        Device.CPU,
        Precision.FLOAT64);
  }

  List<Integer> executedShape(Mode mode) {
    List<Integer> sizes = new ArrayList<>();
    Tap tap =
        (node, output) -> {
          if (node.name().equals(OperationSample.NODE)) {
            LongStream.of(output.shape()).skip(1).forEach(size -> sizes.add(Math.toIntExact(size)));
          }
          return output;
        };
    GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime = open(SampleRun::weight);
              Tensor batch = batch(runtime, input(network.input(), EXAMPLES, 1))) {
            runtime.forward(batch, mode, tap).close();
          }
          return true;
        });
    return sizes;
  }

  private Tensor batch(NetworkRuntime runtime, double[] input) {
    return runtime.array(input, shape(network.input(), EXAMPLES));
  }

  /** Compares the derivatives of a weighted sum of all outputs by all inputs and all weights. */
  void assertGradients(Mode mode) {
    double[] input = input(network.input(), EXAMPLES, 1);
    double[] weights = weights();
    List<double[]> gradients = GradientMode.recorded(() -> gradients(input, weights, mode));
    if (network.input().kind() != FeatureShape.Kind.TOKENS) {
      assertDerivatives("input", gradients.get(0), input, () -> sum(input, weights, mode));
    }
    assertDerivatives("weight", gradients.get(1), weights, () -> sum(input, weights, mode));
  }

  private double[] weights() {
    List<Double> all = new ArrayList<>();
    try (NetworkRuntime runtime = open(SampleRun::weight)) {
      for (Parameter parameter : runtime.parameters()) {
        for (int element = 0; element < parameter.elements(); element++) {
          all.add(weight(parameter, element));
        }
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private NetworkRuntime open(double[] weights) {
    return open((parameter, element) -> weights[(int) parameter.offset() + element]);
  }

  private static void assertDerivatives(
      String what, double[] derivatives, double[] at, java.util.function.DoubleSupplier value) {
    assertEquals(at.length, derivatives.length, what);
    for (int index = 0; index < at.length; index++) {
      double before = at[index];
      at[index] = before + STEP;
      double above = value.getAsDouble();
      at[index] = before - STEP;
      double below = value.getAsDouble();
      at[index] = before;
      double expected = (above - below) / (2 * STEP);
      assertEquals(
          expected,
          derivatives[index],
          TOLERANCE * Math.max(1, Math.abs(expected)),
          what + " " + index);
    }
  }

  private double sum(double[] input, double[] weights, Mode mode) {
    return GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime = open(weights);
              Tensor batch = batch(runtime, input);
              Tensor output = runtime.forward(batch, mode, Tap.NONE)) {
            double[] values = output.toDoubles();
            double sum = 0;
            for (int index = 0; index < values.length; index++) {
              sum += factor(index) * values[index];
            }
            return sum;
          }
        });
  }

  private static double factor(int index) {
    return 2 * Seeds.unit(7 + index) - 1;
  }

  /** Returns the derivatives by the input and by all weights; zeros where nothing is recorded. */
  private List<double[]> gradients(double[] input, double[] weights, Mode mode) {
    try (NetworkRuntime runtime = open(weights);
        Tensor batch = batch(runtime, input)) {
      batch.requireGradient(network.input().kind() != FeatureShape.Kind.TOKENS);
      try (Tensor output = runtime.forward(batch, mode, Tap.NONE)) {
        double[] factors = new double[Math.toIntExact(output.elements())];
        Arrays.setAll(factors, SampleRun::factor);
        List<double[]> found = List.of(new double[input.length], new double[weights.length]);
        if (!last().passesInputs()) {
          return found;
        }
        try (Tensor by = output.scope().doubles(factors, output.shape());
            Tensor products = output.mul(by);
            Tensor sum = products.sum()) {
          Map<Tensor, double[]> leaves = new HashMap<>();
          if (batch.requiresGradient()) {
            leaves.put(batch, found.get(0));
          }
          if (weights.length > 0) {
            leaves.put(runtime.weights(), found.get(1));
          }
          List<Tensor> order = List.copyOf(leaves.keySet());
          try (Tensors derivatives = Autograd.gradients(sum, order, Autograd.Graph.FREED)) {
            for (int index = 0; index < order.size(); index++) {
              double[] values = derivatives.get(index).toDoubles();
              System.arraycopy(values, 0, leaves.get(order.get(index)), 0, values.length);
            }
          }
        }
        return found;
      }
    }
  }

  /**
   * Compares what SynFlow carries with the values of the network whose weights are magnitudes, and
   * with their derivative by a common factor of all weights, the input moving along a tangent.
   */
  void assertSynflow() {
    double[] value = new double[Math.toIntExact(network.input().elements())];
    double[] tangent = new double[value.length];
    boolean tokens = network.input().kind() == FeatureShape.Kind.TOKENS;
    for (int index = 0; index < value.length; index++) {
      value[index] = tokens ? index % OperationSample.TOKENS : 0.2 + Seeds.unit(31 + index);
      tangent[index] = tokens ? 0 : Seeds.unit(57 + index);
    }
    double[] carried = carried(value, tangent);
    int half = carried.length / 2;
    double[] at = magnitudes(value, tangent, 0);
    double[] above = magnitudes(value, tangent, STEP);
    double[] below = magnitudes(value, tangent, -STEP);
    boolean some = false;
    for (int index = 0; index < half; index++) {
      double slope = (above[index] - below[index]) / (2 * STEP);
      assertEquals(at[index], carried[index], 1e-9 * Math.max(1, at[index]), "value " + index);
      assertEquals(
          slope,
          carried[half + index],
          TOLERANCE * Math.max(1, Math.abs(slope)),
          "tangent " + index);
      some |= slope != 0;
    }
    assertTrue(some || !last().passesInputs(), "a tangent that is always 0");
  }

  private double[] carried(double[] value, double[] tangent) {
    double[] both = Arrays.copyOf(value, 2 * value.length);
    System.arraycopy(tangent, 0, both, value.length, value.length);
    Map<Integer, Integer> exponents = new HashMap<>(Map.of(0, 0));
    return GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime =
                  open((parameter, element) -> Math.abs(weight(parameter, element)));
              Tensor batch = runtime.array(both, shape(network.input(), 2));
              Tensor output =
                  runtime.forward(
                      batch,
                      Mode.TRAINING,
                      execution -> {
                        List<Integer> read =
                            execution.inputs().stream().map(exponents::get).toList();
                        var scaled = execution.synflow(new Synflow(read, true, false));
                        exponents.put(execution.node().index(), scaled.exponent());
                        return scaled.values();
                      })) {
            int exponent = exponents.getOrDefault(network.outputNode().index(), 0);
            double[] values = output.toDoubles();
            DoubleUnaryOperator scaled =
                number -> exponent == Scaled.NOTHING ? 0 : Math.scalb(number, exponent);
            return Arrays.stream(values).map(scaled).toArray();
          }
        });
  }

  private double[] magnitudes(double[] value, double[] tangent, double step) {
    double[] moved = new double[value.length];
    Arrays.setAll(moved, index -> value[index] + step * tangent[index]);
    if (last().normalises()) {
      // SynFlow leaves normalisations out.
      return moved;
    }
    return GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime =
                  open(
                      (parameter, element) ->
                          Math.abs(weight(parameter, element))
                              * (parameter.role() == ParameterSpec.Role.WEIGHT ? 1 + step : 1));
              Tensor batch = runtime.array(moved, shape(network.input(), 1));
              Tensor output = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
            return output.toDoubles();
          }
        });
  }
}
