package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * The size of the gradient: sum over layers of the Euclidean norm of dL/dW_l, for one batch.
 *
 * <p>Abdelfattah et al. 2021, arXiv:2101.08134, after one batch in training mode. A sum of norms,
 * not the norm of the whole gradient, as in their code; the Zen-NAS repository uses the name for
 * the latter, with Gaussian weights and images, which is another metric.
 */
final class GradNorm {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "grad-norm",
          "Sum over layers of the Euclidean norm of the loss gradient, sum_l |dL/dW_l|",
          Papers.ZERO_COST,
          List.of(new LossGradients(1)),
          measured -> score(measured.get(new LossGradients(1))));

  private GradNorm() {}

  static Score score(LayerGradients measured) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      sum += Sums.norm(layer.gradients().get(0));
    }
    return Score.of(sum);
  }
}
