package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import nas.engine.tensor.Tensor.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorTest {

  private static final long[] TWO = {2, 2};
  private static final long[] ONE = {1, 1};

  /** Scalars of some operands, by the name of what they show. */
  private static final Map<String, Differentiable> DIFFERENTIABLE = new LinkedHashMap<>();

  /** Those that are several operations, or make operands. */
  private static final Set<String> SEVERAL =
      Set.of(
          "batch normalisation",
          "embedding",
          "gather",
          "hard sigmoid",
          "hard swish",
          "lstm",
          "reshape and permute",
          "split");

  private record Differentiable(
      Function<List<Tensor>, Tensor> operation, List<long[]> shapes, boolean positive) {}

  private static void add(String name, Function<Tensor, Tensor> operation, long... shape) {
    DIFFERENTIABLE.put(
        name,
        new Differentiable(operands -> operation.apply(operands.get(0)), List.of(shape), false));
  }

  private static void addMany(
      String name, Function<List<Tensor>, Tensor> operation, long[]... shapes) {
    DIFFERENTIABLE.put(name, new Differentiable(operation, List.of(shapes), false));
  }

  private static void addPositive(String name, Function<Tensor, Tensor> operation) {
    DIFFERENTIABLE.put(
        name,
        new Differentiable(
            operands -> operation.apply(operands.get(0)), List.of(new long[] {3, 4}), true));
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  static {
    add("add number", x -> x.add(2.5), 3, 4);
    add("sub number", x -> x.sub(2.5), 3, 4);
    add("mul number", x -> x.mul(-1.5), 3, 4);
    add("div number", x -> x.div(4), 3, 4);
    add("clamp", x -> x.clamp(-0.5, 0.75), 3, 4);
    add("neg", Tensor::neg, 3, 4);
    add("abs", Tensor::abs, 3, 4);
    add("square", Tensor::square, 3, 4);
    add("exp", Tensor::exp, 3, 4);
    add("relu", Tensor::relu, 3, 4);
    add("leaky relu", x -> x.leakyRelu(0.1), 3, 4);
    add("sigmoid", Tensor::sigmoid, 3, 4);
    add("tanh", Tensor::tanh, 3, 4);
    add("gelu", Tensor::gelu, 3, 4);
    add("silu", Tensor::silu, 3, 4);
    add("hard swish", x -> x.mul(4).hardSwish(), 3, 4);
    add("hard sigmoid", x -> x.mul(4).hardSigmoid(), 3, 4);
    addPositive("sqrt", Tensor::sqrt);
    addPositive("log", Tensor::log);
    addMany("add", x -> x.get(0).add(x.get(1)), shape(3, 4), shape(4));
    addMany("sub", x -> x.get(0).sub(x.get(1)), shape(3, 4), shape(3, 1));
    addMany("mul", x -> x.get(0).mul(x.get(1)), shape(3, 4), shape());
    addMany("div", x -> x.get(0).div(x.get(1)), shape(3, 4), shape(3, 4));
    addMany("maximum", x -> x.get(0).maximum(x.get(1)), shape(3, 4), shape(3, 4));
    addMany("minimum", x -> x.get(0).minimum(x.get(1)), shape(3, 4), shape(3, 4));
    add("reshape and permute", x -> x.reshape(2, 3, 2).permute(2, 0, 1), 3, 4);
    add("transpose", x -> x.transpose(0, 1), 3, 4);
    add("slice", x -> x.slice(1, 1, 3), 3, 4);
    add("split", x -> x.split(shape(1, 2), 0).get(1), 3, 4);
    add("pad", x -> x.pad(0, 1, 0, 2, 1), 3, 4);
    addMany("concatenate", x -> Tensor.concatenate(x, 1), shape(2, 3), shape(2, 1), shape(2, 2));
    addMany("stack", x -> Tensor.stack(x, 0), shape(2, 3), shape(2, 3));
    add("sums", x -> x.sum(shape(0), true), 3, 4);
    add("means", x -> x.mean(1, false), 3, 4);
    add("mean", Tensor::mean, 3, 4);
    add("max", Tensor::max, 3, 4);
    add("min", Tensor::min, 3, 4);
    add("softmax", x -> x.softmax(1), 3, 4);
    add("log-softmax", x -> x.logSoftmax(0), 3, 4);
    addMany("matmul", x -> x.get(0).matmul(x.get(1)), shape(3, 4), shape(4, 2));
    addMany("bmm", x -> x.get(0).bmm(x.get(1)), shape(2, 3, 4), shape(2, 4, 2));
    addMany("linear", x -> x.get(0).linear(x.get(1), x.get(2)), shape(3, 4), shape(2, 4), shape(2));
    addMany("linear without bias", x -> x.get(0).linear(x.get(1), null), shape(3, 4), shape(2, 4));
    addMany(
        "convolution",
        x -> x.get(0).convolution(x.get(1), x.get(2), Window.square(2, 1, 1), 2),
        shape(2, 4, 5, 5),
        shape(6, 2, 3, 3),
        shape(6));
    addMany(
        "convolution of a rectangle",
        x ->
            x.get(0)
                .convolution(x.get(1), null, new Window(shape(1, 2), shape(0, 2), shape(2, 1)), 1),
        shape(1, 2, 6, 6),
        shape(3, 2, 2, 4));
    addMany(
        "convolution of single pixels",
        x ->
            x.get(0)
                .convolution(
                    x.get(1), x.get(2), new Window(shape(2, 3), shape(0, 0), shape(1, 1)), 2),
        shape(2, 4, 5, 7),
        shape(6, 2, 1, 1),
        shape(6));
    add("max pooling", x -> x.maxPool(TWO, TWO, ONE, false), 2, 2, 4, 4);
    add("average pooling", x -> x.averagePool(TWO, ONE, ONE, false), 2, 2, 4, 4);
    add("adaptive average pooling", x -> x.adaptiveAveragePool(1, 2), 2, 2, 4, 4);
    addMany(
        "batch normalisation",
        x -> {
          Scope scope = x.get(0).scope();
          Tensor mean = scope.full(Precision.FLOAT64, 0, 3);
          Tensor variance = scope.full(Precision.FLOAT64, 1, 3);
          return x.get(0).batchNorm(mean, variance, x.get(1), x.get(2), true, 0.1, 1e-5);
        },
        shape(4, 3, 2, 2),
        shape(3),
        shape(3));
    addMany(
        "layer normalisation",
        x -> x.get(0).layerNorm(x.get(1), x.get(2), 1e-5),
        shape(3, 4),
        shape(4),
        shape(4));
    add("embedding", x -> x.scope().longs(new long[] {2, 0, 2}, 3).embedding(x), 3, 4);
    add("gather", x -> x.gather(x.scope().longs(new long[] {1, 0, 3}, 3, 1), 1), 3, 4);
    addMany(
        "lstm",
        x -> {
          Tensor.Recurrent made = x.get(0).lstm(x.get(1), x.get(2), x.get(3), x.get(4), x.get(5));
          return Tensor.concatenate(List.of(made.outputs(), made.hidden(), made.cell()), 0);
        },
        shape(3, 2, 2),
        shape(1, 2, 3),
        shape(1, 2, 3),
        shape(12, 2),
        shape(12, 3),
        shape(12));
  }

  static Stream<String> differentiable() {
    return DIFFERENTIABLE.keySet().stream();
  }

  private static double[][] values(Differentiable which) {
    SplittableRandom random = new SplittableRandom(7);
    double[][] values = new double[which.shapes().size()][];
    for (int operand = 0; operand < values.length; operand++) {
      long elements = Arrays.stream(which.shapes().get(operand)).reduce(1, (a, b) -> a * b);
      values[operand] =
          random
              .doubles(elements)
              .map(value -> which.positive() ? 0.5 + value : 2.5 * value - 1.25)
              .toArray();
    }
    return values;
  }

  /** Returns a sum whose terms count differently. */
  private static Tensor weighted(Differentiable which, List<Tensor> operands) {
    Tensor result = which.operation().apply(operands);
    double[] weights = new double[(int) result.elements()];
    Arrays.setAll(weights, index -> 1 + 0.3 * StrictMath.sin(index));
    return result.mul(operands.get(0).scope().doubles(weights, result.shape())).sum();
  }

  private static List<Tensor> operands(Scope scope, Differentiable which, double[][] values) {
    List<Tensor> operands = new ArrayList<>();
    for (int operand = 0; operand < values.length; operand++) {
      operands.add(scope.doubles(values[operand], which.shapes().get(operand)));
    }
    return operands;
  }

  private static double value(Differentiable which, double[][] values) {
    try (Scope scope = Scope.on(Device.CPU)) {
      return GradientMode.unrecorded(
          () -> weighted(which, operands(scope, which, values)).scalar());
    }
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  @Tag("slow")
  void gradientsAreThoseOfDifferences(String name) {
    Differentiable which = Objects.requireNonNull(DIFFERENTIABLE.get(name));
    double[][] values = values(which);
    try (Scope scope = Scope.on(Device.CPU)) {
      Tensors gradients =
          GradientMode.recorded(
              () -> {
                List<Tensor> operands = operands(scope, which, values);
                operands.forEach(operand -> operand.requireGradient(true));
                Tensor sum = weighted(which, operands);
                collectGarbage();
                return Autograd.gradients(sum, operands, Autograd.Graph.FREED);
              });
      double step = 1e-6;
      for (int operand = 0; operand < values.length; operand++) {
        assertArrayEquals(which.shapes().get(operand), gradients.get(operand).shape());
        double[] gradient = gradients.get(operand).toDoubles();
        for (int index = 0; index < gradient.length; index++) {
          double[][] more = copy(values);
          double[][] less = copy(values);
          more[operand][index] += step;
          less[operand][index] -= step;
          double slope = (value(which, more) - value(which, less)) / (2 * step);
          assertEquals(slope, gradient[index], 1e-6 * Math.max(1, Math.abs(slope)));
        }
      }
    }
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** Frees what only Java holds, and writes over it. */
  private static void collectGarbage() {
    System.gc();
    for (int size = 8; size < 4096; size *= 2) {
      ByteBuffer soiled = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
      while (soiled.remaining() >= Double.BYTES) {
        soiled.putDouble(Double.NaN);
      }
    }
  }

  @Test
  void aConvolutionOfEverySecondPixelWeighsThoseAndNoOthers() {
    try (Scope scope = Scope.on(Device.CPU)) {
      float[] pixels = new float[2 * 3 * 5];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = i;
      }
      Tensor images = scope.floats(pixels, 1, 2, 3, 5);
      Tensor weight = scope.floats(new float[] {1, 10}, 1, 2, 1, 1);
      Tensor output = images.convolution(weight, null, Window.square(2, 0, 1), 1);
      assertArrayEquals(new long[] {1, 1, 2, 3}, output.shape());
      // Of row 0 and 2 the columns 0, 2, 4: i + 10 (i + 15).
      assertArrayEquals(new double[] {150, 172, 194, 260, 282, 304}, output.toDoubles());
    }
  }

  @Test
  void imagesThatAreConvolvedAFewAtATimeGiveWhatEachGivesAlone() {
    // Windows of one image take more than a megabyte here.
    SplittableRandom random = new SplittableRandom(5);
    double[] pixels = random.doubles(11 * 16 * 32 * 32).toArray();
    double[] weights = random.doubles(3 * 16 * 3 * 3, -1, 1).toArray();
    double[] biases = {1, 2, 3};
    try (Scope scope = Scope.on(Device.CPU)) {
      GradientMode.recorded(
          () -> {
            Tensor images = scope.numbers(Precision.FLOAT64, pixels, 11, 16, 32, 32);
            Tensor weight =
                scope.numbers(Precision.FLOAT64, weights, 3, 16, 3, 3).requireGradient(true);
            Tensor bias = scope.numbers(Precision.FLOAT64, biases, 3).requireGradient(true);
            List<Tensor> trained = List.of(weight, bias);
            Tensor all = images.convolution(weight, bias, Window.square(1, 1, 1), 1);
            List<Tensor> slopes =
                Autograd.gradients(all.square().sum(), trained, Autograd.Graph.FREED);
            double[] ofWeights = new double[weights.length];
            double[] ofBiases = new double[biases.length];
            List<Tensor> alone = new ArrayList<>();
            for (Tensor image : images.split(1, 0)) {
              Tensor one = image.convolution(weight, bias, Window.square(1, 1, 1), 1);
              alone.add(one);
              List<Tensor> of =
                  Autograd.gradients(one.square().sum(), trained, Autograd.Graph.FREED);
              add(of.get(0).toDoubles(), ofWeights);
              add(of.get(1).toDoubles(), ofBiases);
            }
            assertArrayEquals(Tensor.concatenate(alone, 0).toDoubles(), all.toDoubles(), 1e-12);
            assertArrayEquals(ofWeights, slopes.get(0).toDoubles(), 1e-6);
            assertArrayEquals(ofBiases, slopes.get(1).toDoubles(), 1e-6);
            return true;
          });
    }
  }

  private static void add(double[] values, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  @Test
  void numbersSurviveTheCollectionOfGarbage() {
    try (Scope scope = Scope.on(Device.CPU)) {
      GradientMode.recorded(
          () -> {
            Tensor x = scope.floats(new float[] {1, 2}, 2).requireGradient(true);
            Tensor y = x;
            for (int round = 0; round < 100; round++) {
              y = y.mul(2).div(2).mul(scope.floats(new float[] {1, 1}, 2));
            }
            collectGarbage();
            Tensor gradient = Autograd.gradients(y.sum(), List.of(x), Autograd.Graph.FREED).get(0);
            assertArrayEquals(new float[] {1, 1}, gradient.toFloats());
            return true;
          });
    }
  }

  @Test
  void valuesAreThoseGivenInEitherPrecision() {
    double third = 1 / 3.0;
    try (Scope scope = Scope.on(Device.CPU)) {
      assertEquals((float) third, scope.numbers(Precision.FLOAT32, new double[] {third}).scalar());
      assertEquals(third, scope.numbers(Precision.FLOAT64, new double[] {third}).scalar());
      assertEquals(0.5, scope.numbers(Precision.FLOAT64, new float[] {0.5f}, 1, 1).scalar());
      assertEquals(third, scope.full(Precision.FLOAT64, third).scalar());
      ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      Tensor copied = scope.copyOf(buffer.putFloat(0, 1).putFloat(4, 2), Precision.FLOAT32, 2);
      buffer.putFloat(0, 9);
      assertArrayEquals(new double[] {1, 2}, copied.toDoubles());
      assertArrayEquals(new byte[] {0, 1}, copied.gt(1).toBytes());
      assertArrayEquals(new float[] {1, 3}, rows(scope).transpose(0, 1).slice(0, 0, 1).toFloats());
      assertArrayEquals(new double[] {1, 2}, copied.to(Precision.FLOAT64).toDoubles());
      assertEquals(Precision.FLOAT64, copied.to(Precision.FLOAT64).precision());
    }
  }

  private static Tensor rows(Scope scope) {
    return scope.floats(new float[] {1, 2, 3, 4}, 2, 2);
  }

  @Test
  void shapesMustHoldTheValues() {
    try (Scope scope = Scope.on(Device.CPU)) {
      assertThrows(IllegalArgumentException.class, () -> scope.floats(new float[3], 2, 2));
      assertThrows(IllegalArgumentException.class, () -> scope.doubles(new double[0]));
      ByteBuffer onHeap = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
      assertThrows(
          IllegalArgumentException.class, () -> scope.copyOf(onHeap, Precision.FLOAT32, 1));
      assertThrows(IllegalStateException.class, () -> rows(scope).scalar());
      assertThrows(IllegalStateException.class, () -> scope.longs(new long[1], 1).precision());
      assertEquals(2, scope.openTensors(), "only what was refused by its own methods is left");
    }
  }

  @Test
  void closedTensorsAreRefused() {
    Scope scope = Scope.on(Device.CPU);
    Tensor open = rows(scope);
    Tensor closed = rows(scope);
    closed.close();
    closed.close();
    assertThrows(IllegalStateException.class, closed::toFloats);
    assertThrows(IllegalStateException.class, () -> closed.add(open));
    assertThrows(IllegalStateException.class, () -> open.add(closed));
    assertThrows(IllegalStateException.class, () -> open.linear(open, closed));
    assertThrows(IllegalStateException.class, () -> Tensor.stack(List.of(open, closed), 0));
    assertEquals("a closed tensor", closed.toString());
    scope.close();
    assertThrows(IllegalStateException.class, open::toFloats);
    assertThrows(IllegalStateException.class, () -> rows(scope));
  }

  @Test
  void resultsBelongToTheInnermostScope() {
    try (Scope outer = Scope.on(Device.CPU)) {
      Tensor weights = rows(outer);
      Tensor kept;
      Tensor gone;
      try (Scope inner = outer.child()) {
        Tensor images = rows(inner);
        assertSame(inner, weights.mul(images).scope());
        assertSame(inner, images.mul(weights).scope());
        assertSame(inner, Tensor.concatenate(List.of(weights, images), 0).scope());
        assertSame(outer, weights.mul(2).scope());
        gone = weights.viewIn(inner).square();
        kept = outer.adopt(images.square());
      }
      assertThrows(IllegalStateException.class, gone::toFloats);
      assertArrayEquals(new float[] {1, 4, 9, 16}, kept.toFloats());
      assertArrayEquals(new float[] {1, 2, 3, 4}, weights.toFloats());
    }
  }

  @Test
  void operationsLeaveNothingBehindButTheirResult() {
    try (Scope scope = Scope.on(Device.CPU)) {
      for (Map.Entry<String, Differentiable> each : DIFFERENTIABLE.entrySet()) {
        if (SEVERAL.contains(each.getKey())) {
          continue;
        }
        try (Scope pass = scope.child()) {
          List<Tensor> operands = operands(pass, each.getValue(), values(each.getValue()));
          int before = pass.openTensors();
          try (Tensor result = each.getValue().operation().apply(operands)) {
            assertTrue(result.toDoubles().length > 0);
            assertEquals(before + 1, pass.openTensors(), each.getKey());
          }
          assertEquals(before, pass.openTensors(), each.getKey());
        }
      }
      assertEquals(0, scope.openTensors());
    }
  }

  @Test
  void gradientsAddUpInLeaves() {
    try (Scope scope = Scope.on(Device.CPU)) {
      Tensor x = scope.doubles(new double[] {1, 2}, 2).requireGradient(true);
      assertTrue(x.requiresGradient());
      assertThrows(IllegalStateException.class, x::gradient);
      for (int round = 1; round <= 2; round++) {
        GradientMode.recorded(
            () -> {
              x.mul(3).sum().backward();
              return true;
            });
        assertArrayEquals(new double[] {3 * round, 3 * round}, x.gradient().toDoubles());
      }
      x.clearGradient();
      assertArrayEquals(new double[] {0, 0}, x.gradient().toDoubles());
      Tensor constant = GradientMode.recorded(() -> x.detach().square());
      assertEquals(false, constant.requiresGradient());
    }
  }

  @Test
  void changesInPlace() {
    try (Scope scope = Scope.on(Device.CPU)) {
      Tensor x = scope.doubles(new double[] {1, 2}, 2);
      Tensor copy = x.copy();
      Tensor view = x.view();
      Tensor two = scope.full(Precision.FLOAT64, 2);
      x.addInPlace(copy);
      x.mulInPlace(two);
      x.subInPlace(copy);
      x.divInPlace(two);
      assertArrayEquals(new double[] {1.5, 3}, view.toDoubles());
      assertArrayEquals(new double[] {1, 2}, copy.toDoubles());
    }
  }

  @Test
  void poolsWhereTheFirstIsLargest() {
    try (Scope scope = Scope.on(Device.CPU)) {
      Tensor images = scope.floats(new float[] {1, 5, 2, 3, 9, 8, 7, 6}, 2, 1, 2, 2);
      assertArrayEquals(new float[] {5, 8}, images.maxPoolAsFirst(2, 2, 0).toFloats());
    }
  }

  @Test
  void spectraAreThoseOfMatricesKnownByHand() {
    double[] singular = Spectra.singularValues(new double[][] {{3, 0}, {0, -2}, {0, 0}});
    assertArrayEquals(new double[] {3, 2}, singular, 1e-12);
    double[] eigenvalues = Spectra.eigenvalues(new double[][] {{2, 1}, {1, 2}});
    assertArrayEquals(new double[] {1, 3}, eigenvalues, 1e-12);
  }
}
