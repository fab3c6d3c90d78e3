package nas.proxy.metric;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.NamedMetric;
import nas.proxy.synflow.ExpectedSynflowPlugin;

/**
 * All metrics of this module, by name.
 *
 * <p>Variants of a formula, such as that of a paper's code where it differs from the paper, are
 * settings with names of their own. {@link Vote} is none of them: it ranks networks, but scores
 * none.
 */
public final class Metrics {

  private static final AzNas EXPRESSIVITY = new AzNas(AzNas.Part.EXPRESSIVITY);
  private static final AzNas PROGRESSIVITY = new AzNas(AzNas.Part.PROGRESSIVITY);
  private static final AzNas TRAINABILITY = new AzNas(AzNas.Part.TRAINABILITY);
  private static final Swap SWAP = new Swap();
  private static final Near NEAR = new Near();

  private static final List<MetricPlugin<?>> PLUGINS =
      List.of(
          Counts.PARAMS,
          Counts.MACS,
          Counts.LAYERS,
          L2Norm.METRIC,
          GradNorm.METRIC,
          Plain.METRIC,
          Snip.METRIC,
          Grasp.METRIC,
          new Fisher(),
          JacobCov.METRIC,
          JacobianCosine.METRIC,
          new HiddenCovariance(),
          ActivationDistance.METRIC,
          Nwot.METRIC,
          LayerwiseNwot.METRIC,
          new Zico(),
          new Ssnr(),
          new TCet(),
          EpeNas.METRIC,
          new Synflow(),
          new ExpectedSynflowPlugin(),
          LogSynflow.METRIC,
          new Meco(),
          EXPRESSIVITY,
          PROGRESSIVITY,
          TRAINABILITY,
          SWAP,
          NEAR,
          new Vkdnw(),
          new Wrcor(),
          new GradSign(),
          new Zen(),
          new NtkCondition(),
          new LinearRegions());

  private static final List<Metric> ALL =
      PLUGINS.stream()
          .flatMap(Metrics::presets)
          .sorted(Comparator.comparing(Metric::name))
          .toList();

  private Metrics() {}

  private static <S extends Record> Stream<Metric> presets(MetricPlugin<S> plugin) {
    return plugin.presets().entrySet().stream()
        .map(preset -> NamedMetric.of(plugin, preset.getValue(), preset.getKey()));
  }

  /** Returns the plug-ins; each names its settings as presets, all defaults among them. */
  public static List<MetricPlugin<?>> plugins() {
    return PLUGINS;
  }

  /** Returns all metrics with the settings that have names, sorted by name. */
  public static List<Metric> all() {
    return ALL;
  }

  /**
   * Returns those metrics that draw weights, images or rows by default with the settings by which
   * they read those of all others, so that whoever has the same finds the same; by their plain
   * names.
   */
  public static List<Metric> undrawn() {
    return List.of(
        EXPRESSIVITY.onMinibatch(),
        PROGRESSIVITY.onMinibatch(),
        TRAINABILITY.onMinibatch(),
        SWAP.withInitialWeights(),
        NEAR.onFirstRows());
  }

  /** Returns the names of all metrics, sorted. */
  public static List<String> names() {
    return ALL.stream().map(Metric::name).toList();
  }

  /** Returns the metric of this exact name, if there is one. */
  public static Optional<Metric> find(String name) {
    return ALL.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  /**
   * Returns the metric of a name.
   *
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static Metric named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no metric " + ErrorText.quote(name) + ". Maybe " + advice(name)));
  }

  private static String advice(String name) {
    return ErrorText.nearest(name, names())
            .map(nearest -> "you mean " + nearest)
            .orElse("use one of " + String.join(", ", names()))
        + ".";
  }
}
