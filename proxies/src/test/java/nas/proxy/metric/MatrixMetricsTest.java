package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.proxy.Score;
import nas.proxy.probe.Jacobian;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.StateRows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks the metrics that need eigenvalues or determinants against other ways to get them. */
class MatrixMetricsTest {

  private static final double K = 1e-5;

  private static double value(Score score) {
    return assertInstanceOf(Score.Value.class, score).value();
  }

  private static Score.Reason reason(Score score) {
    return assertInstanceOf(Score.Undefined.class, score).reason();
  }

  private static Score jacobCov(double[]... rows) {
    return JacobCov.score(new Jacobian(rows, new int[rows.length]));
  }

  private static double[][] randomRows(RandomGenerator random, int rows, int columns) {
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = random.doubles(columns, -1, 1).toArray();
    }
    return matrix;
  }

  private static double fromEigenvalues(double... eigenvalues) {
    double sum = 0;
    for (double eigenvalue : eigenvalues) {
      sum -= Math.log(eigenvalue + K) + 1 / (eigenvalue + K);
    }
    return sum;
  }

  @Test
  void jacobCovOfTwoImagesHasEigenvaluesOnePlusAndMinusTheCorrelation() {
    for (int seed = 0; seed < 100; seed++) {
      double[][] rows = randomRows(Seeds.generator(seed), 2, 20);
      double r = FormulasTest.pearson(rows[0], rows[1]);
      assertEquals(fromEigenvalues(1 + r, 1 - r), value(jacobCov(rows)), 1e-9, "seed " + seed);
    }
  }

  @Test
  void jacobCovOfThreeImagesHasTheRootsOfTheCharacteristicPolynomial() {
    for (int seed = 0; seed < 100; seed++) {
      double[][] rows = randomRows(Seeds.generator(seed), 3, 20);
      double a = FormulasTest.pearson(rows[0], rows[1]);
      double b = FormulasTest.pearson(rows[0], rows[2]);
      double c = FormulasTest.pearson(rows[1], rows[2]);
      // With x = eigenvalue - 1 the polynomial is x^3 - (a^2 + b^2 + c^2) x - 2 a b c: three real
      // roots, by Viete's formula.
      double p = Math.sqrt((a * a + b * b + c * c) / 3);
      double angle = Math.acos(Math.max(-1, Math.min(1, a * b * c / (p * p * p)))) / 3;
      double[] eigenvalues = new double[3];
      for (int root = 0; root < 3; root++) {
        eigenvalues[root] = 1 + 2 * p * Math.cos(angle + root * 2 * Math.PI / 3);
      }
      assertEquals(fromEigenvalues(eigenvalues), value(jacobCov(rows)), 1e-7, "seed " + seed);
    }
  }

  @Test
  void jacobCovIsHighestWhereNothingCorrelates() {
    // Rows of a Hadamard matrix without the first: zero mean, orthogonal.
    double[][] rows = {{1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};
    assertEquals(fromEigenvalues(1, 1, 1), value(jacobCov(rows)), 1e-9);
    for (int seed = 0; seed < 100; seed++) {
      double score = value(jacobCov(randomRows(Seeds.generator(seed), 3, 10)));
      assertTrue(score < fromEigenvalues(1, 1, 1), "seed " + seed);
    }
    double[] same = {0.3, 0.1, -0.7, 0.2};
    assertEquals(fromEigenvalues(2, 0), value(jacobCov(same, same)), 1e-2);
  }

  @Test
  void jacobCovDoesNotDependOnTheOrderOrTheScaleOfImages() {
    for (int seed = 0; seed < 20; seed++) {
      double[][] rows = randomRows(Seeds.generator(seed), 16, 60);
      double[][] changed = new double[16][];
      for (int i = 0; i < 16; i++) {
        double factor = Math.scalb(1.0, 40 * (i - 8));
        double[] row = rows[(5 * i + 3) % 16].clone();
        for (int k = 0; k < row.length; k++) {
          row[k] *= factor;
        }
        changed[i] = row;
      }
      double score = value(jacobCov(rows));
      assertEquals(score, value(jacobCov(changed)), 1e-9 * Math.abs(score), "seed " + seed);
    }
  }

  @Test
  void jacobCovSaysWhyThereIsNoScore() {
    double[] row = {1, 2, 4};
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(jacobCov(row)));
    assertEquals(Score.Reason.NO_PATH, reason(jacobCov(new double[3], new double[3])));
    assertEquals(Score.Reason.NON_FINITE, reason(jacobCov(row, new double[3])));
    assertEquals(Score.Reason.NON_FINITE, reason(jacobCov(row, new double[] {7, 7, 7})));
    assertEquals(Score.Reason.NON_FINITE, reason(jacobCov(row, new double[] {1, Double.NaN, 2})));
  }

  /** Returns the exact determinant of a whole-number matrix (Bareiss 1968). */
  private static BigInteger determinant(double[][] matrix) {
    int n = matrix.length;
    BigInteger[][] m = new BigInteger[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        m[i][j] = BigInteger.valueOf((long) matrix[i][j]);
      }
    }
    BigInteger previous = BigInteger.ONE;
    boolean negative = false;
    for (int step = 0; step < n - 1; step++) {
      int pivot = step;
      while (pivot < n && m[pivot][step].signum() == 0) {
        pivot++;
      }
      if (pivot == n) {
        return BigInteger.ZERO;
      }
      negative ^= pivot != step;
      BigInteger[] swapped = m[pivot];
      m[pivot] = m[step];
      m[step] = swapped;
      for (int i = step + 1; i < n; i++) {
        for (int j = step + 1; j < n; j++) {
          m[i][j] =
              m[i][j]
                  .multiply(m[step][step])
                  .subtract(m[i][step].multiply(m[step][j]))
                  .divide(previous);
        }
      }
      previous = m[step][step];
    }
    return negative ? m[n - 1][n - 1].negate() : m[n - 1][n - 1];
  }

  private static Kernels kernels(RandomGenerator random, int layers, int images, int units) {
    List<Kernels.Layer> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      all.add(
          new Kernels.Layer(
              "layer" + layer, Measured.agreements(randomRows(random, images, units))));
    }
    return new Kernels(all);
  }

  private static double log(BigInteger determinant) {
    return Math.log(determinant.doubleValue());
  }

  @Test
  void nwotAgreesWithExactDeterminantsAndSeesExactlyTheSingularOnes() {
    int singular = 0;
    int regular = 0;
    for (int seed = 0; seed < 600; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      int images = random.nextInt(2, 11);
      Kernels kernels = kernels(random, random.nextInt(1, 4), images, random.nextInt(1, 9));
      BigInteger exact = determinant(kernels.sum());
      Score score = Nwot.score(kernels);
      if (exact.signum() == 0) {
        singular++;
        assertEquals(Score.Reason.SINGULAR, reason(score), "seed " + seed);
      } else {
        regular++;
        assertEquals(log(exact), value(score), 1e-9 * (1 + log(exact)), "seed " + seed);
      }
    }
    assertTrue(singular > 100 && regular > 100, singular + " singular, " + regular + " not");
  }

  @Tag("slow")
  @Test
  void nwotOfLargeBatchesAgreesWithExactDeterminantsAndIgnoresTheOrderOfImages() {
    RandomGenerator random = Seeds.generator(5);
    double[][] outputs = randomRows(random, 64, 20_000);
    double[][] kernel = Measured.agreements(outputs);
    Kernels kernels = new Kernels(List.of(new Kernels.Layer("all", kernel)));
    // The determinant itself is near 1e275 and fits a double.
    double score = value(Nwot.score(kernels));
    assertEquals(log(determinant(kernel)), score, 1e-9 * score);
    double[][] turned = new double[64][];
    for (int i = 0; i < 64; i++) {
      turned[i] = outputs[(11 * i + 7) % 64];
    }
    Kernels other = new Kernels(List.of(new Kernels.Layer("all", Measured.agreements(turned))));
    assertEquals(score, value(Nwot.score(other)), 1e-9 * score);
    turned[9] = turned[40];
    Kernels repeated = new Kernels(List.of(new Kernels.Layer("all", Measured.agreements(turned))));
    assertEquals(Score.Reason.SINGULAR, reason(Nwot.score(repeated)));
  }

  @Test
  void layersAreSummedAndSingularOnesCountNothing() {
    int singular = 0;
    for (int seed = 0; seed < 200; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      Kernels kernels = kernels(random, 3, random.nextInt(2, 8), random.nextInt(1, 20));
      double expected = 0;
      for (Kernels.Layer layer : kernels.layers()) {
        BigInteger exact = determinant(layer.matrix());
        singular += exact.signum() == 0 ? 1 : 0;
        expected += exact.signum() == 0 ? 0 : log(exact);
      }
      assertEquals(
          expected, value(LayerwiseNwot.score(kernels)), 1e-9 * (1 + expected), "seed " + seed);
    }
    assertTrue(singular > 50 && singular < 550, singular + " layers are singular");
  }

  @Test
  void kernelsSayWhyThereIsNoScore() {
    assertEquals(Score.Reason.NO_RELUS, reason(Nwot.score(new Kernels(List.of()))));
    assertEquals(Score.Reason.NO_WEIGHTS, reason(LayerwiseNwot.score(new Kernels(List.of()))));
    Kernels one = new Kernels(List.of(new Kernels.Layer("a", new double[][] {{5}})));
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(Nwot.score(one)));
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(LayerwiseNwot.score(one)));
  }

  /** As published, over all ordered pairs. */
  @Test
  void jacobianCosineIsOneMinusHalfTheMeanRootOfCosines() {
    for (int seed = 0; seed < 50; seed++) {
      double[][] rows = randomRows(Seeds.generator(seed), 5, 12);
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          double product = 0;
          double one = 0;
          double other = 0;
          for (int k = 0; k < 12; k++) {
            product += rows[i][k] * rows[j][k];
            one += rows[i][k] * rows[i][k];
            other += rows[j][k] * rows[j][k];
          }
          sum += i == j ? 0 : Math.pow(Math.abs(product / Math.sqrt(one * other)), 0.05);
        }
      }
      assertEquals(1 - sum / 2 / (5 * 5 - 5), value(jacobianCosine(rows)), 1e-12, "seed " + seed);
    }
    double[] row = {1, 2, -4};
    assertEquals(0.5, value(jacobianCosine(row, new double[] {-3e300, -6e300, 12e300})), 1e-12);
    assertEquals(1, value(jacobianCosine(row, new double[] {2, -1, 0})));
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(jacobianCosine(row)));
    assertEquals(Score.Reason.NO_PATH, reason(jacobianCosine(new double[3], new double[3])));
    assertEquals(Score.Reason.NON_FINITE, reason(jacobianCosine(row, new double[3])));
    assertEquals(
        Score.Reason.NON_FINITE, reason(jacobianCosine(row, new double[] {1, Double.NaN, 2})));
  }

  private static Score jacobianCosine(double[]... rows) {
    return JacobianCosine.score(new Jacobian(rows, new int[rows.length]));
  }

  @Test
  void hiddenCovarianceIsOfTheFeaturesOfOneLayer() {
    double[][] first = randomRows(Seeds.generator(1), 2, 30);
    double[][] second = randomRows(Seeds.generator(2), 2, 30);
    StateRows states =
        new StateRows(List.of(new StateRows.Layer("a", first), new StateRows.Layer("b", second)));
    for (int layer = 1; layer <= 2; layer++) {
      double[][] rows = states.layers().get(layer - 1).rows();
      double r = FormulasTest.pearson(rows[0], rows[1]);
      assertEquals(
          fromEigenvalues(1 + r, 1 - r), value(HiddenCovariance.score(states, layer)), 1e-9);
    }
    assertEquals(Score.Reason.UNSUITABLE, reason(HiddenCovariance.score(states, 3)));
    StateRows constant =
        new StateRows(List.of(new StateRows.Layer("a", new double[][] {{0, 1}, {0, 0}})));
    assertEquals(Score.Reason.NON_FINITE, reason(HiddenCovariance.score(constant, 1)));
  }

  @Test
  void activationDistanceIsTheLogarithmOfTheDeterminant() {
    Kernels kernels = kernels(Seeds.generator(3), 4, 6, 30);
    double exact = log(determinant(kernels.sum()));
    assertEquals(exact, value(ActivationDistance.score(kernels)), 1e-9);
    assertEquals(Score.Reason.UNSUITABLE, reason(ActivationDistance.score(new Kernels(List.of()))));
    Kernels same = new Kernels(List.of(new Kernels.Layer("a", new double[][] {{5, 5}, {5, 5}})));
    assertEquals(Score.Reason.SINGULAR, reason(ActivationDistance.score(same)));
    Kernels one = new Kernels(List.of(new Kernels.Layer("a", new double[][] {{5}})));
    assertEquals(Score.Reason.BATCH_TOO_SMALL, reason(ActivationDistance.score(one)));
  }

  /** Rotations find what the other way finds, and what it does not. */
  @Test
  void eigenvaluesAreFoundByRotationsToo() {
    for (int seed = 0; seed < 20; seed++) {
      double[][] matrix = Correlation.matrix(randomRows(Seeds.generator(seed), 12, 9));
      assertArrayEquals(
          SymmetricMatrix.eigenvalues(matrix), SymmetricMatrix.byRotations(matrix), 1e-12);
    }
    assertArrayEquals(
        new double[] {3, 1}, SymmetricMatrix.byRotations(new double[][] {{2, 1}, {1, 2}}), 1e-15);
    assertArrayEquals(new double[] {7}, SymmetricMatrix.byRotations(new double[][] {{7}}));
  }

  /**
   * Features that follow from a few others, up to rounding, as those of saturated states do: on
   * some of these matrices the implicit QL iteration does not converge.
   */
  @Test
  @Tag("slow")
  void nearlyEqualFeaturesHaveEigenvaluesHoweverTheyAreFound() {
    for (int seed = 0; seed < 300; seed++) {
      RandomGenerator random = Seeds.generator(seed);
      double[] shared = random.doubles(200, -1, 1).toArray();
      double noise = Math.scalb(1.0, -10 - random.nextInt(60));
      double[][] rows = new double[60][200];
      for (double[] row : rows) {
        double sign = random.nextBoolean() ? 1 : -1;
        for (int k = 0; k < row.length; k++) {
          row[k] = (float) (sign * shared[k] + noise * random.nextDouble(-1, 1));
        }
      }
      double[] eigenvalues = SymmetricMatrix.eigenvalues(Correlation.matrix(rows));
      assertEquals(60, Arrays.stream(eigenvalues).sum(), 1e-9, "seed " + seed);
    }
  }
}
