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
import nas.proxy.probe.LayerSpectra;
import nas.proxy.probe.OutputRanks;

/**
 * How many independent directions layers yield, before and after activation functions: sum of the
 * effective ranks exp(-sum p log p), p the shares of the singular values of a square part of what a
 * layer yields.
 *
 * <p>NEAR, Husistein, Reiher and Eckhoff 2025, arXiv:2408.08776. The part has as many rows, one
 * after the other, as there are channels; rows are images and places. Where it begins is drawn, as
 * in the authors' code (github.com/ReiherGroup/NEAR), which lets it begin at rows of the image
 * only. A layer of zeros counts 0.
 */
final class Near implements MetricPlugin<Near.Settings> {

  /**
   * The settings.
   *
   * @param images number of images
   * @param rows which rows are taken
   */
  record Settings(
      @Setting(
              value = "Images of the minibatch that are read, the first ones",
              byDefault = "16",
              min = 1,
              max = 4096)
          int images,
      @Setting(
              value = "Where the rows begin that are taken: drawn for each layer, or the first",
              byDefault = "drawn")
          Window rows) {}

  /** Which rows are taken. */
  enum Window {
    /** As many as there are channels, from a row that is drawn. */
    DRAWN,
    /** The first. */
    FIRST
  }

  @Override
  public String name() {
    return "near";
  }

  @Override
  public String summary() {
    return "Sum over layers, normalisations and activation functions of the effective rank of what"
        + " they yield, exp(-sum p log p), p the shares of singular values";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.NEAR;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of("near", new Settings(16, Window.DRAWN)));
  }

  /** Returns the metric on the first rows. */
  Metric onFirstRows() {
    return create(new Settings(16, Window.FIRST));
  }

  @Override
  public Metric create(Settings settings) {
    OutputRanks ranks = new OutputRanks(settings.images(), settings.rows() == Window.FIRST);
    return Formula.of(this, List.of(ranks), measured -> score(measured.get(ranks)));
  }

  static Score score(LayerSpectra spectra) {
    if (spectra.layers().isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_WEIGHTS, "the network executes no layer");
    }
    double sum = 0;
    for (LayerSpectra.Layer layer : spectra.layers()) {
      sum += effectiveRank(layer.singularValues());
    }
    return Score.of(sum);
  }

  private static double effectiveRank(double[] singularValues) {
    double sum = Sums.sum(singularValues);
    if (sum == 0) {
      return 0;
    }
    double entropy = 0;
    for (double value : singularValues) {
      double share = value / sum;
      entropy -= share == 0 ? 0 : share * StrictMath.log(share);
    }
    return StrictMath.exp(entropy);
  }
}
