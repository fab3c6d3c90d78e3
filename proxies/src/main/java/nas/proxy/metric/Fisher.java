package nas.proxy.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
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
final class Fisher implements MetricPlugin<Fisher.Settings> {

  /**
   * The settings.
   *
   * @param over what is summed over
   */
  record Settings(
      @Setting(
              value =
                  "What is summed over: weights, each with the information of its output channel as"
                      + " in published code, or channels as in the paper",
              byDefault = "weights")
          Summands over) {}

  /** What is summed over. */
  enum Summands {
    /** Weights: a channel counts as often as it has weights. */
    WEIGHTS,
    /** Output channels. */
    CHANNELS
  }

  @Override
  public String name() {
    return "fisher";
  }

  @Override
  public String summary() {
    return "Sum over weights or output channels of the channel's Fisher information,"
        + " sum_n (sum_hw a * dL/da)^2 / (2 N)";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.ZERO_COST;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "fisher",
            new Settings(Summands.WEIGHTS),
            "fisher-channels",
            new Settings(Summands.CHANNELS)));
  }

  @Override
  public Metric create(Settings settings) {
    boolean perWeight = settings.over() == Summands.WEIGHTS;
    return Formula.of(
        name(),
        perWeight
            ? "Sum over weights of their output channel's Fisher information,"
                + " sum_n (sum_hw a * dL/da)^2 / (2 N)"
            : "Sum over output channels of their Fisher information,"
                + " sum_n (sum_hw a * dL/da)^2 / (2 N)",
        perWeight ? Papers.ZERO_COST : Papers.BLOCKSWAP,
        List.of(new ChannelProducts()),
        measured -> score(measured.get(new ChannelProducts()), perWeight));
  }

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
