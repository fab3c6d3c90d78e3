package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import nas.experiment.score.ColumnMetric;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Preference;
import nas.proxy.service.ArchitectureScores;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringListener;
import nas.space.Space;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.guide.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures for strategies by the metrics of the proxy service, the higher the better.
 *
 * <p>To a search, points with one canonical id are one architecture, so it is their {@linkplain
 * Space#representative representative} that is scored. Remembers what it has scored, so that
 * repetitions that meet the same architectures do not even ask the service. Safe for use by several
 * threads: what is known they read side by side, what is not is scored for one after the other.
 *
 * @param <A> the architecture
 */
final class ProxyScorer<A> {

  private static final Score UNSCORED =
      new Score.Undefined(Score.Reason.UNSUITABLE, "it was not scored");

  private final Space<A> space;
  private final Supplier<ProxyService<A>> service;
  private final Preference preference;
  private final ScoreColumns<A> columns;
  private final List<Metric> measured;

  /** What the service said, by representative and metric. */
  private final Map<A, Map<String, Score>> known = new ConcurrentHashMap<>();

  /** What architectures are worth where that is one score, whatever others there are. */
  private final Map<A, Double> worths = new ConcurrentHashMap<>();

  private final Object ranks = new Object();

  private @Nullable List<Warmup.Scored<A>> wholeSpace;

  /**
   * Creates a scorer.
   *
   * @param service asked when something is first scored by a metric of networks
   * @param columns knows the scores that are columns of a table
   */
  ProxyScorer(
      Space<A> space,
      Supplier<ProxyService<A>> service,
      ScoreColumns<A> columns,
      Preference preference) {
    this.columns = columns;
    measured =
        preference.metrics().stream().filter(metric -> !(metric instanceof ColumnMetric)).toList();
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
      public List<Warmup.Scored<A>> ranking(Space<A> whole) {
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
    if (preference.rule() != Preference.Rule.SCORE) {
      return compared(architectures, listener);
    }
    double[] scores = new double[architectures.size()];
    for (int i = 0; i < scores.length; i++) {
      Double worth = worths.get(architectures.get(i));
      if (worth == null) {
        scores = compared(architectures, listener);
        for (int k = 0; k < scores.length; k++) {
          worths.put(architectures.get(k), scores[k]);
        }
        return scores;
      }
      scores[i] = worth;
    }
    return scores;
  }

  private double[] compared(List<A> architectures, ScoringListener listener) {
    List<A> representatives =
        measured.isEmpty()
            ? architectures
            : architectures.stream().map(space::representative).toList();
    if (!measured.isEmpty() && !known.keySet().containsAll(representatives)) {
      learn(representatives, listener);
    }
    List<List<Score>> scores = new ArrayList<>(architectures.size());
    for (int i = 0; i < architectures.size(); i++) {
      List<Score> own = new ArrayList<>();
      for (Metric metric : preference.metrics()) {
        own.add(
            metric instanceof ColumnMetric column
                ? columns.score(column, architectures.get(i))
                : known
                    .getOrDefault(representatives.get(i), Map.of())
                    .getOrDefault(metric.name(), UNSCORED));
      }
      scores.add(own);
    }
    return preference.values(scores);
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
                  measured,
                  (done, kept, total) ->
                      listener.onProgress(done, kept + remembered, total + remembered))) {
        known.put(scored.architecture(), scored.scores());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(e);
    }
  }
}
