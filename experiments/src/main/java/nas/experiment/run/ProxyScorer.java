package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Preference;
import nas.proxy.service.ArchitectureScores;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringListener;
import nas.space.SearchSpace;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.guide.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures for strategies by the metrics of the proxy service, the higher the better.
 *
 * <p>To a search, points with one canonical id are one architecture, so it is their {@linkplain
 * SearchSpace#representative representative} that is scored. Remembers what it has scored, so that
 * repetitions that meet the same architectures do not even ask the service. Safe for use by several
 * threads: what is known they read side by side, what is not is scored for one after the other.
 *
 * @param <A> the architecture
 */
final class ProxyScorer<A> {

  private final SearchSpace<A> space;
  private final Supplier<ProxyService<A>> service;
  private final Preference preference;
  private final Map<A, List<Score>> known = new ConcurrentHashMap<>();
  private final Object ranks = new Object();

  private @Nullable List<Warmup.Scored<A>> wholeSpace;

  /**
   * Creates a scorer.
   *
   * @param service asked when something is first scored
   */
  ProxyScorer(SearchSpace<A> space, Supplier<ProxyService<A>> service, Preference preference) {
    this.space = space;
    this.service = service;
    this.preference = preference;
  }

  /** Returns what it scores by. */
  Preference preference() {
    return preference;
  }

  /** Returns the scorer, which tells a listener how far it is. */
  ArchitectureScorer<A> telling(ScoringListener listener) {
    return new ArchitectureScorer<>() {
      @Override
      public double[] scores(List<A> architectures) {
        return ProxyScorer.this.scores(architectures, listener);
      }

      @Override
      public boolean comparesCandidates() {
        return preference.rule() != Preference.Rule.SCORE;
      }

      /** {@inheritDoc} Ranks once for all repetitions. */
      @Override
      public List<Warmup.Scored<A>> ranking(SearchSpace<A> whole) {
        synchronized (ranks) {
          List<Warmup.Scored<A>> ranking = wholeSpace;
          if (ranking == null) {
            ranking = ArchitectureScorer.super.ranking(whole);
            wholeSpace = ranking;
          }
          return ranking;
        }
      }
    };
  }

  private double[] scores(List<A> architectures, ScoringListener listener) {
    List<A> representatives = architectures.stream().map(space::representative).toList();
    if (!known.keySet().containsAll(representatives)) {
      learn(representatives, listener);
    }
    return preference.values(
        representatives.stream().map(point -> known.getOrDefault(point, List.of())).toList());
  }

  private synchronized void learn(List<A> representatives, ScoringListener listener) {
    List<A> unknown =
        representatives.stream().filter(point -> !known.containsKey(point)).distinct().toList();
    if (unknown.isEmpty()) {
      return;
    }
    int remembered = representatives.size() - unknown.size();
    try {
      for (ArchitectureScores<A> scored :
          service
              .get()
              .scores(
                  unknown,
                  preference.metrics(),
                  (done, kept, total) ->
                      listener.onProgress(done, kept + remembered, total + remembered))) {
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
