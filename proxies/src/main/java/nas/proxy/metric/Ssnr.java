package nas.proxy.metric;

import java.util.List;
import java.util.Locale;
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
final class Ssnr implements MetricPlugin<Ssnr.Settings> {

  /**
   * The settings.
   *
   * @param saliencies of which metric
   * @param divisor of the variance
   */
  record Settings(
      @Setting(value = "Whose saliencies", byDefault = "snip") Saliency saliencies,
      @Setting(
              value =
                  "Divisor of the variance of n saliencies: n - 1 (sample) as in the authors' code,"
                      + " or n (population) as on their poster",
              byDefault = "sample")
          Divisor divisor) {}

  /** Whose saliencies. */
  enum Saliency {
    /** Those of snip, |w * dL/dw|, with batch normalisation. */
    SNIP,
    /** Those of synflow, without it. */
    SYNFLOW
  }

  /** The divisor of a variance of n numbers. */
  enum Divisor {
    /** It is n - 1. */
    SAMPLE("divisor n - 1", 1),
    /** It is n. */
    POPULATION("divisor n", 0);

    private final String words;
    private final int lostDegrees;

    Divisor(String words, int lostDegrees) {
      this.words = words;
      this.lostDegrees = lostDegrees;
    }
  }

  @Override
  public String name() {
    return "ssnr";
  }

  @Override
  public String summary() {
    return "Sum over layers of sum / standard deviation of saliencies";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.empty();
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "ssnr-snip",
            new Settings(Saliency.SNIP, Divisor.SAMPLE),
            "ssnr-snip-population",
            new Settings(Saliency.SNIP, Divisor.POPULATION),
            "ssnr-synflow",
            new Settings(Saliency.SYNFLOW, Divisor.SAMPLE),
            "ssnr-synflow-population",
            new Settings(Saliency.SYNFLOW, Divisor.POPULATION)));
  }

  @Override
  public Metric create(Settings settings) {
    int lostDegrees = settings.divisor().lostDegrees;
    String summary =
        "Sum over layers of sum / standard deviation ("
            + settings.divisor().words
            + ") of "
            + settings.saliencies().name().toLowerCase(Locale.ROOT)
            + "'s saliencies";
    return settings.saliencies() == Saliency.SNIP
        ? Formula.of(
            name(),
            summary,
            paper(),
            List.of(new LossGradients(1)),
            measured -> score(snipSaliencies(measured.get(new LossGradients(1))), lostDegrees))
        : Formula.of(
            name(),
            summary,
            paper(),
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
