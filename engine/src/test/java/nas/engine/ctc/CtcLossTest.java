package nas.engine.ctc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.ctc.CtcLoss.LossAndGradient;
import nas.engine.ctc.CtcLoss.Utterance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CtcLossTest {

  private static final long SEED = 20_266;
  private static final int CLASSES = 4;

  private static double[] logits(int steps, int batch) {
    RandomGenerator random = Seeds.generator(SEED + steps);
    return random.doubles((long) batch * CLASSES * steps, -3, 3).toArray();
  }

  static List<List<Integer>> texts() {
    return List.of(
        List.of(),
        List.of(2),
        List.of(1, 2),
        List.of(1, 1),
        List.of(3, 1, 3),
        List.of(2, 2, 2),
        List.of(1, 2, 2, 3));
  }

  /** Minus the logarithm of the probability of all outputs that spell the labels, one by one. */
  private static double textbook(double[] logits, int stride, int steps, List<Integer> labels) {
    double[][] probabilities = new double[steps][CLASSES];
    for (int step = 0; step < steps; step++) {
      double sum = 0;
      for (int label = 0; label < CLASSES; label++) {
        sum += Math.exp(logits[label * stride + step]);
      }
      for (int label = 0; label < CLASSES; label++) {
        probabilities[step][label] = Math.exp(logits[label * stride + step]) / sum;
      }
    }
    double total = 0;
    for (int code = 0; code < Math.pow(CLASSES, steps); code++) {
      double product = 1;
      List<Integer> spelt = new ArrayList<>();
      int before = 0;
      int rest = code;
      for (int step = 0; step < steps; step++) {
        int label = rest % CLASSES;
        rest /= CLASSES;
        product *= probabilities[step][label];
        if (label != before && label != 0) {
          spelt.add(label);
        }
        before = label;
      }
      total += spelt.equals(labels) ? product : 0;
    }
    return -Math.log(total);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void lossIsThatOfAllOutputsThatSpellTheLabels(List<Integer> labels) {
    for (int steps = Math.max(1, CtcLoss.stepsNeeded(labels)); steps <= 6; steps++) {
      double[] logits = logits(6, 1);
      assertEquals(
          textbook(logits, 6, steps, labels),
          CtcLoss.of(logits, CLASSES, 6, new Utterance(labels, steps)).loss(),
          1e-12,
          labels + " at " + steps + " steps, seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void gradientIsThatOfFiniteDifferences(List<Integer> labels) {
    int steps = 7;
    List<Utterance> batch = List.of(new Utterance(labels, steps), new Utterance(labels, steps - 1));
    double[] logits = logits(steps, 2);
    LossAndGradient found = CtcLoss.meanPerStep(logits, CLASSES, steps, batch);
    double h = 1e-5;
    for (int at = 0; at < logits.length; at++) {
      double[] more = logits.clone();
      double[] less = logits.clone();
      more[at] += h;
      less[at] -= h;
      double difference =
          CtcLoss.meanPerStep(more, CLASSES, steps, batch).loss()
              - CtcLoss.meanPerStep(less, CLASSES, steps, batch).loss();
      assertEquals(difference / (2 * h), found.gradient()[at], 1e-9, "logit " + at);
    }
    assertEquals(0, found.gradient()[logits.length - 1], "behind the second utterance");
  }

  /** Probabilities of whole outputs far below the smallest double, and logits far apart. */
  @Test
  void longUtterancesAndGreatLogitsNeitherUnderflowNorOverflow() {
    int steps = 2_000;
    double uniform =
        CtcLoss.of(new double[CLASSES * steps], CLASSES, steps, new Utterance(List.of(), steps))
            .loss();
    assertEquals(steps * Math.log(CLASSES), uniform, 1e-8);
    double[] logits = new double[CLASSES * 3];
    logits[3] = 1e4;
    LossAndGradient sure = CtcLoss.of(logits, CLASSES, 3, new Utterance(List.of(2), 3));
    assertTrue(sure.loss() > 9_990 && Double.isFinite(sure.loss()), "loss " + sure.loss());
    double sum = 0;
    for (double slope : sure.gradient()) {
      assertTrue(Double.isFinite(slope));
      sum += slope;
    }
    assertEquals(0, sum, 1e-9, "softmax does not see what is added to all");
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    UserException refusal =
        assertThrows(UserException.class, () -> new Utterance(List.of(1, 1, 2), 3));
    assertEquals(
        "An utterance of 3 labels needs 4 steps of output (one for each label and one between"
            + " equal ones), but has 3",
        refusal.getMessage());
    assertEquals(
        "use longer utterances or shorter texts, or a network that shortens them less",
        refusal.advice());
    assertThrows(UserException.class, () -> new Utterance(List.of(), 0));
    new Utterance(List.of(1, 1, 2), 4);
    for (int outside : new int[] {0, -1, CLASSES}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> CtcLoss.of(new double[12], CLASSES, 3, new Utterance(List.of(outside), 3)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CtcLoss.of(new double[12], CLASSES, 3, new Utterance(List.of(1), 4)));
    assertThrows(
        IllegalArgumentException.class,
        () -> CtcLoss.meanPerStep(new double[12], CLASSES, 3, List.of()));
  }

  @Test
  void logitsThatAreNotFiniteGiveNoLossAndNoGradient() {
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] logits = logits(3, 1);
      logits[5] = broken;
      LossAndGradient found =
          CtcLoss.meanPerStep(logits, CLASSES, 3, List.of(new Utterance(List.of(1), 3)));
      assertTrue(Double.isNaN(found.loss()));
      assertArrayEquals(new double[12], found.gradient());
    }
  }
}
