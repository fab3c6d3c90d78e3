package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * Sum over all weights of w * dL/dw, with its sign.
 *
 * <p>A baseline of Abdelfattah et al. 2021, arXiv:2101.08134: snip without the absolute value. They
 * take higher for better, and so does this; on NAS-Bench-201 the published correlation with
 * accuracy is negative.
 */
final class Plain {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "plain",
          "Signed sum over weights of weight times loss gradient, sum w * dL/dw",
          Papers.ZERO_COST,
          List.of(new LossGradients(1)),
          measured -> score(measured.get(new LossGradients(1))));

  private Plain() {}

  static Score score(LayerGradients measured) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      double[] gradients = layer.gradients().get(0);
      for (int i = 0; i < gradients.length; i++) {
        sum += layer.weights()[i] * gradients[i];
      }
    }
    return Score.of(sum);
  }
}
