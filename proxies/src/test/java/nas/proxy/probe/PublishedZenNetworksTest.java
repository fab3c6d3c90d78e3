package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.Task;
import nas.network.zen.ZenBuilder;
import nas.network.zen.ZenNetwork;
import nas.proxy.Measurements;
import nas.proxy.Score;
import nas.proxy.golden.FormulaWeights;
import nas.proxy.golden.Golden;
import nas.proxy.metric.Metrics;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The Zen-score of the authors' code on networks of their space: with a formula in place of random
 * numbers to ten digits, and at random within what its repetitions give.
 */
class PublishedZenNetworksTest {

  private static final GaussianPerturbation PROBE = new GaussianPerturbation(64);
  private static final int FORMULA_IMAGES = 4;
  private static final int IMAGES = 99_991;
  private static final int CHANGE = 555_555;
  private static final long FEW_MACS = 200_000_000;

  private static Network network(JsonNode golden, boolean linked) {
    int side = golden.get("resolution").asInt();
    Task task = new Task(new FeatureShape(3, side, side), 10);
    return ZenBuilder.build(ZenNetwork.parse(golden.get("structure").asText()), task, linked);
  }

  private static double[] formula(int count, int offset) {
    double[] numbers = new double[count];
    for (int index = 0; index < count; index++) {
      numbers[index] = Math.sqrt(3) * FormulaWeights.u(index, offset);
    }
    return numbers;
  }

  private static WeightSource weights() {
    return parameter ->
        parameter.role() == ParameterSpec.Role.WEIGHT
            ? index -> Math.sqrt(3) * FormulaWeights.u(index, 0)
            : index -> parameter.role() == ParameterSpec.Role.SCALE ? 1 : 0;
  }

  private static double byFormula(Network network) {
    int pixels = Math.toIntExact(FORMULA_IMAGES * network.input().elements());
    ZenForward.Draws draws =
        new ZenForward.Draws(weights(), formula(pixels, IMAGES), formula(pixels, CHANGE));
    try (NetworkPlace place =
        new NetworkPlace(
            new NetworkProbe(Device.CPU, Precision.FLOAT64),
            network,
            weights(),
            List.of(),
            Streams.of(0))) {
      return score(network, ZenForward.measure(place, FORMULA_IMAGES, draws));
    }
  }

  private static double score(Network network, PerturbedFeatures features) {
    Score score = Metrics.named("zen-code").score(Measurements.of(network).with(PROBE, features));
    return assertInstanceOf(Score.Value.class, score).value();
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> scoresByFormulaAreThoseOfTheAuthorsCode() throws IOException {
    return Golden.cases("zennas.json").stream()
        .filter(golden -> golden.has("zen_det_batch4"))
        .filter(golden -> golden.path("conv_linear_macs_100").asLong(Long.MAX_VALUE) < FEW_MACS)
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("name").asText(),
                    () -> {
                      check(golden.get("zen_det_batch4"), byFormula(network(golden, false)));
                      check(golden.get("zen_det_with_reslink"), byFormula(network(golden, true)));
                    }))
        .toList();
  }

  private static void check(JsonNode expected, double actual) {
    assertEquals(expected.asDouble(), actual, 1e-9 * Math.abs(expected.asDouble()));
  }

  /** Of 20 repetitions: the mean is within four standard errors of both, and so is the spread. */
  @Test
  @Tag("slow")
  void randomScoresAreDistributedAsThoseOfTheAuthorsCode() throws IOException {
    for (JsonNode golden : Golden.cases("zennas-random-scores.json")) {
      Network network = network(golden, false);
      if (network.macs() > FEW_MACS / 10) {
        continue;
      }
      int repeats = 20;
      double sum = 0;
      double squares = 0;
      for (int seed = 0; seed < repeats; seed++) {
        double score =
            score(
                network,
                new NetworkProbe(Device.CPU, Precision.FLOAT32)
                    .measure(
                        network,
                        TestNetworks.weights(3),
                        List.of(),
                        ProbePlan.of(Set.of(PROBE)),
                        seed)
                    .measurements()
                    .get(PROBE));
        sum += score;
        squares += score * score;
      }
      double mean = sum / repeats;
      double deviation = Math.sqrt((squares - repeats * mean * mean) / (repeats - 1));
      double published = golden.get("sd_ddof1").asDouble();
      Map<String, Double> found = Map.of("mean", mean, "deviation", deviation);
      assertEquals(
          golden.get("mean").asDouble(),
          mean,
          4 * published * Math.sqrt(2.0 / repeats),
          golden.get("name") + ": " + found);
      assertEquals(1, deviation / published, 0.8, golden.get("name") + ": " + found);
    }
  }
}
