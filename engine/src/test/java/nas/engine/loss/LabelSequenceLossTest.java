package nas.engine.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.Objective;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.network.LabelSequence;
import org.junit.jupiter.api.Test;

class LabelSequenceLossTest {

  private static final int CLASSES = 3;
  private static final int STEPS = 4;
  private static final LabelSequence TARGET = new LabelSequence(CLASSES, STEPS, 2);
  private static final int[][] LABELS = {{1, 2}, {2, 0}, {1, 1}};
  private static final double[] SHARES = {0.5, 0.3, 0.2};

  /** The probability that outputs spell labels, by going through all outputs there are. */
  private static double enumerated(double[] logits, int from, int[] labels) {
    double sum = 0;
    for (int path = 0; path < Math.pow(CLASSES, STEPS); path++) {
      StringBuilder spelt = new StringBuilder();
      double probability = 1;
      int before = 0;
      int rest = path;
      for (int step = 0; step < STEPS; step++) {
        int label = rest % CLASSES;
        rest /= CLASSES;
        double total = 0;
        for (int at = 0; at < CLASSES; at++) {
          total += Math.exp(logits[from + at * STEPS + step]);
        }
        probability *= Math.exp(logits[from + label * STEPS + step]) / total;
        if (label > 0 && label != before) {
          spelt.append(label);
        }
        before = label;
      }
      String wanted = labels[1] == 0 ? "" + labels[0] : "" + labels[0] + labels[1];
      sum += spelt.toString().equals(wanted) ? probability : 0;
    }
    return sum;
  }

  private static double textbook(double[] logits) {
    double sum = 0;
    for (int example = 0; example < LABELS.length; example++) {
      double probability = enumerated(logits, example * CLASSES * STEPS, LABELS[example]);
      sum -= SHARES[example] * Math.log(probability) / STEPS;
    }
    return sum;
  }

  @Test
  void lossAndGradientAreThoseOfAllOutputs() {
    long testSeed = System.nanoTime();
    RandomGenerator random = Seeds.generator(testSeed);
    double[] logits = random.doubles((long) LABELS.length * CLASSES * STEPS, -2, 2).toArray();
    Loss loss = Losses.of(TARGET);
    FloatBuffer answers = FloatBuffer.allocate(9);
    for (int example = 0; example < LABELS.length; example++) {
      loss.write(LABELS[example], SHARES[example], answers.slice(3 * example, 3));
    }
    double[] numbers = new double[9];
    Arrays.setAll(numbers, answers::get);
    PyTorch.prepare();
    double[][] found =
        GradientMode.recorded(
            () -> {
              try (Scope scope = Scope.on(Device.CPU)) {
                Tensor outputs = scope.numbers(Precision.FLOAT64, logits, 3, CLASSES, STEPS);
                outputs.requireGradient(true);
                Tensor wanted = scope.numbers(Precision.FLOAT64, numbers, loss.shape(3));
                Tensor value = loss.of(outputs, wanted);
                double number = value.scalar();
                Tensor gradient =
                    Autograd.gradients(value, List.of(outputs), Autograd.Graph.FREED)
                        .iterator()
                        .next();
                return new double[][] {{number}, gradient.toDoubles()};
              }
            });
    assertEquals(textbook(logits), found[0][0], 1e-6, "seed " + testSeed);
    for (int at = 0; at < logits.length; at++) {
      double[] more = logits.clone();
      double[] less = logits.clone();
      more[at] += 1e-5;
      less[at] -= 1e-5;
      double difference = textbook(more) - textbook(less);
      assertEquals(difference / 2e-5, found[1][at], 1e-6, "seed " + testSeed);
    }
  }

  private static float[] saying(String... examples) {
    float[] outputs = new float[examples.length * CLASSES * STEPS];
    for (int example = 0; example < examples.length; example++) {
      for (int step = 0; step < STEPS; step++) {
        int label = examples[example].charAt(step) - '0';
        outputs[(example * CLASSES + label) * STEPS + step] = 1;
      }
    }
    return outputs;
  }

  @Test
  void wrongLabelsAreCounted() {
    Tally tally = Losses.of(TARGET).tally();
    // Spelt: 1 2 (right), 2 1 (one too many), 1 (one is missing).
    assertTrue(tally.add(saying("1122", "0201", "0110"), new int[] {1, 2, 2, 0, 1, 1}, 3));
    assertEquals(100.0 / 3, tally.rightPercent(), 1e-12);
    assertEquals(2.0 / 5, tally.value(), 1e-12);
    // 1 1 is spelt with a blank between, and 2 1 2 has an edit to 1 2.
    assertTrue(tally.add(saying("1101", "2012"), new int[] {1, 1, 1, 2}, 2));
    assertEquals(3.0 / 9, tally.value(), 1e-12);
    float[] broken = saying("1122");
    broken[3] = Float.POSITIVE_INFINITY;
    assertFalse(tally.add(broken, new int[] {1, 2}, 1));
    assertEquals(Objective.LABEL_ERROR_RATE, TARGET.objective());
  }

  @Test
  void theDistanceIsThatOfTheTextbook() {
    assertEquals(
        3, EditDistance.of(List.of(11, 9, 20, 20, 5, 14), List.of(19, 9, 20, 20, 9, 14, 7)));
    assertEquals(2, EditDistance.of(List.of(), List.of(1, 2)));
    assertEquals(2, EditDistance.of(List.of(1, 2), List.of()));
    assertEquals(0, EditDistance.of(List.of(300, 400), List.of(300, 400)));
  }
}
