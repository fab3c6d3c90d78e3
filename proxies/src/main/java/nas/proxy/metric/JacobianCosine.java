package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.Jacobian;

/**
 * How differently a network treats the examples of a batch: 1 - m / 2, m the mean over pairs of
 * examples of |c|^(1/20), c the cosine of their rows of the Jacobian.
 *
 * <p>Of images by Celotti et al. 2020, of recurrent cells by Serianni and Kalita 2023,
 * arXiv:2306.00288, who differentiate by what tokens are embedded as. They sum the features of the
 * last layer's states, where the logits are summed here as for {@code jacob-cov}. From 1/2, where
 * all examples are treated alike, to 1.
 */
final class JacobianCosine {

  private static final double ROOT = 20;

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "jacobian-cosine",
          "1 - m / 2, m the mean over pairs of examples of the 20th root of the cosine's magnitude"
              + " between their input gradients",
          Papers.RECURRENT,
          List.of(new InputJacobian()),
          measured -> score(measured.get(new InputJacobian())));

  private JacobianCosine() {}

  static Score score(Jacobian jacobian) {
    double[][] rows = jacobian.rows();
    if (rows.length < 2) {
      return Undefined.tooFewImages(rows.length);
    }
    double[][] directions = new double[rows.length][];
    boolean allZero = true;
    for (int i = 0; i < rows.length; i++) {
      double largest = Sums.largest(rows[i]);
      if (!Double.isFinite(largest)) {
        return Undefined.nonFinite("the Jacobian of an image");
      }
      allZero &= largest == 0;
      directions[i] = direction(rows[i], largest);
    }
    if (allZero) {
      return Undefined.noPath();
    }
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        double cosine = Math.min(1, Math.abs(Sums.product(directions[i], directions[j])));
        sum += StrictMath.pow(cosine, 1 / ROOT);
      }
    }
    double pairs = rows.length * (rows.length - 1) / 2.0;
    return Double.isNaN(sum)
        ? new Score.Undefined(
            Score.Reason.NON_FINITE, "the Jacobian of an image is zero and has no direction")
        : Score.of(1 - sum / pairs / 2);
  }

  /** Returns a row at unit length; NaN if it is zero. */
  private static double[] direction(double[] row, double largest) {
    double[] scaled = row.clone();
    for (int i = 0; i < scaled.length; i++) {
      // So that no square overflows.
      scaled[i] /= largest;
    }
    double norm = Sums.norm(scaled);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= norm;
    }
    return scaled;
  }
}
