package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.MemoryFormat;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.proxy.ImageBatch;
import nas.proxy.golden.Finding.Verdict;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.proxy.probe.ReluKernels;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the metrics with what the published code computed in double precision. */
class GoldenCheckTest {

  private static GoldenCheck check(Precision precision, MemoryFormat format) {
    return new GoldenCheck(
        Device.CPU,
        precision,
        format,
        GoldenCheck.defaultTolerance(precision),
        GoldenMeasure.all());
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> metricsEqualThePublishedCode() {
    List<GoldenCase> cases = Golden.cases();
    GoldenCheck.requireKnown(cases);
    List<DynamicTest> tests = new ArrayList<>();
    List<String> excused = new ArrayList<>();
    for (GoldenCase golden : cases) {
      for (Precision precision : Precision.values()) {
        for (MemoryFormat format : MemoryFormat.values()) {
          tests.add(
              DynamicTest.dynamicTest(
                  golden.name() + " " + precision + " " + format,
                  () -> checkAll(golden, precision, format, excused)));
        }
      }
    }
    assertEquals(68, tests.size());
    tests.add(
        DynamicTest.dynamicTest(
            "values that rounding to single precision moves",
            () -> {
              assertExcused("CHANNELS_FIRST", 4, 8, excused);
              assertExcused("CHANNELS_LAST", 16, 19, excused);
            }));
    return tests;
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> laterMetricsEqualTheirAuthorsCode() {
    List<GoldenCase> cases = Golden.followUps();
    GoldenCheck.requireKnown(cases);
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : cases) {
      for (Precision precision : Precision.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                golden.name() + " " + precision,
                () -> checkAll(golden, precision, MemoryFormat.CHANNELS_FIRST, new ArrayList<>())));
      }
    }
    assertTrue(cases.size() >= 17, cases.size() + " cases");
    return tests;
  }

  /**
   * The README says how many of the 197 values miss their tolerance in single precision, by a flip
   * or a cancellation; which kernels the processor gets decides on the last few.
   */
  private static void assertExcused(String format, int least, int most, List<String> excused) {
    List<String> those = excused.stream().filter(one -> one.startsWith(format)).toList();
    assertTrue(
        those.size() >= least && those.size() <= most,
        () -> those.size() + " values: " + String.join(System.lineSeparator(), those));
  }

  private static void checkAll(
      GoldenCase golden, Precision precision, MemoryFormat format, List<String> excused) {
    GoldenCheck.Result result = check(precision, format).check(golden);
    Set<String> seen = new HashSet<>();
    for (Finding finding : result.findings()) {
      seen.add(finding.measure().published());
      if (finding.verdict() != Verdict.AGREES) {
        excused.add(format + " " + golden.name() + ": " + finding);
      }
      assertTrue(
          precision == Precision.FLOAT64
              ? finding.verdict() == Verdict.AGREES
              : finding.verdict() != Verdict.FAILS,
          finding::toString);
    }
    assertTrue(seen.containsAll(golden.measures().keySet()), seen::toString);
    assertTrue(seen.contains("loss"));
    if (precision == Precision.FLOAT64) {
      assertNull(result.flips());
    }
  }

  /** The smallest network of NAS-Bench-101, and one of which single precision switches a unit. */
  private static List<GoldenCase> small() {
    return Golden.cases().stream()
        .filter(golden -> golden.name().matches("(010 001 000|0110 0001 0001 0000) .*"))
        .toList();
  }

  @Tag("slow")
  @Test
  void wrongNumbersFailInEitherPrecision() {
    for (GoldenCase golden : small()) {
      Map<String, Double> wrong = new LinkedHashMap<>(golden.measures());
      wrong.replaceAll((name, value) -> value * 1.01 + (name.equals("jacob_cov") ? 0.1 : 0));
      GoldenCase changed =
          new GoldenCase(
              golden.place(),
              golden.name(),
              golden.network(),
              golden.trained(),
              golden.layers(),
              golden.images(),
              golden.loss() * 1.01,
              wrong);
      for (Precision precision : Precision.values()) {
        for (Finding finding :
            check(precision, MemoryFormat.CHANNELS_FIRST).check(changed).findings()) {
          assertEquals(Verdict.FAILS, finding.verdict(), finding::toString);
          assertEquals(
              precision == Precision.FLOAT64 ? "" : "in float64 it does not agree either",
              finding.note());
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void aToleranceThatNothingReachesFails() {
    GoldenCase golden = small().get(0);
    List<Finding> findings =
        new GoldenCheck(
                Device.CPU,
                Precision.FLOAT32,
                MemoryFormat.CHANNELS_FIRST,
                1e-12,
                GoldenMeasure.all())
            .check(golden)
            .findings();
    for (Finding finding : findings) {
      if (finding.measure().metric().equals("grad-norm")) {
        assertEquals(Verdict.FAILS, finding.verdict(), finding::toString);
        assertTrue(finding.note().startsWith("though in float64 the error is "), finding.note());
      }
    }
  }

  @Test
  @Tag("slow")
  void switchedUnitsAreThoseThatTheKernelsTell() {
    for (GoldenCase golden : small()) {
      Flips flips = Flips.of(golden, Device.CPU, MemoryFormat.CHANNELS_FIRST);
      long units = 0;
      for (Network.Node node : golden.network().live().nodes()) {
        boolean counts = node.operation() instanceof Relu || node.operation() instanceof MaxPool;
        units += counts ? golden.images() * node.output().elements() : 0;
      }
      assertEquals(units, flips.units());
      boolean relus = false;
      for (Flips.Unit unit : flips.switched()) {
        assertTrue(unit.margin() >= 0 && unit.margin() < 1e-4, unit::toString);
        relus |= unit.node().operation() instanceof Relu;
      }
      boolean differ =
          !kernels(golden, Precision.FLOAT64).equals(kernels(golden, Precision.FLOAT32));
      assertEquals(differ, relus, flips::toString);
    }
  }

  private static String kernels(GoldenCase golden, Precision precision) {
    ImageBatch batch = new ImageBatch(GoldenCase.SHAPE, golden.pixels(), golden.labels());
    return Arrays.deepToString(
        new NetworkProbe(Device.CPU, precision)
            .measure(
                golden.network(),
                golden.weights(),
                List.of(batch),
                ProbePlan.of(Set.of(new ReluKernels())),
                0)
            .measurements()
            .get(new ReluKernels())
            .sum());
  }

  @Test
  void errorsAreRelativeButForTwoMeasures() {
    for (GoldenMeasure measure : GoldenMeasure.all()) {
      boolean logarithm = measure.metric().startsWith("synflow");
      double error = measure.error(200, logarithm ? Math.log(199) : 199);
      assertEquals(measure.absolute() ? 1 : 0.005, error, 1e-12, measure.metric());
      assertEquals(Set.of("jacob-cov", "nwot").contains(measure.metric()), measure.absolute());
    }
  }
}
