package nas.proxy.synflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Multiply;
import nas.network.operation.Relu;
import nas.network.operation.Sigmoid;
import nas.network.operation.Split;
import nas.network.operation.Zero;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.space.NetworkVariant;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectedSynflowTest {

  private static final long SEED = 20_260_301;

  private static final NasBench201Space NASBENCH201 =
      new NasBench201Space(
          new NasBench201Settings(4, 1, NetworkVariant.ZERO_COST, CanonicalDefinition.STRING));

  private static double logScore(Network network, ExpectedWeights weights) {
    Score score = new ExpectedSynflow(weights).logScore(network);
    return assertInstanceOf(Score.Value.class, score, network::toString).value();
  }

  private static Score.Reason reason(Network network) {
    return reason(new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT).logScore(network));
  }

  private static Score.Reason reason(Score score) {
    return assertInstanceOf(Score.Undefined.class, score).reason();
  }

  /** 9 ones; window sums 4 in the corners, 6 at the edges, 9 in the middle, 49 / 9 on average. */
  @Test
  void windowSumsOfAnImageOfOnes() {
    Network.Builder network = Network.builder("3x3", new FeatureShape(1, 3, 3));
    int node = network.add("conv", Convolution.same(2, 3, 1, false), 0);
    node = network.add("pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(3, true), node);
    // E|w| is 1/6 and 1/(2 sqrt 2), value and tangent are 49/54 each before the classifier.
    double expected = 3 * 2 / (2 * Math.sqrt(2)) * 2 * 49 / 54;
    assertEquals(
        Math.log(expected), logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT), 1e-14);
    // sqrt(2/18) sqrt(2/pi) and 0.01 sqrt(2/pi).
    expected = 3 * 2 * 0.01 * (2 / Math.PI) * 2 * 49 / 27;
    assertEquals(Math.log(expected), logScore(network.build(), ExpectedWeights.NASBENCH101), 1e-14);
    // sqrt(2/9) sqrt(2/pi) and 1 sqrt(2/pi).
    expected = 3 * 2 * Math.sqrt(2) / 3 * (2 / Math.PI) * 2 * 49 / 9;
    assertEquals(
        Math.log(expected), logScore(network.build(), ExpectedWeights.KAIMING_NORMAL), 1e-14);
  }

  /** Two weighted layers with biases on a pixel: the first bias counts once, the second never. */
  @Test
  void biasesFeedTheLayersBehindThem() {
    Network.Builder network = Network.builder("biases", new FeatureShape(4, 1, 1));
    int node = network.add("first", new Linear(9, true), 0);
    network.add("second", new Linear(1, true), node);
    // First: E|w| = E|b| = 1/4, value 5/4, tangent 1. Second: 9 / 6 (5/4 + 1).
    assertEquals(
        Math.log(1.5 * 2.25), logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT), 1e-14);
  }

  /**
   * The score is a sum of products of independent weights, so its mean is what it takes when all
   * weights are what they are on average. The reference knows neither blocks nor mirrored maps.
   */
  @ParameterizedTest
  @EnumSource(ExpectedWeights.class)
  @Tag("slow")
  void agreesWithTheScoreOfMeanWeights(ExpectedWeights weights) {
    RandomGenerator random = Seeds.generator(SEED);
    int defined = 0;
    for (int i = 0; i < 2_000; i++) {
      boolean maxPooling = i % 3 == 0;
      Network network = new RandomNetworks(random, maxPooling, i % 2 == 0).next(4 + i % 20);
      double exact = ExactSynflow.ofMeanWeights(network, weights);
      Score score = new ExpectedSynflow(weights).logScore(network);
      if (score instanceof Score.Value value) {
        assertEquals(Math.log(exact), value.value(), 1e-9, "seed " + SEED + ", network " + i);
        defined++;
      } else if (reason(score) != Score.Reason.NO_PATH || i % 2 == 1) {
        // Only biases can give a score without a path.
        assertEquals(0, exact, "seed " + SEED + ", network " + i);
      }
    }
    assertTrue(defined > 1_000, defined + " networks have a score");
  }

  @Test
  @Tag("slow")
  void agreesWithTheScoreOfMeanWeightsInBothBenchmarks() {
    RandomGenerator random = Seeds.generator(SEED);
    NasBench101Space nasbench101 =
        new NasBench101Space(new NasBench101Settings(13, 3, 2, 7, 9, 0.003));
    for (int i = 0; i < 40; i++) {
      String message = "seed " + SEED + ", cell " + i;
      Network network =
          NASBENCH201.network(
              NASBENCH201.sample(random), new Task(new FeatureShape(3, 8 + 4 * (i % 3), 12), 10));
      if (new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT).logScore(network)
          instanceof Score.Value value) {
        double exact = ExactSynflow.ofMeanWeights(network, ExpectedWeights.PYTORCH_DEFAULT);
        assertEquals(Math.log(exact), value.value(), 1e-10, message);
      }
      network =
          nasbench101.network(
              nasbench101.sample(random), new Task(new FeatureShape(3, 7 + i % 4, 8), 10));
      double exact = ExactSynflow.ofMeanWeights(network, ExpectedWeights.NASBENCH101);
      assertEquals(Math.log(exact), logScore(network, ExpectedWeights.NASBENCH101), 1e-10, message);
    }
  }

  /** The closed form is the mean of the scores of drawn weights, within five standard errors. */
  @ParameterizedTest
  @EnumSource(ExpectedWeights.class)
  @Tag("slow")
  void isTheMeanOverDrawnWeights(ExpectedWeights weights) {
    RandomGenerator random = Seeds.generator(SEED);
    int draws = 1_500;
    int checked = 0;
    double squares = 0;
    for (int i = 0; checked < 20; i++) {
      Network network = new RandomNetworks(random, false, i % 2 == 0).next(5);
      if (!(new ExpectedSynflow(weights).logScore(network) instanceof Score.Value expected)) {
        continue;
      }
      double sum = 0;
      double sumOfSquares = 0;
      for (int draw = 0; draw < draws; draw++) {
        double ratio =
            ExactSynflow.ofDrawnWeights(network, weights, random::nextDouble, random::nextGaussian)
                / Math.exp(expected.value());
        sum += ratio;
        sumOfSquares += ratio * ratio;
      }
      double mean = sum / draws;
      double error = Math.sqrt((sumOfSquares / draws - mean * mean) / draws);
      double deviation = (mean - 1) / error;
      assertTrue(
          Math.abs(deviation) < 5,
          "seed " + SEED + ", network " + i + ": mean " + mean + " +- " + error);
      squares += deviation * deviation;
      checked++;
    }
    // Chi-square of 20 degrees of freedom: one in a million is above 62.
    assertTrue(squares < 62, "seed " + SEED + ": sum of squared deviations " + squares);
  }

  /** L equal layers on a pixel of C channels: v = g^L and t = L g^L, g = sqrt(C) / 2. */
  @ParameterizedTest
  @CsvSource({"1000, 64", "1000, 1024", "3000, 1", "10000, 1", "10000, 4096"})
  void noDepthOverflows(int layers, int channels) {
    Network.Builder network = Network.builder("deep", new FeatureShape(channels, 1, 1));
    int node = 0;
    for (int i = 0; i < layers; i++) {
      node = network.add("conv" + i, Convolution.same(channels, 1, 1, false), node);
    }
    double expected =
        layers * Math.log(Math.sqrt(channels) / 2) + Math.log(layers) + Math.log(channels);
    assertEquals(
        expected, logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT), 1e-9 * layers);
  }

  /** Values shrink below the smallest number; a bias then outweighs them, but in them alone. */
  @Test
  void aBiasBehindVanishedValuesDoesNotHideThem() {
    Network.Builder network = Network.builder("vanished", new FeatureShape(1, 1, 1));
    int node = 0;
    for (int i = 0; i < 2_000; i++) {
      node = network.add("conv" + i, Convolution.same(1, 1, 1, false), node);
    }
    network.add("last", Convolution.same(1, 1, 1, true), node);
    assertEquals(
        Math.log(2_001) - 2_001 * Math.log(2),
        logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT),
        1e-9);
    network.add("behind", Convolution.same(1, 1, 1, false), node + 1);
    assertEquals(Math.log(0.25), logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT), 1e-9);
  }

  @Test
  void aThousandLayersWithBiasesSumsAndWindows() {
    Network.Builder network = Network.builder("residual", new FeatureShape(3, 8, 8));
    int node = network.add("stem", Convolution.same(8, 3, 1, true), 0);
    for (int i = 0; i < 1_000; i++) {
      int relu = network.add("relu" + i, new Relu(), node);
      int branch = network.add("conv" + i, Convolution.same(8, 3, 1, true), relu);
      node = network.add("sum" + i, new Add(), node, branch);
    }
    node = network.add("pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(10, true), node);
    double score = logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT);
    // A layer multiplies an endless image by 1 + sqrt(72) / 2, the borders take some of it.
    assertTrue(score > 1_000 * Math.log(4.5) && score < 1_000 * Math.log(5.3), score + "");
  }

  @Test
  void saysWhyThereIsNoScore() {
    Network.Builder pool = Network.builder("pool", new FeatureShape(3, 4, 4));
    pool.add("pool", new GlobalAveragePool(), 0);
    assertEquals(Score.Reason.NO_WEIGHTS, reason(pool.build()));

    Network.Builder dead = Network.builder("dead", new FeatureShape(3, 4, 4));
    dead.add("conv", Convolution.same(3, 3, 1, true), 0);
    dead.add("pool", new GlobalAveragePool(), 0);
    assertEquals(Score.Reason.NO_WEIGHTS, reason(dead.build()));

    // Biases reach the output of the first, but the image does not.
    Task task = new Task(new FeatureShape(3, 8, 8), 10);
    for (String cell : new String[] {"nor_conv_3x3", "none"}) {
      String text = "|none~0|+|none~0|none~1|+|none~0|none~1|" + cell + "~2|";
      assertEquals(
          Score.Reason.NO_PATH, reason(NASBENCH201.network(NASBENCH201.parse(text), task)), text);
    }

    Network.Builder idle = Network.builder("idle", new FeatureShape(3, 4, 4));
    int node = idle.add("zero", new Zero(), 0);
    node = idle.add("conv", Convolution.same(3, 3, 1, false), node);
    idle.add("sum", new Add(), 0, node);
    assertEquals(Score.Reason.NON_FINITE, reason(idle.build()));
  }

  @Test
  void namesWhatItDoesNotKnow() {
    Network.Builder gated = Network.builder("gated", new FeatureShape(3, 4, 4));
    int node = gated.add("conv", Convolution.same(3, 3, 1, true), 0);
    int gate = gated.add("gate", new Sigmoid(), node);
    gated.add("product", new Multiply(), node, gate);
    assertEquals(
        new Score.Undefined(
            Score.Reason.UNSUITABLE, "node gate: no expectation is known of what sigmoid yields"),
        new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT).logScore(gated.build()));

    Network.Builder tied = Network.builder("tied", new FeatureShape(3, 1, 1));
    node = tied.add("first", new Linear(3, false), 0);
    tied.addSharing(node, "second", new Linear(3, false), List.of(node));
    assertEquals(
        new Score.Undefined(
            Score.Reason.UNSUITABLE,
            "node second: no expectation is known of weights that several nodes share"),
        new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT).logScore(tied.build()));

    Network.Builder pool = Network.builder("pool", new FeatureShape(3, 4, 4));
    node =
        pool.add("pool", new AveragePool(Sides.of(3), Sides.of(2), Padding.of(1), true, true), 0);
    pool.add("conv", Convolution.same(3, 3, 1, true), node);
    assertEquals(Score.Reason.UNSUITABLE, reason(pool.build()));
  }

  /** Poolings that round up, on an image whose size no window fits, against single values. */
  @Test
  void poolingsMayRoundUp() {
    for (Operation pool :
        List.of(
            new MaxPool(Sides.of(2), Sides.of(2), Padding.of(0), true),
            new AveragePool(Sides.of(2), Sides.of(2), Padding.of(0), true, true),
            new AveragePool(Sides.of(3), Sides.of(2), Padding.of(1), false, true))) {
      Network.Builder network = Network.builder("round up", new FeatureShape(2, 5, 5));
      int node = network.add("conv", Convolution.same(4, 1, 1, false), 0);
      node = network.add("pool", pool, node);
      // An image of one value stays one: 3 x 3 pixels of sqrt(2) / 4 x 2, value and tangent alike.
      node = network.add("half", new Split(2, 1), node);
      network.add("last", Convolution.same(1, 1, 1, false), node);
      double pixel = 2 * 2 * 0.5 / Math.sqrt(2) * 2 * 0.5 / Math.sqrt(2);
      assertEquals(
          Math.log(9 * pixel),
          logScore(network.build(), ExpectedWeights.PYTORCH_DEFAULT),
          1e-12,
          pool.toString());
    }
  }

  @Test
  void depthwiseConvolutionsKeepEqualChannelsTogether() {
    Network.Builder network = Network.builder("depthwise", new FeatureShape(3, 5, 5));
    int node = network.add("stem", Convolution.same(4096, 1, 1, true), 0);
    for (int i = 0; i < 3; i++) {
      node = network.add("depthwise" + i, new Convolution(4096, 3, 1, 1, 1, 4096, true), node);
    }
    node = network.add("pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(2, true), node);
    Network built = network.build();
    assertEquals(
        Math.log(ExactSynflow.ofMeanWeights(built, ExpectedWeights.PYTORCH_DEFAULT)),
        logScore(built, ExpectedWeights.PYTORCH_DEFAULT),
        1e-10);
  }

  @Test
  void isAMetricWithoutNeeds() {
    Network network =
        NASBENCH201.network(
            NASBENCH201.sample(Seeds.generator(SEED)), new Task(new FeatureShape(3, 8, 8), 10));
    for (ExpectedWeights weights : ExpectedWeights.values()) {
      Metric metric =
          new ExpectedSynflowPlugin().create(new ExpectedSynflowPlugin.Settings(weights));
      assertEquals(Direction.HIGHER_IS_BETTER, metric.direction());
      assertTrue(metric.needs().isEmpty());
      assertEquals(
          new ExpectedSynflow(weights).logScore(network), metric.score(Measurements.of(network)));
    }
    assertEquals(
        Set.of("synflow-expected", "synflow-expected-kaiming", "synflow-expected-nasbench101"),
        new ExpectedSynflowPlugin().presets().keySet());
  }
}
