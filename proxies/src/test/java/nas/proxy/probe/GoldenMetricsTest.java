package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.Golden;
import nas.evaluator.runtime.Precision;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The metrics, by their names, against what the published code computed in float64. */
class GoldenMetricsTest {

  /** Our names by the golden file's. */
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("grad_norm", "grad-norm");
    NAMES.put("snip", "snip");
    NAMES.put("grasp", "grasp");
    NAMES.put("fisher", "fisher");
    NAMES.put("jacob_cov", "jacob-cov");
    NAMES.put("plain", "plain");
    NAMES.put("synflow", "synflow");
    NAMES.put("synflow_reduction_bn", "synflow-backprop-reduction-bn");
    NAMES.put("nwot", "nwot");
    NAMES.put("l2_norm", "l2-norm");
  }

  @TestFactory
  List<DynamicTest> metricsEqualThePublishedCode() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Golden golden : Golden.cases()) {
      tests.add(DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }
    return tests;
  }

  private static void check(Golden golden) {
    Set<Probe<?>> probes = new LinkedHashSet<>();
    NAMES.values().forEach(name -> probes.addAll(Metrics.named(name).needs()));
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT64)
            .measure(
                golden.network(),
                golden.weights(),
                List.of(new ImageBatch(Golden.SHAPE, golden.pixels(), golden.labels())),
                ProbePlan.of(probes));
    NAMES.forEach(
        (published, ours) -> {
          if (golden.json().get("measures").has(published)) {
            Metric metric = Metrics.named(ours);
            Score.Value score =
                assertInstanceOf(Score.Value.class, metric.score(result.measurements()), ours);
            boolean logarithm = published.startsWith("synflow");
            double expected = golden.measure(published);
            double wanted = logarithm ? Math.log(expected) : expected;
            assertEquals(wanted, score.value(), tolerance(published, wanted), ours);
          }
        });
  }

  private static double tolerance(String published, double expected) {
    return switch (published) {
      case "jacob_cov" -> 1e-3;
      case "nwot" -> 5e-2;
      case "synflow", "synflow_reduction_bn" -> 1e-6;
      default -> 1e-6 * Math.abs(expected);
    };
  }
}
