package nas.proxy.metric;

import java.util.Optional;
import nas.proxy.Score;

/** How the rows of a matrix, such as those of a Jacobian, one for each image, correlate. */
final class Correlation {

  private Correlation() {}

  /**
   * Returns why rows have no correlations: one is not finite, all are zero, or one is constant.
   *
   * @param rows all of the same length
   * @param what a row is
   */
  static Optional<Score> undefined(double[][] rows, String what) {
    boolean allZero = true;
    for (double[] row : rows) {
      for (double value : row) {
        if (!Double.isFinite(value)) {
          return Optional.of(Undefined.nonFinite(what));
        }
        allZero &= value == 0;
      }
    }
    if (allZero) {
      return Optional.of(Undefined.noPath());
    }
    for (double[] row : rows) {
      if (isConstant(row)) {
        return Optional.of(
            new Score.Undefined(
                Score.Reason.NON_FINITE, what + " is constant and correlates with nothing"));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns Pearson's correlations of rows: (rows, rows), symmetric, ones on the diagonal, all in
   * [-1, 1].
   *
   * @param rows all of the same length, none of them {@link #undefined}
   */
  static double[][] matrix(double[][] rows) {
    double[][] directions = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      directions[i] = direction(rows[i]);
    }
    double[][] matrix = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      matrix[i][i] = 1;
      for (int j = 0; j < i; j++) {
        matrix[i][j] = Math.max(-1, Math.min(1, Sums.product(directions[i], directions[j])));
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static boolean isConstant(double[] row) {
    for (double value : row) {
      if (value != row[0]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the deviations of a row from its mean, at unit length. */
  private static double[] direction(double[] row) {
    double largest = Sums.largest(row);
    double[] scaled = row.clone();
    for (int i = 0; i < scaled.length; i++) {
      // So that no difference overflows.
      scaled[i] /= largest;
    }
    double[] direction = Sums.centred(scaled);
    double norm = Sums.norm(direction);
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= norm;
    }
    return direction;
  }
}
