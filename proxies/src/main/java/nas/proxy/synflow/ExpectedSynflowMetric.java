package nas.proxy.synflow;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;

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
public final class ExpectedSynflowMetric implements Metric {

  private final ExpectedSynflow synflow;

  /** Creates the metric for networks whose weights are drawn in a certain way. */
  public ExpectedSynflowMetric(ExpectedWeights weights) {
    synflow = new ExpectedSynflow(weights);
  }

  /**
   * Returns {@code synflow-expected} for PyTorch's default weights, {@code
   * synflow-expected-kaiming} and {@code synflow-expected-nasbench101} for the others.
   */
  @Override
  public String name() {
    return switch (synflow.weights()) {
      case PYTORCH_DEFAULT -> "synflow-expected";
      case KAIMING_NORMAL -> "synflow-expected-kaiming";
      case NASBENCH101 -> "synflow-expected-nasbench101";
    };
  }

  @Override
  public String summary() {
    return "log of the mean of synflow's sum |w * dR/dw| over all initial weights, "
        + drawn()
        + ", in closed form: no weights, no images, no passes";
  }

  private String drawn() {
    return switch (synflow.weights()) {
      case PYTORCH_DEFAULT -> "uniform as PyTorch draws them by default";
      case KAIMING_NORMAL -> "normal with variance 2 / fanIn";
      case NASBENCH101 ->
          "drawn as in the published scores of NAS-Bench-101 (which it ranks alike to .9999,"
              + " synflow-expected to .9856)";
    };
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
  public Direction direction() {
    return Direction.HIGHER_IS_BETTER;
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<Probe<?>> needs() {
    return Set.of();
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public Score score(Measurements measurements) {
    return synflow.logScore(measurements.network());
  }
}
