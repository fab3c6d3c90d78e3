package nas.engine.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import nas.core.Seeds;
import nas.core.trial.Objective;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.OneClass;
import nas.network.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {

  private static final int EXAMPLES = 3;

  private final long testSeed = System.nanoTime();
  private final RandomGenerator random = Seeds.generator(testSeed);

  static List<Target> targets() {
    return List.of(new OneClass(4), new ClassPerStep(4, 5), new ClassPerStep(3, 1));
  }

  /** Outputs and labels of a batch. */
  @SuppressWarnings("ArrayRecordComponent") // Only read.
  private record Case(Target target, double[] outputs, int[] labels, double[] shares) {}

  private Case drawn(Target target) {
    double[] outputs = random.doubles(EXAMPLES * target.output().elements(), -3, 3).toArray();
    int[] labels = random.ints((long) EXAMPLES * target.labels(), 0, target.classes()).toArray();
    return new Case(target, outputs, labels, new double[] {0.5, 0.3, 0.2});
  }

  /** The weighted mean cross-entropy, term by term. */
  private static double textbook(Case of) {
    int classes = of.target().classes();
    int places = of.target().labels();
    double sum = 0;
    for (int example = 0; example < EXAMPLES; example++) {
      for (int place = 0; place < places; place++) {
        double total = 0;
        for (int at = 0; at < classes; at++) {
          total += Math.exp(of.outputs()[(example * classes + at) * places + place]);
        }
        int label = of.labels()[example * places + place];
        double chosen = Math.exp(of.outputs()[(example * classes + label) * places + place]);
        sum -= of.shares()[example] * Math.log(chosen / total) / places;
      }
    }
    return sum;
  }

  private static long[] shape(Target target) {
    FeatureShape output = target.output();
    return output.kind() == FeatureShape.Kind.IMAGE
        ? new long[] {EXAMPLES, output.channels()}
        : new long[] {EXAMPLES, output.channels(), output.width()};
  }

  /** Returns the loss, and its gradient with respect to the outputs. */
  private static double[][] lossAndGradient(Case of) {
    Loss loss = Losses.of(of.target());
    int size = (int) LongStream.of(loss.shape(EXAMPLES)).reduce(1, (a, b) -> a * b);
    FloatBuffer answers = FloatBuffer.allocate(size);
    int labels = of.target().labels();
    for (int example = 0; example < EXAMPLES; example++) {
      loss.write(
          Arrays.copyOfRange(of.labels(), example * labels, (example + 1) * labels),
          of.shares()[example],
          answers.slice(example * size / EXAMPLES, size / EXAMPLES));
    }
    double[] numbers = new double[size];
    Arrays.setAll(numbers, answers::get);
    PyTorch.prepare();
    return GradientMode.recorded(
        () -> {
          try (Scope scope = Scope.on(Device.CPU)) {
            Tensor outputs = scope.numbers(Precision.FLOAT64, of.outputs(), shape(of.target()));
            outputs.requireGradient(true);
            Tensor wanted = scope.numbers(Precision.FLOAT64, numbers, loss.shape(EXAMPLES));
            Tensor value = loss.of(outputs, wanted);
            double number = value.scalar();
            Tensor gradient =
                Autograd.gradients(value, List.of(outputs), Autograd.Graph.FREED).iterator().next();
            return new double[][] {{number}, gradient.toDoubles()};
          }
        });
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theLossIsTheWeightedMeanAndItsGradientThatOfDifferences(Target target) {
    Case of = drawn(target);
    double[][] found = lossAndGradient(of);
    assertEquals(textbook(of), found[0][0], 1e-6, "seed " + testSeed);
    for (int at = 0; at < of.outputs().length; at++) {
      double[] more = of.outputs().clone();
      double[] less = of.outputs().clone();
      more[at] += 1e-5;
      less[at] -= 1e-5;
      double difference =
          textbook(new Case(target, more, of.labels(), of.shares()))
              - textbook(new Case(target, less, of.labels(), of.shares()));
      assertEquals(difference / 2e-5, found[1][at], 1e-6, "output " + at + ", seed " + testSeed);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theQuantityIsThatOfAllBatches(Target target) {
    Case first = drawn(target);
    Case second = drawn(target);
    Tally tally = Losses.of(target).tally();
    int right = 0;
    double nats = 0;
    for (Case of : List.of(first, second)) {
      float[] outputs = new float[of.outputs().length];
      double[] rounded = new double[outputs.length];
      for (int at = 0; at < outputs.length; at++) {
        outputs[at] = (float) of.outputs()[at];
        rounded[at] = outputs[at];
      }
      assertTrue(tally.add(outputs, Arrays.copyOf(of.labels(), 99), EXAMPLES));
      double third = 1.0 / 3;
      nats +=
          textbook(new Case(target, rounded, of.labels(), new double[] {third, third, third})) / 2;
      right += right(of);
    }
    double percent = 100.0 * right / (2 * EXAMPLES * target.labels());
    assertEquals(percent, tally.rightPercent(), 1e-9, "seed " + testSeed);
    assertEquals(
        target.objective().equals(Objective.ACCURACY) ? percent : Math.exp(nats),
        tally.value(),
        1e-9,
        "seed " + testSeed);
    float[] broken = new float[first.outputs().length];
    broken[broken.length - 1] = Float.NaN;
    assertFalse(tally.add(broken, first.labels(), EXAMPLES));
  }

  private static int right(Case of) {
    int classes = of.target().classes();
    int places = of.target().labels();
    int right = 0;
    for (int at = 0; at < EXAMPLES * places; at++) {
      int from = at / places * classes * places + at % places;
      boolean best = true;
      for (int other = 0; other < classes; other++) {
        best &=
            of.outputs()[from + other * places] <= of.outputs()[from + of.labels()[at] * places];
      }
      right += best ? 1 : 0;
    }
    return right;
  }

  @Test
  void aTargetWithoutALossIsNamed() {
    Target other =
        new Target() {
          @Override
          public int classes() {
            return 2;
          }

          @Override
          public int labels() {
            return 1;
          }

          @Override
          public FeatureShape output() {
            return new FeatureShape(2, 1, 1);
          }

          @Override
          public Objective objective() {
            return Objective.ACCURACY;
          }

          @Override
          public String described() {
            return "two of a kind";
          }
        };
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Losses.of(other));
    assertEquals("there is no loss for two of a kind", error.getMessage());
  }
}
