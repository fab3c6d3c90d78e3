package nas.proxy.metric;

import java.util.List;
import java.util.OptionalDouble;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.ReluKernels;

/**
 * How differently the rectifiers of a network treat the images of a batch: log det K, K_ij the
 * number of rectifiers that are in the same state for images i and j.
 *
 * <p>NASWOT of Mellor et al. 2021, arXiv:2006.04647 (third version). K is a whole-number matrix, so
 * a defined score is at least 0; two images with equal states make K singular. Networks are
 * measured in training mode: the authors called their first code's evaluation mode an oversight.
 * Their code leaves out rectifiers that back-propagation does not reach; all that are executed
 * count here, as in NAS-Bench-Suite-Zero.
 */
final class Nwot {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "nwot",
          "Logarithm of the determinant of the numbers of rectifiers that agree for two images,"
              + " log det K",
          Papers.WITHOUT_TRAINING,
          List.of(new ReluKernels()),
          measured -> score(measured.get(new ReluKernels())));

  private Nwot() {}

  static Score score(Kernels kernels) {
    if (kernels.layers().isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_RELUS, "the network executes no rectifier");
    }
    double[][] sum = kernels.sum();
    if (sum.length < 2) {
      return Undefined.tooFewImages(sum.length);
    }
    if (!isFinite(sum)) {
      return Undefined.nonFinite("a number of agreeing rectifiers");
    }
    OptionalDouble logDeterminant = SymmetricMatrix.logDeterminant(sum);
    return logDeterminant.isPresent()
        ? Score.of(logDeterminant.getAsDouble())
        : new Score.Undefined(
            Score.Reason.SINGULAR,
            "the rectifiers' states for "
                + sum.length
                + " images are not independent, so their kernel is singular");
  }

  static boolean isFinite(double[][] matrix) {
    for (double[] row : matrix) {
      for (double value : row) {
        if (!Double.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
