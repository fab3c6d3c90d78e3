package nas.proxy.metric;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.proxy.Metric;
import nas.proxy.synflow.ExpectedSynflowMetric;
import nas.proxy.synflow.ExpectedWeights;

/**
 * All metrics of this module, by name.
 *
 * <p>Variants of a formula, such as that of a paper's code where it differs from the paper, are
 * metrics with names of their own. {@link Vote} is none of them: it ranks networks, but scores
 * none.
 */
public final class Metrics {

  private static final List<Metric> ALL =
      Stream.of(
              NetworkSize.PARAMS,
              NetworkSize.MACS,
              NetworkSize.LAYERS,
              L2Norm.METRIC,
              GradNorm.METRIC,
              Plain.METRIC,
              Snip.METRIC,
              Grasp.METRIC,
              Fisher.PER_WEIGHT,
              Fisher.PER_CHANNEL,
              JacobCov.METRIC,
              Nwot.METRIC,
              LayerwiseNwot.METRIC,
              Zico.SIGNED,
              Zico.ABSOLUTE,
              Zico.ACCUMULATED,
              Ssnr.SNIP,
              Ssnr.SNIP_POPULATION,
              Ssnr.SYNFLOW,
              Ssnr.SYNFLOW_POPULATION,
              TCet.SYNFLOW,
              TCet.SNIP,
              EpeNas.METRIC,
              Synflow.FORWARD,
              Synflow.BACKPROP,
              Synflow.BACKPROP_REDUCTION_BN,
              new ExpectedSynflowMetric(ExpectedWeights.PYTORCH_DEFAULT),
              new ExpectedSynflowMetric(ExpectedWeights.KAIMING_NORMAL),
              new ExpectedSynflowMetric(ExpectedWeights.NASBENCH101),
              Zen.PAPER,
              Zen.CODE,
              TeNas.NTK_CONDITION,
              TeNas.LINEAR_REGIONS)
          .sorted(Comparator.comparing(Metric::name))
          .toList();

  private Metrics() {}

  /** Returns all metrics, sorted by name. */
  public static List<Metric> all() {
    return ALL;
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
