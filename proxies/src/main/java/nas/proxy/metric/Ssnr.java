package nas.proxy.metric;

import java.util.List;
import java.util.Optional;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;

/**
 * Signal-to-noise ratio of saliencies: sum over layers of (sum of the layer's saliencies) / (their
 * standard deviation); a layer whose saliencies are all equal counts with their sum alone.
 *
 * <p>The saliencies are those of snip, |w * dL/dw| with batch normalisation, or of synflow, without
 * it. Introduced with T-CET and published as its authors' code (github.com/iViolinSolo/
 * zero-cost-proxies), which estimates the standard deviation with divisor n - 1: {@code ssnr-snip},
 * {@code ssnr-synflow}. Their poster writes 1 / n: the names that end in {@code -population}. The
 * ratio does not change with the scale of the saliencies, so synflow's cannot overflow here.
 */
final class Ssnr {

  /** Snip's saliencies, divisor n - 1. */
  static final Metric SNIP = ofSnip("ssnr-snip", "divisor n - 1", 1);

  /** Snip's saliencies, divisor n. */
  static final Metric SNIP_POPULATION = ofSnip("ssnr-snip-population", "divisor n", 0);

  /** Synflow's saliencies, divisor n - 1. */
  static final Metric SYNFLOW = ofSynflow("ssnr-synflow", "divisor n - 1", 1);

  /** Synflow's saliencies, divisor n. */
  static final Metric SYNFLOW_POPULATION = ofSynflow("ssnr-synflow-population", "divisor n", 0);

  private Ssnr() {}

  private static Metric ofSnip(String name, String divisor, int lostDegrees) {
    return Formula.of(
        name,
        "Sum over layers of sum / standard deviation (" + divisor + ") of snip's saliencies",
        Optional.empty(),
        List.of(new LossGradients(1)),
        measured -> score(snipSaliencies(measured.get(new LossGradients(1))), lostDegrees));
  }

  private static Metric ofSynflow(String name, String divisor, int lostDegrees) {
    return Formula.of(
        name,
        "Sum over layers of sum / standard deviation (" + divisor + ") of synflow's saliencies",
        Optional.empty(),
        List.of(new SynflowGradients(false)),
        measured -> score(measured.get(new SynflowGradients(false)), lostDegrees));
  }

  /** Returns snip's saliencies. */
  static Saliencies snipSaliencies(LayerGradients measured) {
    return new Saliencies(
        measured.layers().stream()
            .map(
                layer ->
                    new Saliencies.Layer(layer.node(), layer.outChannels(), Snip.saliencies(layer)))
            .toList(),
        0);
  }

  static Score score(Saliencies saliencies, int lostDegrees) {
    if (saliencies.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (Saliencies.Layer layer : saliencies.layers()) {
      sum += ofLayer(layer, saliencies.logScale(), lostDegrees);
    }
    return Score.of(sum);
  }

  /** Returns one layer's ratio. */
  static double ofLayer(Saliencies.Layer layer, double logScale, int lostDegrees) {
    double sum = Sums.sum(layer.values());
    double deviation =
        layer.values().length == 1 ? 0 : Sums.standardDeviation(layer.values(), lostDegrees);
    if (deviation != 0) {
      return sum / deviation;
    }
    return sum == 0 ? 0 : StrictMath.exp(logScale + StrictMath.log(sum));
  }
}
