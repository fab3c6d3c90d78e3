package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import nas.engine.Mode;
import nas.engine.ReferenceNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Linear;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.space.NetworkVariant;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published program, step by step in plain loops, on the weights and images drawn here. */
class ZenForwardTest {

  private static final int IMAGES = 64;
  private static final GaussianPerturbation PROBE = new GaussianPerturbation(IMAGES);

  private static PerturbedFeatures measured(Network network, Precision precision, long seed) {
    return new NetworkProbe(Device.CPU, precision)
        .measure(network, TestNetworks.weights(3), List.of(), ProbePlan.of(Set.of(PROBE)), seed)
        .measurements()
        .get(PROBE);
  }

  private static double score(String metric, Network network, Precision precision, long seed) {
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, precision)
            .measure(
                network, TestNetworks.weights(3), List.of(), ProbePlan.of(Set.of(PROBE)), seed);
    Score score = Metrics.named(metric).score(result.measurements());
    return assertInstanceOf(Score.Value.class, score).value();
  }

  private static Network cell(String text) {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                2, 1, NetworkVariant.TRAINED, NasBench201Settings.published().canonical()));
    return space.network(space.parse(text), new Task(new FeatureShape(3, 8, 8), 2));
  }

  /** Both formulas for a network whose features are the output of a node. */
  private record Plain(double paper, double code) {
    static Plain of(Network network, String features, Set<String> liveNorms, long seed) {
      int pixels = (int) (IMAGES * network.input().elements());
      double[] x = Gaussian.numbers(Gaussian.stream(seed, network.id(), "zen/images"), pixels);
      double[] e = Gaussian.numbers(Gaussian.stream(seed, network.id(), "zen/change"), pixels);
      ReferenceNetwork reference =
          new ReferenceNetwork(
              network, Gaussian.weights(Gaussian.stream(seed, network.id(), "zen/weights")));
      List<double[]> first = reference.forward(x, IMAGES, Mode.TRAINING);
      double[] mixed = new double[pixels];
      Arrays.setAll(mixed, i -> x[i] + 0.01 * e[i]);
      List<double[]> second = reference.forward(mixed, IMAGES, Mode.TRAINING);
      double sums = 0;
      double norms = 0;
      double paper = 0;
      double code = 0;
      for (Network.Node node : network.nodes()) {
        double[] before = first.get(node.index());
        double[] after = second.get(node.index());
        if (node.name().equals(features)) {
          for (int image = 0; image < IMAGES; image++) {
            double squares = 0;
            int length = before.length / IMAGES;
            for (int i = image * length; i < (image + 1) * length; i++) {
              sums += Math.abs(before[i] - after[i]);
              squares += (before[i] - after[i]) * (before[i] - after[i]);
            }
            norms += Math.sqrt(squares);
          }
        }
        if (node.operation() instanceof BatchNorm) {
          code +=
              Math.log(
                  Math.sqrt(
                      Arrays.stream(reference.runningVariance.get(node.name()))
                          .average()
                          .orElseThrow()));
          if (liveNorms.contains(node.name())) {
            paper +=
                Math.log(
                    Math.sqrt(
                        meanVariance(first.get(node.inputs().get(0)), node.output().channels())));
          }
        }
      }
      return new Plain(Math.log(norms / IMAGES) + paper, Math.log(sums / IMAGES) + code);
    }

    private static double meanVariance(double[] values, int channels) {
      int pixels = values.length / IMAGES / channels;
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        double mean = 0;
        double squares = 0;
        for (int image = 0; image < IMAGES; image++) {
          for (int pixel = 0; pixel < pixels; pixel++) {
            double value = values[(image * channels + channel) * pixels + pixel];
            mean += value / IMAGES / pixels;
            squares += value * value / IMAGES / pixels;
          }
        }
        sum += squares - mean * mean;
      }
      return sum / channels;
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  @Tag("slow")
  void equalsThePublishedProgramInPlainLoops(Precision precision) {
    double tolerance = precision == Precision.FLOAT64 ? 1e-8 : 2e-3;
    for (long seed = 1; seed <= 2; seed++) {
      Network network = TestNetworks.everyLayer(seed);
      Plain plain = Plain.of(network, "bend", Set.of("stem-norm", "reduction-norm"), seed);
      assertEquals(plain.paper(), score("zen", network, precision, seed), tolerance);
      assertEquals(plain.code(), score("zen-code", network, precision, seed), tolerance);
    }
  }

  /**
   * Edges into zeros and edges that reach nothing: the code counts them, the paper's sum cannot.
   */
  @Test
  @Tag("slow")
  void countsBatchNormalisationsThatReachNothingOnlyAsTheCodeDoes() {
    Network network =
        cell("|none~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|");
    Set<String> live =
        Set.of(
            "stem.bn",
            "cell0.edge0->3.bn",
            "cell1.edge0->3.bn",
            "cell2.edge0->3.bn",
            "reduction1.conv_a.bn",
            "reduction1.conv_b.bn",
            "reduction2.conv_a.bn",
            "reduction2.conv_b.bn",
            "head.bn");
    Plain plain = Plain.of(network, "head.relu", live, 5);
    assertEquals(plain.paper(), score("zen", network, Precision.FLOAT64, 5), 1e-8);
    assertEquals(plain.code(), score("zen-code", network, Precision.FLOAT64, 5), 1e-8);
    List<PerturbedFeatures.Normalisation> norms =
        measured(network, Precision.FLOAT64, 5).normalisations();
    assertEquals(6 + 3 * 4, norms.size());
    for (PerturbedFeatures.Normalisation norm : norms) {
      // Edge 1 -> 3 reaches the output, but is fed by zeros.
      boolean zeros = norm.node().contains("edge1->");
      assertEquals(live.contains(norm.node()) || norm.node().contains("edge1->3"), norm.live());
      assertEquals(zeros, norm.variance() == 0, norm.node());
    }
  }

  /** Without a pooling the features are the output; here they are linear in the change. */
  @Test
  void readsTheOutputWhereNothingIsPooled() {
    Network.Builder b = Network.builder("flat", new FeatureShape(4, 1, 1));
    int linear = b.add("linear", new Linear(3, true), 0);
    b.add("last", new Linear(2, true), linear);
    Plain plain = Plain.of(b.build(), "last", Set.of(), 2);
    assertEquals(plain.paper(), score("zen", b.build(), Precision.FLOAT64, 2), 1e-10);
    assertEquals(plain.code(), score("zen-code", b.build(), Precision.FLOAT64, 2), 1e-10);
  }

  @Test
  void numbersAreNormal() {
    double[] numbers = Gaussian.numbers(Gaussian.stream(7, "network", "test"), 200_001);
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double square = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
    double fourth = Arrays.stream(numbers).map(x -> x * x * x * x).average().orElseThrow();
    double next = 0;
    for (int i = 1; i < numbers.length; i++) {
      next += numbers[i] * numbers[i - 1] / numbers.length;
    }
    assertEquals(0, mean, 0.01);
    assertEquals(1, square, 0.015);
    assertEquals(3, fourth, 0.1);
    assertEquals(0, next, 0.01);
  }
}
