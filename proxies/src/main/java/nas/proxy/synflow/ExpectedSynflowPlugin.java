package nas.proxy.synflow;

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

/**
 * {@link ExpectedSynflow} as a metric; it needs no measurement, no data and no seed.
 *
 * <p>Tanaka et al. 2020, arXiv:2006.05467; as a score of networks, Abdelfattah et al. 2021,
 * arXiv:2101.08134.
 *
 * <p>Which initial weights the mean is over changes the ranking, as SynFlow removes batch
 * normalisation: the mean magnitude of a weight is 2.26 times greater where it is normal than where
 * it is drawn as PyTorch does, so that depth counts more, and the benchmark's way scales by the
 * channels written where the others scale by those read. Spearman's correlation with published
 * scores of 292 NAS-Bench-101 networks, which were drawn in the benchmark's way, is .9999 for
 * {@link ExpectedWeights#NASBENCH101}, .9959 for {@link ExpectedWeights#KAIMING_NORMAL} and .9856
 * for {@link ExpectedWeights#PYTORCH_DEFAULT}; with those of NAS-Bench-201, drawn in PyTorch's way,
 * it is .9998 for the last one.
 */
public final class ExpectedSynflowPlugin implements MetricPlugin<ExpectedSynflowPlugin.Settings> {

  /**
   * The settings.
   *
   * @param weights how the weights are drawn that the mean is over
   */
  public record Settings(
      @Setting(
              value =
                  "How the initial weights are drawn: uniform as PyTorch does by default, normal with"
                      + " variance 2 / fanIn, or as in the published scores of NAS-Bench-101",
              byDefault = "pytorch-default")
          ExpectedWeights weights) {}

  @Override
  public String name() {
    return "synflow-expected";
  }

  @Override
  public String summary() {
    return summary(ExpectedWeights.PYTORCH_DEFAULT);
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Tanaka et al.",
            2020,
            "Pruning neural networks without any data by iteratively conserving synaptic flow",
            "arXiv:2006.05467"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "synflow-expected",
            new Settings(ExpectedWeights.PYTORCH_DEFAULT),
            "synflow-expected-kaiming",
            new Settings(ExpectedWeights.KAIMING_NORMAL),
            "synflow-expected-nasbench101",
            new Settings(ExpectedWeights.NASBENCH101)));
  }

  @Override
  public Metric create(Settings settings) {
    ExpectedSynflow synflow = new ExpectedSynflow(settings.weights());
    return Formula.of(
        name(),
        summary(settings.weights()),
        paper(),
        List.of(),
        measured -> synflow.logScore(measured.network()));
  }

  private static String summary(ExpectedWeights weights) {
    return "log of the mean of synflow's sum |w * dR/dw| over all initial weights, "
        + drawn(weights)
        + ", in closed form: no weights, no images, no passes";
  }

  private static String drawn(ExpectedWeights weights) {
    return switch (weights) {
      case PYTORCH_DEFAULT -> "uniform as PyTorch draws them by default";
      case KAIMING_NORMAL -> "normal with variance 2 / fanIn";
      case NASBENCH101 ->
          "drawn as in the published scores of NAS-Bench-101 (which it ranks alike to .9999,"
              + " synflow-expected to .9856)";
    };
  }
}
