package nas.proxy.synflow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nas.network.Network;
import nas.proxy.Score;
import nas.proxy.synflow.Channels.Block;
import org.jspecify.annotations.Nullable;

/**
 * The logarithm of SynFlow's expectation over all initial weights, from the network graph alone.
 *
 * <p>SynFlow (Tanaka et al. 2020, Pruning neural networks without any data by iteratively
 * conserving synaptic flow, arXiv:2006.05467; as a score of networks, Abdelfattah et al. 2021,
 * arXiv:2101.08134) takes the magnitudes of all weights and biases, removes batch normalisation,
 * feeds an image of ones, and sums |w dR/dw| over the weights w of convolutions and linear layers,
 * R being the sum of the outputs. As nothing is negative, ReLU does nothing, and the score is the
 * derivative of R along the weights, d/ds R(s |w|, |b|) at s = 1: a pair (value v, tangent t) goes
 * forward, through a weighted layer as v' = W v + b, t' = W t + W v.
 *
 * <p>It is a sum over paths of products of independent |w|, no path using a weight twice, so its
 * expectation follows from E|w| and E|b|. Then all output channels of a layer carry the same map:
 *
 * <pre>
 * convolution   v' = C E|w| box(v) + E|b|     t' = C E|w| box(t + v)     (C input channels)
 * linear        v' = C E|w| v + E|b|          t' = C E|w| (t + v)
 * </pre>
 *
 * where box is the sum over the zero-padded window. Concatenations keep one map for each block of
 * equal channels; sums, slices and mean pooling act on both maps. Max pooling takes the largest
 * expected value and its tangent; that the maximum of expectations is not the expected maximum is
 * the only approximation. Networks with other operations, or with weights that several nodes share,
 * have no score.
 *
 * <p>Immutable and safe for use by several threads. The score is the same on every machine.
 */
public final class ExpectedSynflow {

  private final ExpectedWeights weights;
  // Few: one for each size of image and of kernel that networks ever have.
  private final Map<Windows.Key, Windows> windows = new ConcurrentHashMap<>();

  /** Creates the score for networks whose weights are drawn in a certain way. */
  public ExpectedSynflow(ExpectedWeights weights) {
    this.weights = weights;
  }

  /** Returns how the weights are drawn. */
  public ExpectedWeights weights() {
    return weights;
  }

  /**
   * Returns the natural logarithm of the expected score.
   *
   * <p>Undefined if no convolution or linear layer reaches the output, if the images cannot
   * influence it (though biases may), if no weight can, or if the expectation of an operation is
   * not known in closed form.
   *
   * @param network a network of any shape and depth; nodes that do not reach the output are left
   *     out
   */
  public Score logScore(Network network) {
    return new Evaluation(network).score();
  }

  Windows windows(Windows.Key key) {
    return windows.computeIfAbsent(key, Windows::new);
  }

  /** One pass through one network. */
  private final class Evaluation {

    private final Network network;
    private final ExpectedOperations operations;
    private boolean weighted;

    Evaluation(Network network) {
      this.network = network;
      operations = new ExpectedOperations(ExpectedSynflow.this, network);
    }

    Score score() {
      List<Network.Node> nodes = network.nodes();
      boolean[] live = live(nodes);
      Channels[] outputs = new Channels[nodes.size()];
      Channels output = Channels.of(1, Flow.ZERO);
      for (int index = 0; index < outputs.length; index++) {
        if (live[index]) {
          Network.Node node = nodes.get(index);
          @Nullable Channels found = operations.output(node, outputs);
          if (found == null) {
            return unknown(node);
          }
          weighted |= node.operation().hasWeights();
          output = found;
          outputs[index] = output;
        }
      }
      return score(output);
    }

    private static Score unknown(Network.Node node) {
      String why =
          node.shares() == node.index()
              ? "no expectation is known of what " + node.operation().kind() + " yields"
              : "no expectation is known of weights that several nodes share";
      return new Score.Undefined(
          Score.Reason.UNSUITABLE, "node %s: %s".formatted(node.name(), why));
    }

    private Score score(Channels output) {
      if (!weighted) {
        return new Score.Undefined(
            Score.Reason.NO_WEIGHTS, "no convolution or linear layer reaches the output");
      }
      Block sum = output.joined();
      if (!sum.flow().fromImage() || sum.flow().value() == null) {
        return new Score.Undefined(
            Score.Reason.NO_PATH, "no path leads from the images to the output");
      }
      FeatureMap tangent = sum.flow().tangent();
      if (tangent == null) {
        return new Score.Undefined(
            Score.Reason.NON_FINITE,
            "the score is the logarithm of 0: no path to the output uses a weight");
      }
      return Score.of(tangent.logSum() + StrictMath.log(sum.weight()));
    }

    private boolean[] live(List<Network.Node> nodes) {
      boolean[] live = new boolean[nodes.size()];
      live[live.length - 1] = true;
      for (int index = live.length - 1; index >= 0; index--) {
        if (live[index]) {
          List<Integer> inputs = nodes.get(index).inputs();
          for (int i = 0; i < inputs.size(); i++) {
            live[inputs.get(i)] = true;
          }
        }
      }
      return live;
    }
  }
}
