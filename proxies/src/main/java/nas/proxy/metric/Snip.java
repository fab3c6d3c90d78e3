package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * Connection sensitivity: sum over all weights of |w * dL/dw|.
 *
 * <p>Lee et al. 2019, arXiv:1810.02340, define the sensitivity of one weight by a mask m = 1 on it,
 * |dL/dm| = |w * dL/dw|, and divide by the sum over the network to rank weights; Abdelfattah et al.
 * 2021, arXiv:2101.08134, take that sum as the score of the network.
 */
final class Snip {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "snip",
          "Sum over weights of the size of weight times loss gradient, sum |w * dL/dw|",
          Papers.SNIP,
          List.of(new LossGradients(1)),
          measured -> score(measured.get(new LossGradients(1))));

  private Snip() {}

  static Score score(LayerGradients measured) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      sum += Sums.sum(saliencies(layer));
    }
    return Score.of(sum);
  }

  /** Returns the saliency of each weight of a layer, for the first batch. */
  static double[] saliencies(LayerGradients.Layer layer) {
    double[] gradients = layer.gradients().get(0);
    double[] saliencies = new double[gradients.length];
    for (int i = 0; i < gradients.length; i++) {
      saliencies[i] = Math.abs(layer.weights()[i] * gradients[i]);
    }
    return saliencies;
  }
}
