package nas.experiment.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import nas.experiment.score.ScoreTable;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.proxy.service.ArchitectureScores;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringListener;
import nas.strategy.guide.ArchitectureScorer;

/**
 * Scores architectures for strategies by the metrics of the proxy service, the higher the better.
 *
 * <p>Remembers what it has scored, so that repetitions that meet the same architectures do not even
 * ask the service.
 *
 * @param <A> the architecture
 */
final class ProxyScorer<A> implements ArchitectureScorer<A> {

  private final ProxyService<A> service;
  private final List<Metric> metrics;
  private final Map<A, List<Score>> known = new HashMap<>();

  /**
   * Creates a scorer.
   *
   * @param proxy name of a metric, or {@link ScoreTable#VOTE}
   */
  ProxyScorer(ProxyService<A> service, String proxy) {
    this.service = service;
    metrics =
        (proxy.equals(ScoreTable.VOTE) ? Vote.PUBLISHED : List.of(proxy))
            .stream().map(Metrics::named).toList();
  }

  @Override
  public double[] scores(List<A> architectures) {
    learn(architectures.stream().filter(point -> !known.containsKey(point)).distinct().toList());
    List<Vote.Ballot> ballots =
        IntStream.range(0, metrics.size())
            .mapToObj(
                metric ->
                    new Vote.Ballot(
                        metrics.get(metric).direction(),
                        architectures.stream().map(point -> of(point).get(metric)).toList()))
            .toList();
    if (ballots.size() > 1) {
      return IntStream.of(Vote.of(ballots).copeland()).asDoubleStream().toArray();
    }
    double sign = ballots.get(0).direction() == Direction.HIGHER_IS_BETTER ? 1 : -1;
    return ballots.get(0).scores().stream()
        .mapToDouble(
            score -> score instanceof Score.Value value ? sign * value.value() : Double.NaN)
        .toArray();
  }

  private List<Score> of(A architecture) {
    return known.getOrDefault(architecture, List.of());
  }

  private void learn(List<A> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    try {
      for (ArchitectureScores<A> scored : service.scores(unknown, metrics, ScoringListener.NONE)) {
        List<Score> scores = new ArrayList<>();
        for (Metric metric : metrics) {
          scores.add(
              scored
                  .scores()
                  .getOrDefault(
                      metric.name(),
                      new Score.Undefined(Score.Reason.UNSUITABLE, "it was not scored")));
        }
        known.put(scored.architecture(), scores);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(e);
    }
  }
}
