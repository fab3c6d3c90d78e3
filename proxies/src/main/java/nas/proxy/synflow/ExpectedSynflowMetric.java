package nas.proxy.synflow;

import java.util.Optional;
import java.util.Set;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.space.plugin.Paper;

/**
 * {@link ExpectedSynflow} as a metric; it needs no measurement, no data and no seed.
 *
 * <p>Tanaka et al. 2020, arXiv:2006.05467; as a score of networks, Abdelfattah et al. 2021,
 * arXiv:2101.08134.
 */
public final class ExpectedSynflowMetric implements Metric {

  private final ExpectedSynflow synflow;

  /** Creates the metric for networks whose weights are drawn in a certain way. */
  public ExpectedSynflowMetric(ExpectedWeights weights) {
    synflow = new ExpectedSynflow(weights);
  }

  @Override
  public String name() {
    return "synflow-expected";
  }

  @Override
  public String summary() {
    return "The logarithm of the mean over all initial weights of SynFlow, sum |w dR/dw|, in closed"
        + " form: no weights, no data, no passes.";
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
  public Score score(Measurements measurements) {
    return synflow.logScore(measurements.network());
  }
}
