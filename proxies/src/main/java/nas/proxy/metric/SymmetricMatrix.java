package nas.proxy.metric;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/** Eigenvalues and determinants of symmetric matrices. */
final class SymmetricMatrix {

  private static final double SYMMETRY_TOLERANCE = 1e-12;

  private static final int MOST_SWEEPS = 100;

  private SymmetricMatrix() {}

  /**
   * Returns the eigenvalues, descending.
   *
   * <p>The implicit QL iteration ends on some matrices that are nearly singular many times over, as
   * those of features that follow from each other are, without having converged. Rotations, which
   * are slower, always do.
   *
   * @param matrix symmetric and finite, at least 1 x 1
   */
  static double[] eigenvalues(double[][] matrix) {
    try {
      return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(matrix)).getEigenvalues();
    } catch (MathIllegalStateException notConverged) {
      return byRotations(matrix);
    }
  }

  /**
   * Returns the eigenvalues, descending, by Jacobi's cyclic rotations (Golub and Van Loan, Matrix
   * Computations, section 8.5).
   */
  static double[] byRotations(double[][] matrix) {
    int size = matrix.length;
    double[][] rotated = new double[size][];
    double largest = 0;
    for (int row = 0; row < size; row++) {
      rotated[row] = matrix[row].clone();
      largest = Math.max(largest, Sums.largest(rotated[row]));
    }
    double negligible = Math.ulp(largest) / size;
    boolean changed = true;
    for (int sweep = 0; changed && sweep < MOST_SWEEPS; sweep++) {
      changed = false;
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          if (Math.abs(rotated[p][q]) > negligible) {
            rotate(rotated, p, q);
            changed = true;
          }
        }
      }
    }
    double[] eigenvalues = new double[size];
    for (int index = 0; index < size; index++) {
      eigenvalues[index] = -rotated[index][index];
    }
    Arrays.sort(eigenvalues);
    for (int index = 0; index < size; index++) {
      eigenvalues[index] = -eigenvalues[index];
    }
    return eigenvalues;
  }

  /** Turns rows and columns p and q so that their common element is zero. */
  private static void rotate(double[][] matrix, int p, int q) {
    double common = matrix[p][q];
    double half = (matrix[q][q] - matrix[p][p]) / (2 * common);
    double tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    double sine = tangent * cosine;
    for (int row = 0; row < matrix.length; row++) {
      if (row != p && row != q) {
        double one = matrix[row][p];
        double other = matrix[row][q];
        matrix[row][p] = cosine * one - sine * other;
        matrix[p][row] = matrix[row][p];
        matrix[row][q] = sine * one + cosine * other;
        matrix[q][row] = matrix[row][q];
      }
    }
    matrix[p][p] -= tangent * common;
    matrix[q][q] += tangent * common;
    matrix[p][q] = 0;
    matrix[q][p] = 0;
  }

  /**
   * Returns the natural logarithm of the determinant of a positive semi-definite matrix; empty if
   * it is singular.
   *
   * <p>A pivot of the Cholesky factorisation that is not above {@code n * 2^-52} times the largest
   * diagonal element cannot be told from zero in double precision, so such a matrix counts as
   * singular: otherwise two equal rows would give a large negative number made of rounding errors.
   *
   * @param matrix symmetric, finite and positive semi-definite, at least 1 x 1
   */
  static OptionalDouble logDeterminant(double[][] matrix) {
    double largest = 0;
    for (int i = 0; i < matrix.length; i++) {
      largest = Math.max(largest, matrix[i][i]);
    }
    double indistinguishable = matrix.length * Math.ulp(1.0) * largest;
    try {
      RealMatrix factor =
          new CholeskyDecomposition(
                  new Array2DRowRealMatrix(matrix), SYMMETRY_TOLERANCE, indistinguishable)
              .getL();
      double sum = 0;
      for (int i = 0; i < matrix.length; i++) {
        sum += 2 * StrictMath.log(factor.getEntry(i, i));
      }
      return OptionalDouble.of(sum);
    } catch (MathIllegalArgumentException notPositiveDefinite) {
      return OptionalDouble.empty();
    }
  }
}
