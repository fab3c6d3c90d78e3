package nas.experiment.score;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Better;
import nas.core.trial.Curve;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.evaluator.NetworkScorer;
import nas.network.Network;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.service.ScoreStore;
import nas.proxy.service.SubjectScorer;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures by one metric, as the proxy service does: what is measured is the
 * {@linkplain Space#representative representative} of all points with one canonical id, what only
 * counts counts each network as it is.
 *
 * @param <A> the architecture
 */
final class MetricScorer<A> implements NetworkScorer<A> {

  private final Space<A> space;
  private final SubjectScorer<A> scorer;
  private final Metric metric;
  private final Objective objective;
  private final SortedMap<String, String> circumstances;

  MetricScorer(
      Space<A> space,
      SubjectScorer<A> scorer,
      Metric metric,
      SortedMap<String, String> circumstances) {
    this.space = space;
    this.scorer = scorer;
    this.metric = metric;
    this.circumstances = circumstances;
    objective =
        Objective.ofScores(
            metric.name(),
            metric.direction() == Direction.HIGHER_IS_BETTER ? Better.HIGHER : Better.LOWER);
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public SortedMap<String, String> circumstances() {
    return new TreeMap<>(circumstances);
  }

  @Override
  public Result score(A architecture) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Network network;
    Network measured;
    try {
      Blueprint<A> blueprint = Blueprint.required(space);
      network = blueprint.network(architecture, scorer.task());
      A representative = space.representative(architecture);
      measured =
          metric.needs().isEmpty() || representative.equals(architecture)
              ? network
              : blueprint.network(representative, scorer.task());
    } catch (InvalidArchitectureException none) {
      return new Result.Failed(FailureKind.UNTRAINABLE, String.valueOf(none.getMessage()));
    }
    try {
      Score score = scorer.scores(measured, List.of(metric)).get(ScoreStore.label(metric));
      return score instanceof Score.Value value
          ? scored(value.value(), network)
          : new Result.Failed(FailureKind.NO_SCORE, whyNone(score));
    } catch (OutOfDeviceMemoryException | OutOfMemoryError e) {
      return new Result.Failed(
          FailureKind.OUT_OF_MEMORY, "memory ran out while it was scored by " + metric.name());
    }
  }

  private static String whyNone(@Nullable Score score) {
    return score instanceof Score.Undefined undefined ? undefined.message() : "it was not scored";
  }

  private Result scored(double value, Network network) {
    SortedMap<String, Double> counted = new TreeMap<>();
    counted.put("parameters", (double) network.parameters());
    counted.put("macs", (double) network.macs());
    return new Result.Trained(
        objective, value, OptionalDouble.of(value), OptionalDouble.empty(), Curve.NONE, counted);
  }
}
