package nas.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.ParameterSpec;
import nas.network.Sides;
import nas.network.operation.AveragePool;
import nas.network.operation.Convolution;
import nas.network.operation.Embedding;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.LayerNorm;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.network.operation.MaxPool;
import nas.network.operation.Quantise;
import nas.network.operation.Sigmoid;
import nas.network.operation.Silu;
import nas.network.operation.Tanh;
import org.junit.jupiter.api.Test;

/** Operations on plain numbers, against what PyTorch makes of them in double precision. */
final class OperationValuesTest {

  private static final FeatureShape IMAGE = new FeatureShape(2, 5, 5);

  /** One of the numbers from -1.25 to 1.25, in an order without symmetry. */
  private static double number(int index, int offset) {
    return (Math.floorMod(index * 7 + offset, 11) - 5) / 4.0;
  }

  private static double[] numbers(FeatureShape shape, int offset) {
    double[] values = new double[Math.toIntExact(shape.elements())];
    Arrays.setAll(values, index -> number(index, offset));
    return values;
  }

  private static double[] output(
      Operation operation,
      FeatureShape shape,
      double[] input,
      ToDoubleBiFunction<Parameter, Integer> weights) {
    Network.Builder builder = Network.builder("values", shape);
    builder.add("operation", operation, 0);
    return GradientMode.unrecorded(
        () -> {
          try (NetworkRuntime runtime =
                  NetworkRuntime.create(
                      builder.build(),
                      parameter -> element -> weights.applyAsDouble(parameter, element),
                      Device.CPU,
                      Precision.FLOAT64);
              Tensor batch = runtime.array(input, SampleRun.shape(shape, 1));
              Tensor output = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
            return output.toDoubles();
          }
        });
  }

  private static void assertMaps(Operation operation, double... expected) {
    double[] input = {-4, -2.5, -0.5, 0, 1.25, 2.75, 3.5};
    FeatureShape shape = new FeatureShape(1, 1, input.length);
    assertArrayEquals(expected, output(operation, shape, input, (parameter, element) -> 0), 1e-14);
  }

  @Test
  void activationsMapNumbersAsPyTorchDoes() {
    assertMaps(
        new Sigmoid(),
        0.0179862099620916,
        0.0758581800212435,
        0.377540668798145,
        0.5,
        0.777299861174691,
        0.939913349825992,
        0.970687769248644);
    assertMaps(
        new Tanh(),
        -0.999329299739067,
        -0.98661429815143,
        -0.46211715726001,
        0.0,
        0.848283639957513,
        0.991859724568208,
        0.998177897611199);
    assertMaps(
        new Silu(),
        -0.0719448398483662,
        -0.189645450053109,
        -0.188770334399073,
        0.0,
        0.971624826468364,
        2.58476171202148,
        3.39740719237025);
    double sixth = 1.25 / 6;
    assertMaps(new HardSwish(), 0, -sixth, -sixth, 0, 0.885416666666667, 2.63541666666667, 3.5);
    // Of 1.5 steps the even 2, of -2.5 steps the even -2; at most 5 steps below 0.
    assertMaps(new Quantise(0.5, 5), -2.5, -2.5, -0.5, 0, 1, 3, 3.5);
    assertMaps(new Quantise(1, 2), -2, -2, 0, 0, 1, 3, 4);
    assertMaps(new Quantise(0.01171875, 0), 0, 0, 0, 0, 1.25390625, 2.75390625, 2.98828125);
    assertMaps(
        new HardSigmoid(), 0, 0.5 / 6, 2.5 / 6, 0.5, 0.708333333333333, 0.958333333333333, 1);
  }

  @Test
  void aDepthwiseConvolutionMayBeRectangularAndPaddedOnOneSide() {
    Operation operation =
        new Convolution(
            2, new Sides(3, 2), new Sides(2, 1), new Padding(1, 0, 0, 1), Sides.of(1), 2, true);
    double[] expected = {
      -2.4375, 0.5, -2.0625, -1.875, -0.1875, 1.75, -2.9375, -0.75, -0.625, -2.0625, -0.75, 2.125,
      0.1875, -0.375, 1.0, 1.375, -1.6875, 1.4375, 1.8125, -0.625
    };
    assertArrayEquals(
        expected,
        output(
            operation,
            IMAGE,
            numbers(IMAGE, 0),
            (parameter, element) ->
                number(element, parameter.spec().name().equals("weight") ? 3 : 1)),
        1e-14);
  }

  private static void assertPools(Operation operation, double... expected) {
    double[] found = output(operation, IMAGE, numbers(IMAGE, 0), (parameter, element) -> 0);
    assertArrayEquals(expected, found, 1e-11);
  }

  private static double[] ofParts(
      Operation operation, FeatureShape shape, int offset, List<Integer> offsets, double... parts) {
    List<String> names =
        operation.parameters(List.of(shape)).stream().map(ParameterSpec::name).toList();
    return output(
        operation,
        shape,
        numbers(shape, offset),
        (parameter, element) -> {
          int index = names.indexOf(parameter.spec().name());
          return number(element, offsets.get(index)) * parts[index];
        });
  }

  @Test
  void layerNormalisationIsOverChannels() {
    double[] expected = {
      0.25,
      0.25,
      0.25,
      -0.182214511399,
      -1.19437861545,
      -1.19437861545,
      0.384899054015,
      0.666716038411,
      0.666716038411,
      -0.425839116451,
      0.333283961589,
      0.333283961589
    };
    FeatureShape shape = FeatureShape.sequence(4, 3);
    double[] found = ofParts(new LayerNorm(true, 1e-3), shape, 2, List.of(5, 6), 1, 1);
    assertArrayEquals(expected, found, 1e-11);
  }

  @Test
  void tokensAreLookedUp() {
    double[] expected = {-1.0, -0.25, -1.0, -0.5, 0.75, -1.25, 0.75, 1.25, -0.25, 0.5, -0.25, 0.25};
    double[] found =
        output(
            new Embedding(4, 3),
            FeatureShape.tokens(4),
            new double[] {3, 0, 3, 1},
            (parameter, element) -> number(element, 4));
    assertArrayEquals(expected, found);
  }

  @Test
  void anLstmHasTheGatesOfPyTorch() {
    double[] expected = {
      0.00685899150679, 0.0350431363233, 0.133392163302, 0.112826151226,
      0.152377412221, -0.130705276166, -0.185164242719, 0.0186811555285
    };
    FeatureShape shape = FeatureShape.sequence(3, 4);
    double[] found = ofParts(new Lstm(2, 2), shape, 7, List.of(1, 2, 3, 9), 0.5, 0.5, 0.25, 0.125);
    assertArrayEquals(expected, found, 1e-12);
    assertEquals(4L * 4 * 2 * (3 + 2), macs(new Lstm(2, 2), shape));
  }

  private static long macs(Operation operation, FeatureShape shape) {
    return operation.macs(List.of(shape), operation.infer(List.of(shape)));
  }

  @Test
  void aLinearLayerMultipliesEachStep() {
    double[] expected = {
      -0.8125, -2.0625, -0.5625, 1.75, 2.0625, 0.3125, -0.5, -0.6875, -0.1875, 1.375, -2.0625,
      -2.0625, -0.1875, 0.6875, 0.1875
    };
    FeatureShape shape = FeatureShape.sequence(4, 3);
    assertArrayEquals(expected, ofParts(new Linear(5, true), shape, 2, List.of(4, 1), 1, 1), 1e-14);
  }

  @Test
  void poolingsRoundUpAsPyTorchDoes() {
    assertPools(
        new AveragePool(Sides.of(3), Sides.of(3), Padding.of(1), true, true),
        -0.0555555555556,
        0.0833333333333,
        -0.166666666667,
        0.0,
        0.138888888889,
        -0.0833333333333,
        -0.0277777777778,
        0.0555555555556);
    assertPools(
        new AveragePool(Sides.of(3), Sides.of(2), Padding.of(0), false, true),
        -0.222222222222,
        0.222222222222,
        -0.138888888889,
        0.0,
        0.138888888889,
        -0.0277777777778,
        0.222222222222,
        0.0555555555556);
    assertPools(
        new MaxPool(Sides.of(2), Sides.of(2), Padding.of(0), true),
        1.0,
        1.25,
        0.75,
        0.25,
        1.0,
        1.25,
        0.75,
        0.5,
        -0.5,
        1.25,
        1.0,
        0.5,
        1.25,
        0.75,
        1.0,
        0.5,
        1.25,
        -0.75);
  }
}
