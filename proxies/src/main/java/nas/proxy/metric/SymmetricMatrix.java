package nas.proxy.metric;

import java.util.OptionalDouble;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/** Eigenvalues and determinants of symmetric matrices. */
final class SymmetricMatrix {

  private static final double SYMMETRY_TOLERANCE = 1e-12;

  private SymmetricMatrix() {}

  /**
   * Returns the eigenvalues, descending.
   *
   * @param matrix symmetric and finite, at least 1 x 1
   */
  static double[] eigenvalues(double[][] matrix) {
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(matrix)).getEigenvalues();
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
