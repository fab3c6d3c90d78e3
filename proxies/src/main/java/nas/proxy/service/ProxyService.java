package nas.proxy.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.data.ImageData;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.network.Network;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures without training them.
 *
 * <p>Architectures with one canonical id are measured once, as their {@linkplain
 * Space#representative representative}, and networks without a space once for each {@linkplain
 * Network#digest() digest}; what was measured before, by this process or another, is taken from the
 * store. All metrics asked for share the passes of one plan. A score depends on space,
 * representative, metric, data, settings and seed alone: not on the number of workers, the order of
 * architectures or what else is scored.
 *
 * <p>Metrics that need no measurement are computed for each architecture as it is; they are stored
 * apart, as they depend on nothing but space and task.
 *
 * <p>Safe for use by several threads, for which is scored one after the other: one scoring uses all
 * workers.
 *
 * @param <A> the architecture
 */
public final class ProxyService<A> {

  private static final long PATIENCE_MINUTES = 10;

  private final Subjects<A> subjects;
  private final ImageData data;
  private final ScoringSettings settings;
  private final Optional<Path> storeFolder;
  private final int workers;
  private final long seed;
  private final Minibatches minibatches;
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
      ImageData data,
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
      ImageData data,
      ScoringSettings settings,
      long rootSeed,
      Optional<Path> storeFolder,
      int workers) {
    this.subjects = subjects;
    this.data = data;
    this.settings = settings;
    this.storeFolder = storeFolder;
    this.workers = workers;
    seed = settings.seed().orElse(rootSeed);
    minibatches = Minibatches.of(data, settings, stream("minibatch"));
  }

  private long stream(String purpose) {
    return Seeds.mix(Seeds.derive(seed, 0, -1, Seeds.Purpose.PROXY) ^ Seeds.hash(purpose));
  }

  /** Returns everything that scores depend on but architecture, metric and version. */
  public SortedMap<String, String> circumstances() {
    SortedMap<String, String> all = networkCircumstances();
    all.put("data", data.name());
    all.put("data.sha256", data.sha256());
    boolean balanced = settings.balanced();
    int perClass = settings.batchSize() / data.task().classes();
    all.put("batch.size", balanced ? "" : Integer.toString(settings.batchSize()));
    all.put("batch.images-per-class", balanced ? Integer.toString(perClass) : "");
    all.put("initialiser", settings.initialiser().name());
    all.put("precision", settings.precision().name());
    all.put("memory-format", settings.memoryFormat().name());
    all.put("device", settings.device().startsWith("gpu") ? "gpu" : "cpu");
    all.put("seed", Long.toString(seed));
    PyTorch.versions().forEach((key, value) -> all.put("engine." + key, value));
    return all;
  }

  /** Returns what decides which networks there are, and so what can be computed of them. */
  private SortedMap<String, String> networkCircumstances() {
    SortedMap<String, String> all = new TreeMap<>(subjects.circumstances());
    all.put("task.input", data.task().input().toString());
    all.put("task.classes", Integer.toString(data.task().classes()));
    return all;
  }

  /**
   * Refuses what scoring by these metrics would refuse of images and settings; measures nothing.
   *
   * @throws nas.core.UserException if there are too few images
   */
  public void requireMeasurable(Collection<Metric> metrics) {
    List<Metric> measured = metrics.stream().filter(one -> !one.needs().isEmpty()).toList();
    if (!measured.isEmpty()) {
      minibatches.first(ProbePlan.forMetrics(measured).batches());
    }
  }

  /**
   * Something for a worker to do.
   *
   * @param text under which the scores are kept
   * @param measured whether the architecture stands for all with its canonical id, and passes of
   *     its network are needed
   */
  private record Job<A>(
      A architecture, String text, List<Metric> metrics, ProbePlan plan, boolean measured) {}

  /** What a worker hands back: scores, or what went wrong. */
  private record Done<A>(
      Job<A> job, Map<Metric, Score> scores, double seconds, @Nullable Throwable error) {}

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
    List<Metric> measured = new ArrayList<>();
    List<Metric> closed = new ArrayList<>();
    for (Metric metric : new LinkedHashSet<>(metrics)) {
      (metric.needs().isEmpty() ? closed : measured).add(metric);
    }
    Map<A, String> texts = new HashMap<>();
    List<Job<A>> jobs = new ArrayList<>();
    int stored = plan(architectures, measured, closed, texts, jobs);
    work(jobs, !measured.isEmpty(), stored, listener);
    List<ArchitectureScores<A>> results = new ArrayList<>();
    for (A architecture : architectures) {
      SortedMap<String, Score> scores = new TreeMap<>();
      if (!closed.isEmpty()) {
        collect(closed, computedScores().find(text(architecture)), scores);
      }
      double seconds = 0;
      if (!measured.isEmpty()) {
        String text = known(texts, architecture);
        seconds = collect(measured, measuredScores().find(text), scores);
      }
      results.add(new ArchitectureScores<>(architecture, scores, seconds));
    }
    return results;
  }

  private String text(A subject) {
    return subjects.text(subject, data.task());
  }

  /** Takes scores of metrics; returns the seconds that they cost. */
  private static double collect(
      List<Metric> metrics, Optional<StoredScores> stored, SortedMap<String, Score> scores) {
    StoredScores found = stored.orElseThrow();
    for (Metric metric : metrics) {
      scores.put(metric.name(), known(found.scores(), ScoreStore.label(metric)));
    }
    return found.seconds();
  }

  private static <K, V> V known(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing is known of " + key);
    }
    return value;
  }

  /** Collects what is to be done; returns how many networks are known already. */
  private int plan(
      List<A> architectures,
      List<Metric> measured,
      List<Metric> closed,
      Map<A, String> texts,
      List<Job<A>> jobs) {
    if (!measured.isEmpty()) {
      measuredScores().refresh();
    }
    if (!closed.isEmpty()) {
      computedScores().refresh();
    }
    int stored = 0;
    ProbePlan nothing = ProbePlan.of(List.of());
    Map<List<Metric>, ProbePlan> plans = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> computed = new HashSet<>();
    for (A architecture : new LinkedHashSet<>(architectures)) {
      if (!closed.isEmpty()) {
        String text = text(architecture);
        List<Metric> missing = missing(computedScores(), text, closed);
        if (!missing.isEmpty()) {
          if (computed.add(text)) {
            jobs.add(new Job<>(architecture, text, missing, nothing, false));
          }
        } else if (measured.isEmpty()) {
          stored++;
        }
      }
      if (measured.isEmpty()) {
        continue;
      }
      A representative = subjects.representative(architecture);
      String text = text(representative);
      texts.put(architecture, text);
      if (!seen.add(text)) {
        continue;
      }
      List<Metric> missing = missing(measuredScores(), text, measured);
      if (missing.isEmpty()) {
        stored++;
      } else {
        ProbePlan plan = plans.computeIfAbsent(missing, ProbePlan::forMetrics);
        jobs.add(new Job<>(representative, text, missing, plan, true));
      }
    }
    return stored;
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
      opened = open(networkCircumstances());
      computedScores = opened;
    }
    return opened;
  }

  private ScoreStore open(SortedMap<String, String> circumstances) {
    return storeFolder.isPresent()
        ? ScoreStore.open(storeFolder.get(), circumstances)
        : ScoreStore.inMemory();
  }

  private void work(List<Job<A>> jobs, boolean measuring, int stored, ScoringListener listener)
      throws InterruptedException {
    int total = stored + (int) jobs.stream().filter(job -> job.measured() == measuring).count();
    listener.onProgress(0, stored, total);
    if (jobs.isEmpty()) {
      return;
    }
    int batches = jobs.stream().mapToInt(job -> job.plan().batches()).max().orElse(0);
    List<ImageBatch> images = minibatches.first(batches);
    BlockingQueue<Done<A>> done = new LinkedBlockingQueue<>();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger threadNumber = new AtomicInteger();
    int threads = Math.min(workers, jobs.size());
    List<StoredScores> computed = new ArrayList<>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "scorer-" + threadNumber.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      for (int thread = 0; thread < threads; thread++) {
        pool.execute(
            () -> {
              int index = next.getAndIncrement();
              while (index < jobs.size() && !Thread.currentThread().isInterrupted()) {
                done.add(measure(jobs.get(index), images));
                index = next.getAndIncrement();
              }
            });
      }
      int ended = 0;
      int scored = 0;
      while (ended < jobs.size()) {
        List<Done<A>> arrived = new ArrayList<>();
        arrived.add(done.take());
        done.drainTo(arrived);
        ended += arrived.size();
        keep(arrived, computed);
        int counted =
            (int) arrived.stream().filter(entry -> entry.job().measured() == measuring).count();
        scored += counted;
        if (counted > 0) {
          listener.onProgress(scored, stored, total);
        }
      }
    } finally {
      if (!computed.isEmpty()) {
        computedScores().add(computed);
      }
      pool.shutdownNow();
      while (!pool.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
    }
  }

  private Done<A> measure(Job<A> job, List<ImageBatch> images) {
    long startedNanos = System.nanoTime();
    try {
      Map<Metric, Score> scores = score(job, images);
      return new Done<>(job, scores, (System.nanoTime() - startedNanos) / 1e9, null);
    } catch (Throwable e) {
      return new Done<>(job, Map.of(), 0, e);
    }
  }

  private Map<Metric, Score> score(Job<A> job, List<ImageBatch> images) {
    Network network = subjects.network(job.architecture(), data.task());
    NetworkProbe.Result result =
        job.plan().passes().isEmpty()
            ? new NetworkProbe.Result(Measurements.of(network), Map.of())
            : new NetworkProbe(
                    Device.parse(settings.device()), settings.precision(), settings.memoryFormat())
                .measure(
                    network,
                    settings.initialiser().weights(stream("weights"), network.id()),
                    images,
                    job.plan(),
                    stream("probe"));
    Map<Metric, Score> scores = new LinkedHashMap<>();
    for (Metric metric : job.metrics()) {
      Optional<Score.Undefined> obstacle =
          job.plan().probes().stream()
              .filter(metric.needs()::contains)
              .filter(result.undefined()::containsKey)
              .map(probe -> known(result.undefined(), probe))
              .findFirst();
      scores.put(
          metric, obstacle.isPresent() ? obstacle.get() : metric.score(result.measurements()));
    }
    return scores;
  }

  /**
   * Stores what workers handed back, then says what went wrong.
   *
   * @param computed takes what was not measured, which is stored together: to compute it again
   *     costs less than to write it down at once
   */
  private void keep(List<Done<A>> arrived, List<StoredScores> computed) {
    List<StoredScores> measured = new ArrayList<>();
    for (Done<A> entry : arrived) {
      if (entry.error() == null) {
        SortedMap<String, Score> scores = new TreeMap<>();
        entry.scores().forEach((metric, score) -> scores.put(ScoreStore.label(metric), score));
        (entry.job().measured() ? measured : computed)
            .add(new StoredScores(entry.job().text(), scores, entry.seconds()));
      }
    }
    if (!measured.isEmpty()) {
      measuredScores().add(measured);
    }
    for (Done<A> entry : arrived) {
      if (entry.error() instanceof RuntimeException known) {
        throw known;
      }
      if (entry.error() instanceof Error fatal) {
        throw fatal;
      }
    }
  }
}
