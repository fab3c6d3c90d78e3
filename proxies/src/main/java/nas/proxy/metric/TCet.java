package nas.proxy.metric;

import java.util.HashMap;
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
import nas.proxy.probe.Kernels;
import nas.proxy.probe.LayerKernels;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;

/**
 * Trainability times expressivity, layer by layer: sum over layers of SSNR_l * lnwot_l, see {@code
 * ssnr-synflow} and {@code lnwot}.
 *
 * <p>As the authors' code (github.com/iViolinSolo/zero-cost-proxies) but for one defect: that code
 * pairs the two lists of layers by position, one in the order of execution, the other in the order
 * of definition, so that it can multiply values of different layers; here a layer is paired with
 * itself. Layers that do not reach the output have no saliency and add nothing. {@code t-cet} takes
 * synflow's saliencies, that code's default, {@code t-cet-snip} those of snip.
 */
final class TCet implements MetricPlugin<TCet.Settings> {

  /**
   * The settings.
   *
   * @param saliencies of which metric
   */
  record Settings(
      @Setting(value = "Whose saliencies", byDefault = "synflow") Ssnr.Saliency saliencies) {}

  @Override
  public String name() {
    return "t-cet";
  }

  @Override
  public String summary() {
    return "Sum over layers of the layer's ssnr-synflow times the layer's lnwot";
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
            "t-cet",
            new Settings(Ssnr.Saliency.SYNFLOW),
            "t-cet-snip",
            new Settings(Ssnr.Saliency.SNIP)));
  }

  @Override
  public Metric create(Settings settings) {
    return settings.saliencies() == Ssnr.Saliency.SYNFLOW
        ? Formula.of(
            this,
            List.of(new SynflowGradients(false), new LayerKernels()),
            measured ->
                score(measured.get(new SynflowGradients(false)), measured.get(new LayerKernels())))
        : Formula.of(
            name(),
            "Sum over layers of the layer's ssnr-snip times the layer's lnwot",
            paper(),
            List.of(new LossGradients(1), new LayerKernels()),
            measured ->
                score(
                    Ssnr.snipSaliencies(measured.get(new LossGradients(1))),
                    measured.get(new LayerKernels())));
  }

  static Score score(Saliencies saliencies, Kernels kernels) {
    if (saliencies.layers().isEmpty() || kernels.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    Map<String, Saliencies.Layer> byNode = new HashMap<>();
    for (Saliencies.Layer layer : saliencies.layers()) {
      byNode.put(layer.node(), layer);
    }
    double sum = 0;
    for (Kernels.Layer kernel : kernels.layers()) {
      if (kernel.matrix().length < 2) {
        return Undefined.tooFewImages(kernel.matrix().length);
      }
      Saliencies.Layer layer = byNode.get(kernel.node());
      if (layer != null) {
        sum += Ssnr.ofLayer(layer, saliencies.logScale(), 1) * LayerwiseNwot.ofLayer(kernel);
      }
    }
    return Score.of(sum);
  }
}
