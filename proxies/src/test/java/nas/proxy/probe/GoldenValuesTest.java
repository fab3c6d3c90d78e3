package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.Golden;
import nas.evaluator.runtime.MemoryFormat;
import nas.evaluator.runtime.Precision;
import nas.proxy.Measurements;
import nas.proxy.Probe;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Folds what is measured into scores by the formulas of Abdelfattah et al. 2021 (arXiv:2101.08134)
 * and compares with what its published code computed in float64 on the same weights and images.
 */
class GoldenValuesTest {

  private static final Set<Probe<?>> PROBES =
      Set.of(
          new LossGradients(1),
          new HessianGradient(),
          new ChannelProducts(),
          new InputJacobian(),
          new ReluKernels(),
          new SynflowGradients(false),
          new SynflowGradients(true),
          new SynflowTangent(),
          new LayerWeights());

  @TestFactory
  List<DynamicTest> scoresEqualThePublishedCode() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Golden> cases = Golden.cases();
    for (int index = 0; index < cases.size(); index++) {
      Golden golden = cases.get(index);
      boolean third = index % 3 == 0;
      for (Precision precision : Precision.values()) {
        double tolerance = precision == Precision.FLOAT64 ? 1e-6 : 2e-3;
        for (MemoryFormat layout : MemoryFormat.values()) {
          if (precision == Precision.FLOAT64 && layout == MemoryFormat.CHANNELS_LAST && !third) {
            continue; // Slow, and like its counterpart but for the order of sums.
          }
          NetworkProbe probe = new NetworkProbe(Device.CPU, precision, layout);
          tests.add(
              DynamicTest.dynamicTest(
                  golden.name() + " " + precision + " " + layout,
                  () -> check(golden, probe, tolerance)));
        }
      }
    }
    assertEquals(57, tests.size());
    return tests;
  }

  private static void check(Golden golden, NetworkProbe probe, double tolerance) {
    NetworkProbe.Result result =
        probe.measure(
            golden.network(),
            golden.weights(),
            List.of(new ImageBatch(Golden.SHAPE, golden.pixels(), golden.labels())),
            ProbePlan.of(PROBES));
    assertEquals(Map.of(), result.undefined());
    Measurements measured = result.measurements();
    List<Executable> checks = new ArrayList<>();
    LayerGradients gradients = measured.get(new LossGradients(1));
    double gradNorm = 0;
    double snip = 0;
    double plain = 0;
    for (LayerGradients.Layer layer : gradients.layers()) {
      double[] g = layer.gradients().get(0);
      double squares = 0;
      for (int i = 0; i < g.length; i++) {
        squares += g[i] * g[i];
        snip += Math.abs(layer.weights()[i] * g[i]);
        plain += layer.weights()[i] * g[i];
      }
      gradNorm += Math.sqrt(squares);
    }
    double grasp = 0;
    double graspSize = 0;
    for (HessianProducts.Layer layer : measured.get(new HessianGradient()).layers()) {
      for (int i = 0; i < layer.weights().length; i++) {
        grasp -= layer.weights()[i] * layer.products()[i];
        graspSize += Math.abs(layer.weights()[i] * layer.products()[i]);
      }
    }
    double fisher = 0;
    for (ChannelSums.Layer layer : measured.get(new ChannelProducts()).layers()) {
      for (double[] image : layer.sums()) {
        for (double sum : image) {
          fisher += 0.5 * sum * sum / layer.sums().length * layer.weightsPerChannel();
        }
      }
    }
    double norm = 0;
    for (Weights.Layer layer : measured.get(new LayerWeights()).layers()) {
      double squares = 0;
      for (double value : layer.values()) {
        squares += value * value;
      }
      norm += Math.sqrt(squares);
    }
    boolean exact = probe.precision() == Precision.FLOAT64;
    // The gradient jumps where a unit so close to zero changes sign that rounding decides it.
    boolean flipped = !exact && flips(golden, measured.get(new ReluKernels()));
    boolean asPublished = probe.layout() == MemoryFormat.CHANNELS_FIRST;
    double ofGradients = flipped && !asPublished ? 5 * tolerance : tolerance;
    relative(checks, golden, "grad_norm", gradNorm, ofGradients);
    relative(checks, golden, "snip", snip, ofGradients);
    relative(checks, golden, "fisher", fisher, flipped ? 5 * tolerance : tolerance);
    relative(checks, golden, "l2_norm", norm, tolerance);
    // Sums of terms of both signs lose digits against the size of the terms.
    absolute(checks, golden, "plain", plain, tolerance * (exact ? Math.abs(plain) : snip));
    absolute(checks, golden, "grasp", grasp, tolerance * (exact ? Math.abs(grasp) : graspSize));
    absolute(checks, golden, "jacob_cov", jacobCov(measured.get(new InputJacobian()).rows()), 1e-3);
    absolute(checks, golden, "nwot", logDeterminant(measured.get(new ReluKernels()).sum()), 5e-2);
    checks.add(
        () ->
            assertEquals(
                golden.json().get("loss").doubleValue(),
                gradients.losses().get(0),
                tolerance * gradients.losses().get(0),
                "loss"));
    double synflow = Math.log(golden.measure("synflow"));
    checks.add(
        () ->
            assertEquals(
                synflow,
                logSum(measured.get(new SynflowGradients(false))),
                tolerance,
                "synflow by gradients"));
    checks.add(
        () ->
            assertEquals(
                synflow, measured.get(new SynflowTangent()), tolerance, "synflow by tangent"));
    if (golden.json().get("measures").has("synflow_reduction_bn")) {
      double kept = Math.log(golden.measure("synflow_reduction_bn"));
      checks.add(
          () ->
              assertEquals(
                  kept,
                  logSum(measured.get(new SynflowGradients(true))),
                  tolerance,
                  "synflow_reduction_bn"));
    }
    assertAll(checks);
  }

  private static boolean flips(Golden golden, Kernels single) {
    Kernels exact =
        new NetworkProbe(Device.CPU, Precision.FLOAT64)
            .measure(
                golden.network(),
                golden.weights(),
                List.of(new ImageBatch(Golden.SHAPE, golden.pixels(), golden.labels())),
                ProbePlan.of(Set.of(new ReluKernels())))
            .measurements()
            .get(new ReluKernels());
    return !Arrays.deepEquals(exact.sum(), single.sum());
  }

  private static void relative(
      List<Executable> checks, Golden golden, String measure, double actual, double tolerance) {
    absolute(checks, golden, measure, actual, tolerance * Math.abs(golden.measure(measure)));
  }

  private static void absolute(
      List<Executable> checks, Golden golden, String measure, double actual, double tolerance) {
    checks.add(() -> assertEquals(golden.measure(measure), actual, tolerance, measure));
  }

  private static double logSum(Saliencies saliencies) {
    double sum = 0;
    for (Saliencies.Layer layer : saliencies.layers()) {
      for (double value : layer.values()) {
        sum += value;
      }
    }
    return Math.log(sum) + saliencies.logScale();
  }

  /** The sum over the eigenvalues l of the rows' correlations of -log(l + k) - 1 / (l + k). */
  private static double jacobCov(double[][] rows) {
    int n = rows.length;
    double[][] centred = new double[n][];
    for (int i = 0; i < n; i++) {
      double mean = 0;
      for (double value : rows[i]) {
        mean += value / rows[i].length;
      }
      centred[i] = rows[i].clone();
      double squares = 0;
      for (int j = 0; j < centred[i].length; j++) {
        centred[i][j] -= mean;
        squares += centred[i][j] * centred[i][j];
      }
      for (int j = 0; j < centred[i].length; j++) {
        centred[i][j] /= Math.sqrt(squares);
      }
    }
    double[][] correlation = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < centred[i].length; k++) {
          correlation[i][j] += centred[i][k] * centred[j][k];
        }
      }
    }
    double score = 0;
    for (double eigenvalue : eigenvalues(correlation)) {
      score -= Math.log(eigenvalue + 1e-5) + 1 / (eigenvalue + 1e-5);
    }
    return score;
  }

  /** Jacobi's rotations. */
  private static double[] eigenvalues(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = symmetric[i].clone();
    }
    for (int sweep = 0; sweep < 60; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (a[p][q] == 0) {
            continue;
          }
          double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
          double c = Math.cos(angle);
          double s = Math.sin(angle);
          for (int k = 0; k < n; k++) {
            double before = a[k][p];
            a[k][p] = c * before - s * a[k][q];
            a[k][q] = s * before + c * a[k][q];
          }
          for (int k = 0; k < n; k++) {
            double before = a[p][k];
            a[p][k] = c * before - s * a[q][k];
            a[q][k] = s * before + c * a[q][k];
          }
        }
      }
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = a[i][i];
    }
    return values;
  }

  private static double logDeterminant(double[][] symmetric) {
    double sum = 0;
    for (double eigenvalue : eigenvalues(symmetric)) {
      sum += Math.log(Math.abs(eigenvalue));
    }
    return sum;
  }
}
