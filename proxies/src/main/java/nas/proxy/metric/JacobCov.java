package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.Jacobian;

/**
 * How differently a network treats the images of a batch: -sum_i (log(v_i + k) + 1 / (v_i + k)),
 * v_i the eigenvalues of the correlation matrix of the rows of the Jacobian, k = 1e-5.
 *
 * <p>Row n of the Jacobian is the derivative of the sum of all logits by the pixels of image n, or
 * by the features that the tokens of text n are embedded as. First version (2020) of Mellor et al.,
 * arXiv:2006.04647; named so by Abdelfattah et al. 2021, arXiv:2101.08134. The published code takes
 * the eigenvalues with a solver for general matrices, whose rounding can make them complex; the
 * matrix is symmetric, and a symmetric solver is used here. At most -N for N images, where nothing
 * correlates; a repeated image costs about 1e5.
 */
final class JacobCov {

  private static final double K = 1e-5;

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "jacob-cov",
          "Minus the sum over eigenvalues v of the correlations of input gradients of"
              + " log(v + k) + 1 / (v + k), k = 1e-5",
          Papers.WITHOUT_TRAINING,
          List.of(new InputJacobian()),
          measured -> score(measured.get(new InputJacobian())));

  private JacobCov() {}

  static Score score(Jacobian jacobian) {
    if (jacobian.rows().length < 2) {
      return Undefined.tooFewImages(jacobian.rows().length);
    }
    return ofRows(jacobian.rows(), "the Jacobian of an image");
  }

  /**
   * Returns minus the sum over the eigenvalues v of the correlations of rows of log(v + k) + 1 / (v
   * + k).
   *
   * @param rows all of the same length
   * @param row what a row is
   */
  static Score ofRows(double[][] rows, String row) {
    return Correlation.undefined(rows, row)
        .orElseGet(() -> fromEigenvalues(Correlation.matrix(rows)));
  }

  private static Score fromEigenvalues(double[][] correlations) {
    double sum = 0;
    for (double eigenvalue : SymmetricMatrix.eigenvalues(correlations)) {
      sum += StrictMath.log(eigenvalue + K) + 1 / (eigenvalue + K);
    }
    return Score.of(-sum);
  }
}
