package nas.proxy.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerWeights;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;
import nas.proxy.probe.Weights;

/**
 * Synaptic flow with the logarithm of gradients: sum over weights of |w| log(1 + dR/d|w|), in the
 * network of {@link Synflow}, by the pass of {@code synflow-backprop}.
 *
 * <p>Cavagnero et al. 2023, FreeREA, arXiv:2207.05135. Unlike {@code synflow} the sum itself is the
 * score. It has no closed expectation: {@code synflow-expected} sums expectations of dR/d|w|, and
 * the logarithm of an expectation is only an upper bound of the expectation of a logarithm.
 */
final class LogSynflow {

  private static final SynflowGradients FLOW = new SynflowGradients(false);

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "log-synflow",
          "Sum |w| log(1 + dR/d|w|), R the sum of logits of the network of absolute weights for an"
              + " image of ones",
          Papers.FREE_REA,
          List.of(FLOW, new LayerWeights()),
          measured -> score(measured.get(FLOW), measured.get(new LayerWeights())));

  private LogSynflow() {}

  static Score score(Saliencies saliencies, Weights weights) {
    if (saliencies.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    Map<String, double[]> byNode = new HashMap<>();
    double sum = 0;
    for (Weights.Layer layer : weights.layers()) {
      byNode.merge(layer.node(), layer.values(), LogSynflow::joined);
    }
    Map<String, Integer> read = new HashMap<>();
    for (Saliencies.Layer layer : saliencies.layers()) {
      int from = read.getOrDefault(layer.node(), 0);
      double[] all = byNode.getOrDefault(layer.node(), new double[0]);
      for (int i = 0; i < layer.values().length; i++) {
        sum += term(Math.abs(all[from + i]), layer.values()[i], saliencies.logScale());
      }
      read.put(layer.node(), from + layer.values().length);
    }
    return sum == 0 ? Undefined.noPath() : Score.of(sum);
  }

  private static double[] joined(double[] one, double[] other) {
    double[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /**
   * Returns a weight's part.
   *
   * @param saliency weight times gradient, divided by exp(logScale)
   */
  private static double term(double weight, double saliency, double logScale) {
    if (weight == 0) {
      return 0;
    }
    double logGradient = StrictMath.log(saliency / weight) + logScale;
    return weight
        * (logGradient > 0
            ? logGradient + StrictMath.log1p(StrictMath.exp(-logGradient))
            : StrictMath.log1p(StrictMath.exp(logGradient)));
  }
}
