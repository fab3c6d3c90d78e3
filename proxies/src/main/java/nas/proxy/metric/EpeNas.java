package nas.proxy.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.Jacobian;

/**
 * How differently a network treats images of one class, compared over classes.
 *
 * <p>Lopes et al. 2021, arXiv:2102.08099. With C_c the correlation matrix of the Jacobian's rows
 * (see {@code jacob-cov}) of the images of class c, s_c = sum over its elements of log(|C_c| +
 * 1e-5). For at most 100 classes (logits of the network) the score is the sum over classes of
 * |s_c|; for more, s_c is divided by the number of images of the class, and the score is the sum
 * over ordered pairs of classes of |s_c - s_d|, divided by the number of classes in the batch.
 *
 * <p>As in the published code, a class with one image counts log(1 + 1e-5) up to 100 classes and is
 * left out above; classes without images are left out. Where no class (above 100: fewer than two
 * classes) has two images, every network would score the same, and the score is undefined.
 */
final class EpeNas {

  private static final double K = 1e-5;
  private static final int MANY_CLASSES = 100;

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "epe-nas",
          "Sum over classes of |sum log(|correlations of input gradients| + 1e-5)|; above 100"
              + " classes their mean differences",
          Papers.EPE_NAS,
          List.of(new InputJacobian()),
          measured ->
              score(
                  measured.get(new InputJacobian()),
                  measured.network().outputNode().output().channels()));

  private EpeNas() {}

  static Score score(Jacobian jacobian, int classes) {
    if (jacobian.labels().length < jacobian.rows().length) {
      return new Score.Undefined(
          Score.Reason.UNSUITABLE, "an example has no class of its own to be compared with others");
    }
    Map<Integer, List<double[]>> rowsByClass = new TreeMap<>();
    for (int image = 0; image < jacobian.rows().length; image++) {
      rowsByClass
          .computeIfAbsent(jacobian.labels()[image], label -> new ArrayList<>())
          .add(jacobian.rows()[image]);
    }
    boolean many = classes > MANY_CLASSES;
    long compared = rowsByClass.values().stream().filter(rows -> rows.size() > 1).count();
    if (compared < (many ? 2 : 1)) {
      return new Score.Undefined(
          Score.Reason.BATCH_TOO_SMALL,
          compared
              + " class(es) have 2 images or more in the batch, "
              + (many ? "at least 2 classes must" : "at least 1 must"));
    }
    if (many) {
      rowsByClass.values().removeIf(rows -> rows.size() < 2);
    }
    Optional<Score> undefined =
        Correlation.undefined(
            rowsByClass.values().stream().flatMap(List::stream).toArray(double[][]::new),
            "the Jacobian of an image");
    if (undefined.isPresent()) {
      return undefined.get();
    }
    List<Double> scores = new ArrayList<>();
    for (List<double[]> rows : rowsByClass.values()) {
      double sum = sumOfLogarithms(Correlation.matrix(rows.toArray(double[][]::new)));
      scores.add(many ? sum / rows.size() : sum);
    }
    double score = 0;
    for (double one : scores) {
      if (many) {
        for (double other : scores) {
          score += Math.abs(one - other);
        }
      } else {
        score += Math.abs(one);
      }
    }
    return Score.of(many ? score / scores.size() : score);
  }

  private static double sumOfLogarithms(double[][] matrix) {
    double sum = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        sum += StrictMath.log(Math.abs(value) + K);
      }
    }
    return sum;
  }
}
