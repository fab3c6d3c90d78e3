package nas.proxy.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import nas.core.UserException;
import nas.engine.data.Dataset;
import nas.network.Network;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures without training them.
 *
 * <p>Architectures with one canonical id are measured once, as their {@linkplain
 * Space#representative representative}, and networks without a space once for each {@linkplain
 * Network#digest() digest}; what was measured before, by this process or another, is taken from the
 * store. A score depends on space, representative, metric, data, settings and seed alone: not on
 * where and in how many threads or processes networks are measured, the order of architectures or
 * what else is scored. What is new is stored in the order of the architectures.
 *
 * <p>Metrics that need no measurement are computed for each architecture as it is, in this process:
 * that costs less than to ask elsewhere. They are stored apart, as they depend on nothing but space
 * and task.
 *
 * <p>Safe for use by several threads, for which is scored one after the other: one scoring uses all
 * slots of the place where networks are measured.
 *
 * @param <A> the architecture
 */
public final class ProxyService<A> {

  private final SubjectScorer<A> scorer;
  private final Optional<Path> storeFolder;
  private final ScoringPlace<A> here;
  private final ScoringPlace<A> place;
  private @Nullable ScoreStore measuredScores;
  private @Nullable ScoreStore computedScores;

  /**
   * Creates the service for the architectures of a space.
   *
   * @param spaceSettings everything that decides which networks the space builds, by any keys
   * @throws nas.space.InvalidArchitectureException if its architectures describe no networks
   */
  public ProxyService(
      Space<A> space,
      SortedMap<String, String> spaceSettings,
      Dataset data,
      ScoringSettings settings,
      long rootSeed,
      Optional<Path> storeFolder,
      int workers) {
    this(Subjects.of(space, spaceSettings), data, settings, rootSeed, storeFolder, workers);
  }

  /**
   * Creates the service.
   *
   * @param subjects what is scored
   * @param rootSeed seed of the experiment, which holds unless the settings have one
   * @param storeFolder where scores are kept; empty: in memory
   * @param workers networks measured at the same time, at least 1
   */
  public ProxyService(
      Subjects<A> subjects,
      Dataset data,
      ScoringSettings settings,
      long rootSeed,
      Optional<Path> storeFolder,
      int workers) {
    this(new SubjectScorer<>(subjects, data, settings, rootSeed), storeFolder, workers);
  }

  /**
   * Creates the service.
   *
   * @param scorer scores one network
   * @param storeFolder where scores are kept; empty: in memory
   * @param workers networks measured at the same time, at least 1
   */
  public ProxyService(SubjectScorer<A> scorer, Optional<Path> storeFolder, int workers) {
    this(scorer, storeFolder, ScoringPlace.here(scorer, workers), Optional.empty());
  }

  private ProxyService(
      SubjectScorer<A> scorer,
      Optional<Path> storeFolder,
      ScoringPlace<A> here,
      Optional<ScoringPlace<A>> elsewhere) {
    this.scorer = scorer;
    this.storeFolder = storeFolder;
    this.here = here;
    place = elsewhere.orElse(here);
  }

  /** Returns the service, with networks measured somewhere else, under equal circumstances. */
  public ProxyService<A> measuredAt(ScoringPlace<A> elsewhere) {
    return new ProxyService<>(scorer, storeFolder, here, Optional.of(elsewhere));
  }

  /** Returns everything that scores depend on but architecture, metric and version. */
  public SortedMap<String, String> circumstances() {
    return scorer.circumstances();
  }

  /**
   * Returns what scores by some metrics depend on; where none measures, no engine is part of it.
   */
  public SortedMap<String, String> circumstances(Collection<Metric> metrics) {
    return scorer.circumstances(metrics);
  }

  /**
   * Refuses what scoring by these metrics would refuse of images and settings; measures nothing.
   *
   * @throws nas.core.UserException if there are too few images
   */
  public void requireMeasurable(Collection<Metric> metrics) {
    scorer.requireMeasurable(metrics);
  }

  /**
   * Refuses a place where networks cannot be scored by these metrics as they would be here.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws UserException if they cannot
   */
  public void requireUsablePlace(Collection<Metric> metrics) throws InterruptedException {
    List<Metric> measured = metrics.stream().filter(SubjectScorer::isMeasured).distinct().toList();
    if (!measured.isEmpty()) {
      place.score(List.of(), measured);
    }
  }

  /**
   * What some metrics are asked.
   *
   * @param store knows and keeps their scores
   * @param texts under which the scores of each architecture are kept
   * @param jobs what the store does not know
   * @param stored how many it knows
   */
  private record Question<A>(
      List<Metric> metrics,
      ScoreStore store,
      Map<A, String> texts,
      List<ScoringJobs.Job<A>> jobs,
      int stored) {

    int total() {
      return stored + jobs.size();
    }

    /** Takes the scores of an architecture; returns the seconds that they cost. */
    double collect(A architecture, SortedMap<String, Score> scores) {
      StoredScores found = store.find(known(texts, architecture)).orElseThrow();
      for (Metric metric : metrics) {
        scores.put(metric.name(), known(found.scores(), ScoreStore.label(metric)));
      }
      return found.seconds();
    }
  }

  /**
   * Scores architectures.
   *
   * @param architectures valid points of the space, in any number and order
   * @param metrics what to score them by
   * @return one entry for each architecture, in their order
   * @throws InterruptedException if the thread was interrupted; what was measured is stored
   * @throws UserException if the store is damaged or cannot be written
   * @throws nas.space.InvalidArchitectureException if an architecture is invalid or does not fit
   *     the images
   * @throws nas.core.UserException if there are too few images
   */
  public synchronized List<ArchitectureScores<A>> scores(
      List<A> architectures, Collection<Metric> metrics, ScoringListener listener)
      throws InterruptedException {
    List<Metric> closed =
        metrics.stream().filter(metric -> !SubjectScorer.isMeasured(metric)).distinct().toList();
    List<Metric> measured = metrics.stream().filter(SubjectScorer::isMeasured).distinct().toList();
    Set<A> different = new LinkedHashSet<>(architectures);
    Optional<Question<A>> computing =
        closed.isEmpty()
            ? Optional.empty()
            : Optional.of(question(different, closed, computedScores(), one -> one));
    Optional<Question<A>> measuring =
        measured.isEmpty()
            ? Optional.empty()
            : Optional.of(
                question(different, measured, measuredScores(), scorer.subjects()::representative));
    answer(computing, measuring, listener);
    List<ArchitectureScores<A>> results = new ArrayList<>();
    for (A architecture : architectures) {
      SortedMap<String, Score> scores = new TreeMap<>();
      computing.ifPresent(question -> question.collect(architecture, scores));
      double seconds = measuring.map(asked -> asked.collect(architecture, scores)).orElse(0.0);
      results.add(new ArchitectureScores<>(architecture, scores, seconds));
    }
    return results;
  }

  private static <K, V> V known(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing is known of " + key);
    }
    return value;
  }

  /**
   * Finds what is to be done.
   *
   * @param standsFor returns the one that is scored for an architecture
   */
  private Question<A> question(
      Set<A> different, List<Metric> metrics, ScoreStore store, UnaryOperator<A> standsFor) {
    store.refresh();
    Map<A, String> texts = new HashMap<>();
    Set<String> seen = new HashSet<>();
    List<ScoringJobs.Job<A>> jobs = new ArrayList<>();
    for (A architecture : different) {
      A subject = standsFor.apply(architecture);
      String text = scorer.subjects().text(subject, scorer.task());
      texts.put(architecture, text);
      if (seen.add(text)) {
        List<Metric> missing = missing(store, text, metrics);
        if (!missing.isEmpty()) {
          jobs.add(new ScoringJobs.Job<>(subject, text, missing));
        }
      }
    }
    return new Question<>(metrics, store, texts, jobs, seen.size() - jobs.size());
  }

  private static List<Metric> missing(ScoreStore store, String text, List<Metric> metrics) {
    Optional<StoredScores> stored = store.find(text);
    return stored.isEmpty()
        ? metrics
        : metrics.stream()
            .filter(metric -> !stored.get().scores().containsKey(ScoreStore.label(metric)))
            .toList();
  }

  private ScoreStore measuredScores() {
    ScoreStore opened = measuredScores;
    if (opened == null) {
      opened = open(circumstances());
      measuredScores = opened;
    }
    return opened;
  }

  private ScoreStore computedScores() {
    ScoreStore opened = computedScores;
    if (opened == null) {
      opened = open(scorer.networkCircumstances());
      computedScores = opened;
    }
    return opened;
  }

  private ScoreStore open(SortedMap<String, String> circumstances) {
    return storeFolder.isPresent()
        ? ScoreStore.open(storeFolder.get(), circumstances)
        : ScoreStore.inMemory();
  }

  /** Has done what is missing; to measure is progress if something is to be measured. */
  private void answer(
      Optional<Question<A>> computing, Optional<Question<A>> measuring, ScoringListener listener)
      throws InterruptedException {
    measuring.ifPresent(
        question ->
            scorer.requireMeasurable(
                question.jobs().stream()
                    .flatMap(job -> job.metrics().stream())
                    .distinct()
                    .toList()));
    Progress progress = new Progress(listener, measuring.or(() -> computing));
    if (computing.isPresent()) {
      compute(computing.get(), measuring.isPresent() ? networks -> {} : progress::add);
    }
    if (measuring.isPresent()) {
      Question<A> question = measuring.get();
      new ScoringJobs<>(question.jobs(), place, question.store()::add, progress::add).run();
    }
  }

  /** Tells a listener how far it is. */
  private static final class Progress {
    private final ScoringListener listener;
    private final int stored;
    private final int total;
    private int scored;

    Progress(ScoringListener listener, Optional<? extends Question<?>> question) {
      this.listener = listener;
      stored = question.map(Question::stored).orElse(0);
      total = question.map(Question::total).orElse(0);
      listener.onProgress(0, stored, total);
    }

    void add(int networks) {
      scored += networks;
      listener.onProgress(scored, stored, total);
    }
  }

  /**
   * Computes what needs no measurement. It is stored together: to compute it again costs less than
   * to write it down at once.
   */
  private void compute(Question<A> question, IntConsumer done) throws InterruptedException {
    List<StoredScores> computed = new ArrayList<>();
    try {
      new ScoringJobs<>(question.jobs(), here, computed::addAll, done).run();
    } finally {
      question.store().add(computed);
    }
  }
}
