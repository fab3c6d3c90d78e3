package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.Network;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Score;
import nas.proxy.probe.ChannelSums;
import nas.proxy.probe.HessianProducts;
import nas.proxy.probe.Jacobian;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.PerturbedFeatures;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.Weights;
import org.junit.jupiter.api.Test;

/** Checks each formula against numbers worked out by hand or by a plainer program. */
class FormulasTest {

  private static double value(Score score) {
    return assertInstanceOf(Score.Value.class, score).value();
  }

  private static Score.Reason reason(Score score) {
    return assertInstanceOf(Score.Undefined.class, score).reason();
  }

  private static LayerGradients gradients(double[] weights, double[]... batches) {
    return new LayerGradients(
        List.of(2.0), List.of(new LayerGradients.Layer("a", 1, weights, List.of(batches))));
  }

  private static LayerGradients join(LayerGradients first, LayerGradients second) {
    List<LayerGradients.Layer> layers = new ArrayList<>(first.layers());
    layers.addAll(second.layers());
    return new LayerGradients(first.losses(), layers);
  }

  private static double[] numbers(double... numbers) {
    return numbers;
  }

  @Test
  void sizesOfANetworkByHand() {
    Measurements small = Measurements.of(Measured.network());
    // Convolution 3 -> 4, 3 x 3, with bias; scale and shift of 4 channels; linear 4 -> 2 with bias.
    assertEquals(3 * 4 * 9 + 4 + 8 + 4 * 2 + 2, value(Counts.PARAMS.score(small)));
    assertEquals(25 * 3 * 4 * 9 + 4 * 2, value(Counts.MACS.score(small)));
    assertEquals("parameters", Counts.PARAMS.unit());
    assertEquals("multiply-accumulates", Counts.MACS.unit());
  }

  @Test
  void normsAreSummedOverLayers() {
    Weights weights =
        new Weights(
            List.of(
                new Weights.Layer("a", 1, numbers(3, -4)),
                new Weights.Layer("b", 1, numbers(5, 12, 0))));
    assertEquals(18, value(L2Norm.score(weights)), 1e-14);
    LayerGradients measured =
        join(gradients(numbers(9, 9), numbers(3, -4)), gradients(numbers(1), numbers(-2)));
    assertEquals(7, value(GradNorm.score(measured)), 1e-14);
  }

  @Test
  void weightTimesGradientByHand() {
    LayerGradients measured =
        join(
            gradients(numbers(1, -2, 3), numbers(0.5, 0.25, -1)),
            gradients(numbers(-4), numbers(-0.5)));
    assertEquals(0.5 - 0.5 - 3 + 2, value(Plain.score(measured)), 1e-15);
    assertEquals(0.5 + 0.5 + 3 + 2, value(Snip.score(measured)), 1e-15);
    HessianProducts products =
        new HessianProducts(
            List.of(
                new HessianProducts.Layer("a", 1, numbers(1, -2), numbers(3, 0.5)),
                new HessianProducts.Layer("b", 1, numbers(2), numbers(-4))));
    assertEquals(-3 + 1 + 8, value(Grasp.score(products)), 1e-15);
  }

  @Test
  void graspOfAQuadraticLossIsMinusWeightTimesHessianSquaredTimesWeight() {
    // L = w' A w / 2 has g = A w and H g = A A w; with A = [[2, 1], [1, 3]] and w = (1, -1).
    double[] weights = {1, -1};
    double[] gradient = {2 * 1 + 1 * -1, 1 * 1 + 3 * -1};
    double[] products = {
      2 * gradient[0] + gradient[1], gradient[0] + 3 * gradient[1],
    };
    HessianProducts measured =
        new HessianProducts(List.of(new HessianProducts.Layer("a", 1, weights, products)));
    assertEquals(-5, value(Grasp.score(measured)), 1e-15);
  }

  @Test
  void fisherByHand() {
    ChannelSums measured =
        new ChannelSums(
            List.of(
                new ChannelSums.Layer("a", 9, new double[][] {{1, 2}, {3, -4}}),
                new ChannelSums.Layer("b", 2, new double[][] {{0}, {6}})));
    // Half the mean over two images: channels (1 + 9) / 4, (4 + 16) / 4, and 36 / 4.
    assertEquals(9 * (2.5 + 5) + 2 * 9, value(Fisher.score(measured, true)), 1e-13);
    assertEquals(2.5 + 5 + 9, value(Fisher.score(measured, false)), 1e-13);
  }

  @Test
  void zicoByHand() {
    // Weight 0: mean 2, deviation 1. Weight 1 does not vary.
    LayerGradients varying = gradients(numbers(0, 0), numbers(1, 2), numbers(3, 2));
    assertEquals(Math.log(2), value(Metrics.named("zico").score(measured(varying))), 1e-15);
    LayerGradients still = gradients(numbers(0, 0), numbers(7, 0), numbers(7, 0));
    assertEquals(
        Math.log(2),
        value(Metrics.named("zico").score(measured(join(still, varying)))),
        1e-15,
        "skipped");
    assertEquals(0, value(Metrics.named("zico").score(measured(still))));
    // Signs cancel in the mean, not in the size: sizes 1 and 3, deviation 2 with signs, 1 without.
    LayerGradients turning = gradients(numbers(0), numbers(-1), numbers(3));
    assertEquals(Math.log(2.0 / 2), value(Metrics.named("zico").score(measured(turning))), 1e-15);
    assertEquals(
        Math.log(2.0 / 1), value(Metrics.named("zico-absolute").score(measured(turning))), 1e-15);
    // Added up: (1, 4) and (2, 4).
    assertEquals(
        Math.log(2.5 / 1.5 + 3.0 / 1),
        value(Metrics.named("zico-accumulated").score(measured(varying))),
        1e-15);
  }

  private static Measurements measured(LayerGradients gradients) {
    return Measurements.of(Measured.network())
        .with(new nas.proxy.probe.LossGradients(2), gradients);
  }

  @Test
  void aGradientThatIsTheSameInThreeBatchesDoesNotVaryHoweverItsMeanRounds() {
    LayerGradients measured = gradients(numbers(0), numbers(0.1), numbers(0.1), numbers(0.1));
    assertTrue((0.1 + 0.1 + 0.1) / 3 != 0.1, "the mean rounds");
    assertEquals(0, value(Zico.score(measured, batches -> batches)));
  }

  @Test
  void zicoAgreesWithMeanAndDeviationFromTheirDefinitions() {
    for (int seed = 0; seed < 50; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      double[] first = random.doubles(40, -1, 1).toArray();
      double[] second = random.doubles(40, -1, 1).toArray();
      second[3] = first[3];
      double expected = 0;
      for (int i = 0; i < 40; i++) {
        double mean = (first[i] + second[i]) / 2;
        double variance = (first[i] * first[i] + second[i] * second[i]) / 2 - mean * mean;
        if (i != 3) {
          expected += (Math.abs(first[i]) + Math.abs(second[i])) / 2 / Math.sqrt(variance);
        }
      }
      LayerGradients measured = gradients(new double[40], first, second);
      assertEquals(
          Math.log(expected),
          value(Metrics.named("zico").score(measured(measured))),
          1e-6,
          "seed " + seed);
    }
  }

  private static Saliencies saliencies(double logScale, double[]... layers) {
    List<Saliencies.Layer> all = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      all.add(new Saliencies.Layer("layer" + i, 1, layers[i]));
    }
    return new Saliencies(all, logScale);
  }

  @Test
  void signalToNoiseByHand() {
    Saliencies measured = saliencies(0, numbers(1, 2, 3), numbers(0, 4));
    assertEquals(6 / 1.0 + 4 / Math.sqrt(8), value(Ssnr.score(measured, 1)), 1e-14);
    assertEquals(6 / Math.sqrt(2.0 / 3) + 4 / 2.0, value(Ssnr.score(measured, 0)), 1e-14);
    assertEquals(6 / 1.0, value(Ssnr.score(saliencies(5000, numbers(1, 2, 3)), 1)), 1e-14);
  }

  @Test
  void equalSaliencesCountWithTheirSum() {
    assertEquals(0.1 * 3, value(Ssnr.score(saliencies(0, numbers(0.1, 0.1, 0.1)), 1)), 1e-15);
    assertEquals(2.2, value(Ssnr.score(saliencies(0, numbers(2.2)), 1)), 1e-15);
    assertEquals(2.2, value(Ssnr.score(saliencies(0, numbers(2.2)), 0)), 1e-15);
    assertEquals(40, value(Ssnr.score(saliencies(Math.log(10), numbers(2, 2)), 1)), 1e-12);
    assertEquals(0, value(Ssnr.score(saliencies(5000, numbers(0, 0)), 1)));
    assertEquals(Score.Reason.NON_FINITE, reason(Ssnr.score(saliencies(5000, numbers(2, 2)), 1)));
  }

  @Test
  void trainabilityTimesExpressivityPairsLayersByName() {
    Saliencies measured = saliencies(0, numbers(1, 2, 3), numbers(0, 4));
    Kernels kernels =
        new Kernels(
            List.of(
                new Kernels.Layer("layer1", new double[][] {{2, 1}, {1, 2}}),
                new Kernels.Layer("dead", new double[][] {{9, 1}, {1, 9}}),
                new Kernels.Layer("layer0", new double[][] {{3, 2}, {2, 3}})));
    assertEquals(
        6 * Math.log(5) + 4 / Math.sqrt(8) * Math.log(3),
        value(TCet.score(measured, kernels)),
        1e-14);
    Kernels singular =
        new Kernels(List.of(new Kernels.Layer("layer0", new double[][] {{3, 3}, {3, 3}})));
    assertEquals(0, value(TCet.score(measured, singular)));
  }

  private static PerturbedFeatures.Normalisation norm(
      boolean live, double variance, double perturbed, boolean tracked, double momentum) {
    return new PerturbedFeatures.Normalisation(
        "norm", live, 5, variance, perturbed, tracked, momentum);
  }

  @Test
  void zenByHand() {
    PerturbedFeatures measured =
        new PerturbedFeatures(
            3,
            7,
            List.of(
                norm(true, 4, 8, true, 0.1),
                norm(false, 9, 9, true, 0.5),
                norm(true, 16, 16, false, 0.1),
                norm(true, 0, 0, true, 0.1)));
    assertEquals(Math.log(3) + Math.log(2) + Math.log(4), value(Zen.paper(measured)), 1e-14);
    // Variances with divisor 4 in place of 5.
    double first = 0.81 + 0.09 * 5 + 0.1 * 10;
    double second = 0.25 + 0.25 * 9 * 1.25 + 0.5 * 9 * 1.25;
    assertEquals(
        Math.log(7) + (Math.log(first) + Math.log(second) + Math.log(0.81)) / 2,
        value(Zen.code(measured)),
        1e-14);
    PerturbedFeatures still = new PerturbedFeatures(0, 0, List.of());
    assertEquals(Score.Reason.NO_PATH, reason(Zen.paper(still)));
    assertEquals(Score.Reason.NO_PATH, reason(Zen.code(still)));
  }

  private static Score condition(double[][]... layers) {
    List<Kernels.Layer> all = new ArrayList<>();
    for (double[][] layer : layers) {
      all.add(new Kernels.Layer("layer" + all.size(), layer));
    }
    return NtkCondition.condition(new Kernels(all));
  }

  @Test
  void conditionNumberOfTheTangentKernelByHand() {
    assertEquals(Direction.LOWER_IS_BETTER, Metrics.named("ntk-condition").direction());
    // [[2, 1], [1, 2]] has eigenvalues 3 and 1, whatever the unit.
    for (double unit : new double[] {1, 1e-300, 1e300}) {
      double[][] first = {{unit, 0}, {0, unit}};
      double[][] second = {{unit, unit}, {unit, unit}};
      assertEquals(3, value(condition(first, second)), 1e-12);
      assertEquals(Score.Reason.SINGULAR, reason(condition(second)));
    }
    double[][] near = {{1, 1 - 1e-9}, {1 - 1e-9, 1}};
    assertEquals(2e9, value(condition(near)), 1e3);
    double[][] nearer = {{1, 1 - 1e-14}, {1 - 1e-14, 1}};
    assertEquals(Score.Reason.SINGULAR, reason(condition(nearer)));
    assertEquals(Score.Reason.SINGULAR, reason(condition(new double[2][2])));
    assertEquals(Score.Reason.NO_WEIGHTS, reason(condition()));
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(condition(new double[][] {{1}})));
    double[][] broken = {{1, Double.NaN}, {Double.NaN, 1}};
    assertEquals(Score.Reason.NON_FINITE, reason(condition(broken)));
  }

  @Test
  void synflowIsALogarithmThatDoesNotOverflow() {
    assertEquals(
        Math.log(10), value(Synflow.backward(saliencies(0, numbers(1, 2), numbers(7)))), 1e-15);
    assertEquals(
        5000 + Math.log(10),
        value(Synflow.backward(saliencies(5000, numbers(1, 2), numbers(7)))),
        1e-12);
    assertEquals(Score.Reason.NO_PATH, reason(Synflow.backward(saliencies(9, numbers(0, 0)))));
    assertEquals(157.5, value(Synflow.forward(157.5, Measured.network())));
    double nothing = Double.NEGATIVE_INFINITY;
    assertEquals(Score.Reason.NO_PATH, reason(Synflow.forward(nothing, Measured.network())));
    Network bare = Measured.networkWithoutWeights();
    assertEquals(Score.Reason.NO_WEIGHTS, reason(Synflow.forward(nothing, bare)));
    assertEquals(Score.Reason.NON_FINITE, reason(Synflow.forward(Double.NaN, Measured.network())));
  }

  /** The published program's loops, with Pearson's formula as school books give it. */
  private static double plainEpeNas(double[][] rows, int[] labels, int classes) {
    Map<Integer, List<double[]>> byClass = new TreeMap<>();
    for (int i = 0; i < rows.length; i++) {
      byClass.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(rows[i]);
    }
    Map<Integer, Double> scores = new TreeMap<>();
    byClass.forEach(
        (label, members) -> {
          double sum = 0;
          for (double[] a : members) {
            for (double[] b : members) {
              sum += Math.log(Math.abs(pearson(a, b)) + 1e-5);
            }
          }
          if (classes <= 100) {
            scores.put(label, sum);
          } else if (members.size() > 1) {
            scores.put(label, sum / members.size());
          }
        });
    double total = 0;
    for (double one : scores.values()) {
      if (classes <= 100) {
        total += Math.abs(one);
      } else {
        for (double other : scores.values()) {
          total += Math.abs(one - other);
        }
      }
    }
    return classes <= 100 ? total : total / scores.size();
  }

  static double pearson(double[] a, double[] b) {
    double sumA = 0;
    double sumB = 0;
    double sumAb = 0;
    double sumAa = 0;
    double sumBb = 0;
    for (int i = 0; i < a.length; i++) {
      sumA += a[i];
      sumB += b[i];
      sumAb += a[i] * b[i];
      sumAa += a[i] * a[i];
      sumBb += b[i] * b[i];
    }
    double n = a.length;
    return (sumAb - sumA * sumB / n)
        / Math.sqrt((sumAa - sumA * sumA / n) * (sumBb - sumB * sumB / n));
  }

  @Test
  void epeNasAgreesWithThePublishedLoopsBelowAndAboveAHundredClasses() {
    for (int seed = 0; seed < 30; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      double[][] rows = new double[12][];
      int[] labels = new int[12];
      for (int i = 0; i < 12; i++) {
        rows[i] = random.doubles(30, -1, 1).toArray();
        // Class 4 has one image.
        labels[i] = i == 11 ? 4 : i % 3;
      }
      Jacobian jacobian = new Jacobian(rows, labels);
      for (int classes : new int[] {5, 100, 101, 1000}) {
        assertEquals(
            plainEpeNas(rows, labels, classes),
            value(EpeNas.score(jacobian, classes)),
            1e-6,
            "seed " + seed + ", " + classes + " classes");
      }
    }
  }

  @Test
  void epeNasByHand() {
    // Correlation of (1, 2, 3) with (1, 3, 2) is 1/2.
    double[][] rows = {{1, 2, 3}, {1, 3, 2}};
    double score = value(EpeNas.score(new Jacobian(rows, new int[] {6, 6}), 10));
    assertEquals(-2 * Math.log(0.5 + 1e-5) - 2 * Math.log(1 + 1e-5), score, 1e-12);
    assertEquals(
        Score.Reason.BATCH_TOO_SMALL,
        reason(EpeNas.score(new Jacobian(rows, new int[] {6, 7}), 10)));
    double[][] flat = {{1, 2, 3}, {5, 5, 5}, {1, 3, 2}};
    assertEquals(
        Score.Reason.NON_FINITE, reason(EpeNas.score(new Jacobian(flat, new int[] {6, 7, 6}), 10)));
    assertEquals(
        Score.Reason.BATCH_TOO_SMALL,
        reason(EpeNas.score(new Jacobian(flat, new int[] {6, 7, 6}), 101)),
        "there is no second class of two images");
    double[][] pairs = {{1, 2, 3}, {1, 3, 2}, {5, 5, 5}, {3, 1, 2}, {1, 0, 0}};
    assertInstanceOf(
        Score.Value.class,
        EpeNas.score(new Jacobian(pairs, new int[] {6, 6, 7, 8, 8}), 101),
        "the constant row is of a class of one image, which is left out");
    assertEquals(
        Score.Reason.NO_PATH,
        reason(EpeNas.score(new Jacobian(new double[2][3], new int[] {6, 6}), 10)));
  }
}
