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
import nas.proxy.probe.HiddenStates;
import nas.proxy.probe.StateRows;

/**
 * How differently the features of a recurrent layer's states behave: -sum_i (log(v_i + k) + 1 /
 * (v_i + k)), v_i the eigenvalues of the correlation matrix of the features, k = 1e-5.
 *
 * <p>Serianni and Kalita 2023, arXiv:2306.00288. A feature's values are those with which the steps
 * begin, for all examples: the first are zeros. Each feature that follows from others costs up to
 * 1e5, so a batch has fewer steps than a layer has features only at the price of such a sum. At
 * most -N for N features, where nothing correlates.
 */
final class HiddenCovariance implements MetricPlugin<HiddenCovariance.Settings> {

  private static final String NAME = "hidden-covariance";

  /**
   * The settings.
   *
   * @param layer which recurrent layer, from 1 at the input
   */
  record Settings(
      @Setting(
              value = "Which recurrent layer, from 1 for that at the input",
              byDefault = "1",
              min = 1,
              max = 100)
          int layer) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "Minus the sum over eigenvalues v of the correlations of a recurrent layer's features of"
        + " log(v + k) + 1 / (v + k), k = 1e-5";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.RECURRENT;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of(NAME, new Settings(1)));
  }

  @Override
  public Metric create(Settings settings) {
    return Formula.of(
        this,
        List.of(new HiddenStates()),
        measured -> score(measured.get(new HiddenStates()), settings.layer()));
  }

  static Score score(StateRows states, int layer) {
    int layers = states.layers().size();
    if (layers < layer) {
      return new Score.Undefined(
          Score.Reason.UNSUITABLE,
          layers == 0
              ? "the network has no recurrent layer"
              : "the network has %d recurrent layer(s), and layer %d is asked for"
                  .formatted(layers, layer));
    }
    return JacobCov.ofRows(
        states.layers().get(layer - 1).rows(), "a feature of a recurrent layer's states");
  }
}
