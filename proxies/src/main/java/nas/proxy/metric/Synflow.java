package nas.proxy.metric;

import java.util.List;
import nas.network.Network;
import nas.network.Operation;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;
import nas.proxy.probe.SynflowTangent;

/**
 * Synaptic flow: the natural logarithm of the sum over weights of |w * dR/dw|; R is the sum of the
 * logits for one image of ones, all parameters replaced by their absolute values, batch
 * normalisation removed.
 *
 * <p>Tanaka et al. 2020, arXiv:2006.05467; as the score of a network Abdelfattah et al. 2021,
 * arXiv:2101.08134. The logarithm keeps the order and is needed because the sum reaches 1e68 and
 * more. Three ways: {@code synflow} by one forward pass that carries a derivative, {@code
 * synflow-backprop} by back-propagation, equal up to rounding, and {@code
 * synflow-backprop-reduction-bn} as the published code computes it on NAS-Bench-201, where it
 * leaves the batch normalisations of the two reduction blocks in place.
 */
final class Synflow {

  /** By a forward pass. */
  static final Metric FORWARD =
      Formula.of(
          "synflow",
          "log sum |w * dR/dw|, R the sum of logits of the network of absolute weights for an image"
              + " of ones, exactly, by one forward pass",
          Papers.SYNFLOW,
          List.of(new SynflowTangent()),
          measured -> forward(measured.get(new SynflowTangent()), measured.network()));

  /** By back-propagation. */
  static final Metric BACKPROP =
      backprop("synflow-backprop", "by back-propagation", new SynflowGradients(false));

  /** By back-propagation, with some batch normalisations kept. */
  static final Metric BACKPROP_REDUCTION_BN =
      backprop(
          "synflow-backprop-reduction-bn",
          "by back-propagation, batch normalisation kept in NAS-Bench-201's reduction blocks",
          new SynflowGradients(true));

  private Synflow() {}

  private static Metric backprop(String name, String how, SynflowGradients probe) {
    return Formula.of(
        name,
        "log sum |w * dR/dw|, R the sum of logits of the network of absolute weights for an image"
            + " of ones, "
            + how,
        Papers.SYNFLOW,
        List.of(probe),
        measured -> backward(measured.get(probe)));
  }

  static Score forward(double logScore, Network network) {
    if (logScore != Double.NEGATIVE_INFINITY) {
      return Score.of(logScore);
    }
    boolean weights =
        network.live().nodes().stream()
            .map(Network.Node::operation)
            .anyMatch(Operation::hasWeights);
    return weights ? Undefined.noPath() : Undefined.noWeights();
  }

  static Score backward(Saliencies saliencies) {
    if (saliencies.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (Saliencies.Layer layer : saliencies.layers()) {
      sum += Sums.sum(layer.values());
    }
    return sum == 0 ? Undefined.noPath() : Score.of(saliencies.logScale() + StrictMath.log(sum));
  }
}
