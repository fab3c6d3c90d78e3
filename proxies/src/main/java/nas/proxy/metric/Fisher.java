package nas.proxy.metric;

import java.util.List;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.ChannelProducts;
import nas.proxy.probe.ChannelSums;

/**
 * Estimated increase of the loss by removing a channel of activations, summed over the network.
 *
 * <p>For output channel c of a convolution or linear layer, with activations a (bias included) and
 * N images, delta_c = 1 / (2 N) * sum_n (sum over pixels of a * dL/da)^2.
 *
 * <p>Turner et al. 2020, arXiv:1906.04113 (after Theis et al. 2018, arXiv:1801.05787), sum delta_c
 * over channels: {@code fisher-channels}. The code of Abdelfattah et al. 2021, arXiv:2101.08134,
 * gives every weight the delta of its channel and sums over weights, so that a channel counts
 * inChannels / groups * kernel * kernel times. The latter is the metric whose correlations are
 * published everywhere, and so has the plain name.
 */
final class Fisher {

  /** Every channel counts as often as it has weights. */
  static final Metric PER_WEIGHT =
      Formula.of(
          "fisher",
          "Sum over weights of their output channel's Fisher information,"
              + " sum_n (sum_hw a * dL/da)^2 / (2 N)",
          Papers.ZERO_COST,
          List.of(new ChannelProducts()),
          measured -> score(measured.get(new ChannelProducts()), true));

  /** Every channel counts once. */
  static final Metric PER_CHANNEL =
      Formula.of(
          "fisher-channels",
          "Sum over output channels of their Fisher information,"
              + " sum_n (sum_hw a * dL/da)^2 / (2 N)",
          Papers.BLOCKSWAP,
          List.of(new ChannelProducts()),
          measured -> score(measured.get(new ChannelProducts()), false));

  private Fisher() {}

  static Score score(ChannelSums measured, boolean perWeight) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double total = 0;
    for (ChannelSums.Layer layer : measured.layers()) {
      double squares = 0;
      for (double[] image : layer.sums()) {
        for (double channel : image) {
          squares += channel * channel;
        }
      }
      double deltas = squares / (2.0 * layer.sums().length);
      total += perWeight ? deltas * layer.weightsPerChannel() : deltas;
    }
    return Score.of(total);
  }
}
