package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.HessianGradient;
import nas.proxy.probe.HessianProducts;

/**
 * Preservation of gradient flow: sum over all weights of -w * (H g), with its sign; g is the
 * gradient of the loss, H its Hessian.
 *
 * <p>Wang et al. 2020, arXiv:2002.07376, remove the weights for which -w * (H g) is greatest;
 * Abdelfattah et al. 2021, arXiv:2101.08134, sum it over the network. Their code, and this, uses
 * one batch for both derivatives and temperature 1, where the original pruning code uses 200 and
 * several batches.
 */
final class Grasp {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "grasp",
          "Signed sum over weights of minus weight times Hessian times gradient, sum -w * (H g)",
          Papers.GRASP,
          List.of(new HessianGradient()),
          measured -> score(measured.get(new HessianGradient())));

  private Grasp() {}

  static Score score(HessianProducts measured) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (HessianProducts.Layer layer : measured.layers()) {
      for (int i = 0; i < layer.weights().length; i++) {
        sum -= layer.weights()[i] * layer.products()[i];
      }
    }
    return Score.of(sum);
  }
}
