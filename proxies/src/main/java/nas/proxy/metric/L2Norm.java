package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerWeights;
import nas.proxy.probe.Weights;

/**
 * The size of the initial weights: sum over layers of the Euclidean norm of the layer's weights.
 *
 * <p>A baseline of Abdelfattah et al. 2021, arXiv:2101.08134: without data or gradients. Layers
 * that do not reach the output count, biases do not. The published code forgets to register the
 * metric; this is what its formula says.
 */
final class L2Norm {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "l2-norm",
          "Sum over layers of the Euclidean norm of the initial weights, sum_l |W_l|",
          Papers.ZERO_COST,
          List.of(new LayerWeights()),
          measured -> score(measured.get(new LayerWeights())));

  private L2Norm() {}

  static Score score(Weights weights) {
    if (weights.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (Weights.Layer layer : weights.layers()) {
      sum += Sums.norm(layer.values());
    }
    return Score.of(sum);
  }
}
