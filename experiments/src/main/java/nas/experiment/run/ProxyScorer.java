package nas.experiment.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Preference;
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

  private final Supplier<ProxyService<A>> service;
  private final Preference preference;
  private final Map<A, List<Score>> known = new HashMap<>();

  /**
   * Creates a scorer.
   *
   * @param service asked when something is first scored
   */
  ProxyScorer(Supplier<ProxyService<A>> service, Preference preference) {
    this.service = service;
    this.preference = preference;
  }

  @Override
  public double[] scores(List<A> architectures) {
    learn(architectures.stream().filter(point -> !known.containsKey(point)).distinct().toList());
    return preference.values(
        architectures.stream().map(point -> known.getOrDefault(point, List.of())).toList());
  }

  private void learn(List<A> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    try {
      for (ArchitectureScores<A> scored :
          service.get().scores(unknown, preference.metrics(), ScoringListener.NONE)) {
        List<Score> scores = new ArrayList<>();
        for (Metric metric : preference.metrics()) {
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
