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

  /** Returns what it scores by. */
  Preference preference() {
    return preference;
  }

  @Override
  public double[] scores(List<A> architectures) {
    return scores(architectures, ScoringListener.NONE);
  }

  /** Returns the same, and tells a listener how far it is. */
  double[] scores(List<A> architectures, ScoringListener listener) {
    List<A> unknown =
        architectures.stream().filter(point -> !known.containsKey(point)).distinct().toList();
    int remembered = architectures.size() - unknown.size();
    learn(
        unknown,
        (scored, kept, total) ->
            listener.onProgress(scored, kept + remembered, total + remembered));
    return preference.values(
        architectures.stream().map(point -> known.getOrDefault(point, List.of())).toList());
  }

  private void learn(List<A> unknown, ScoringListener listener) {
    if (unknown.isEmpty()) {
      return;
    }
    try {
      for (ArchitectureScores<A> scored :
          service.get().scores(unknown, preference.metrics(), listener)) {
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
