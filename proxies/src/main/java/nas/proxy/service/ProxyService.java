package nas.proxy.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
import nas.evaluator.data.ImageData;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.PyTorch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.ImageBatch;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.SearchSpace;
import nas.space.Seeds;
import nas.space.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * Scores architectures without training them.
 *
 * <p>Architectures with one canonical id are measured once, as their {@linkplain
 * SearchSpace#representative representative}; what was measured before, by this process or another,
 * is taken from the store. All metrics asked for share the passes of one plan. A score depends on
 * space, representative, metric, data, settings and seed alone: not on the number of workers, the
 * order of architectures or what else is scored.
 *
 * <p>Metrics that need no measurement are computed for each architecture as it is, and not stored.
 *
 * <p>Safe for use by one thread at a time.
 *
 * @param <A> the architecture
 */
public final class ProxyService<A> {

  private static final long PATIENCE_MINUTES = 10;

  private final SearchSpace<A> space;
  private final ImageData data;
  private final ScoringSettings settings;
  private final SortedMap<String, String> spaceSettings;
  private final Optional<Path> storeFolder;
  private final int workers;
  private final long seed;
  private final Minibatches minibatches;
  private @Nullable ScoreStore store;

  /**
   * Creates the service.
   *
   * @param spaceSettings everything that decides which networks the space builds, by any keys
   * @param rootSeed seed of the experiment, which holds unless the settings have one
   * @param storeFolder where scores are kept; empty: in memory
   * @param workers networks measured at the same time, at least 1
   */
  public ProxyService(
      SearchSpace<A> space,
      SortedMap<String, String> spaceSettings,
      ImageData data,
      ScoringSettings settings,
      long rootSeed,
      Optional<Path> storeFolder,
      int workers) {
    this.space = space;
    this.spaceSettings = new TreeMap<>(spaceSettings);
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
    SortedMap<String, String> all = new TreeMap<>();
    spaceSettings.forEach((key, value) -> all.put("space." + key, value));
    all.put("space", space.name());
    all.put("task.input", data.task().input().toString());
    all.put("task.classes", Integer.toString(data.task().classes()));
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

  /** Something for a worker to do. */
  private record Job<A>(A architecture, List<Metric> metrics, ProbePlan plan, boolean kept) {}

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
   * @throws ScoreStoreException if the store is damaged or cannot be written
   * @throws nas.space.InvalidArchitectureException if an architecture is invalid or does not fit
   *     the images
   * @throws nas.evaluator.data.DataException if there are too few images
   */
  public List<ArchitectureScores<A>> scores(
      List<A> architectures, Collection<Metric> metrics, ScoringListener listener)
      throws InterruptedException {
    List<Metric> measured = new ArrayList<>();
    List<Metric> closed = new ArrayList<>();
    for (Metric metric : new LinkedHashSet<>(metrics)) {
      (metric.needs().isEmpty() ? closed : measured).add(metric);
    }
    Map<A, String> ids = new HashMap<>();
    Map<A, A> representatives = new HashMap<>();
    List<Job<A>> jobs = new ArrayList<>();
    int kept = plan(architectures, measured, closed, ids, representatives, jobs);
    Map<A, Map<Metric, Score>> closedScores = new HashMap<>();
    work(jobs, kept, closedScores, listener);
    List<ArchitectureScores<A>> results = new ArrayList<>();
    for (A architecture : architectures) {
      SortedMap<String, Score> scores = new TreeMap<>();
      closedScores
          .getOrDefault(architecture, Map.of())
          .forEach((metric, score) -> scores.put(metric.name(), score));
      double seconds = 0;
      if (!measured.isEmpty()) {
        A representative = known(representatives, architecture);
        StoredScores stored = store().find(space.format(representative)).orElseThrow();
        for (Metric metric : measured) {
          scores.put(metric.name(), known(stored.scores(), ScoreStore.label(metric)));
        }
        seconds = stored.seconds();
      }
      results.add(
          new ArchitectureScores<>(architecture, known(ids, architecture), scores, seconds));
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

  /** Collects what is to be done; returns how many networks are known already. */
  private int plan(
      List<A> architectures,
      List<Metric> measured,
      List<Metric> closed,
      Map<A, String> ids,
      Map<A, A> representatives,
      List<Job<A>> jobs) {
    if (!measured.isEmpty()) {
      store().refresh();
    }
    int kept = 0;
    ProbePlan nothing = ProbePlan.of(List.of());
    Map<List<Metric>, ProbePlan> plans = new HashMap<>();
    Set<A> seen = new LinkedHashSet<>();
    for (A architecture : architectures) {
      if (ids.containsKey(architecture)) {
        continue;
      }
      ids.put(architecture, space.canonicalId(architecture));
      if (!closed.isEmpty()) {
        jobs.add(new Job<>(architecture, closed, nothing, false));
      }
      if (measured.isEmpty()) {
        continue;
      }
      A representative = space.representative(architecture);
      representatives.put(architecture, representative);
      if (!seen.add(representative)) {
        continue;
      }
      List<Metric> missing = missing(representative, measured);
      if (missing.isEmpty()) {
        kept++;
      } else {
        ProbePlan plan = plans.computeIfAbsent(missing, ProbePlan::forMetrics);
        jobs.add(new Job<>(representative, missing, plan, true));
      }
    }
    return kept;
  }

  private List<Metric> missing(A representative, List<Metric> metrics) {
    Optional<StoredScores> stored = store().find(space.format(representative));
    return stored.isEmpty()
        ? metrics
        : metrics.stream()
            .filter(metric -> !stored.get().scores().containsKey(ScoreStore.label(metric)))
            .toList();
  }

  private ScoreStore store() {
    ScoreStore opened = store;
    if (opened == null) {
      opened =
          storeFolder.isPresent()
              ? ScoreStore.open(storeFolder.get(), circumstances())
              : ScoreStore.inMemory();
      store = opened;
    }
    return opened;
  }

  private void work(
      List<Job<A>> jobs,
      int kept,
      Map<A, Map<Metric, Score>> closedScores,
      ScoringListener listener)
      throws InterruptedException {
    boolean measuring = kept > 0 || jobs.stream().anyMatch(Job::kept);
    int total = kept + (int) jobs.stream().filter(job -> job.kept() || !measuring).count();
    listener.onProgress(0, kept, total);
    if (jobs.isEmpty()) {
      return;
    }
    int batches = jobs.stream().mapToInt(job -> job.plan().batches()).max().orElse(0);
    List<ImageBatch> images = minibatches.first(batches);
    BlockingQueue<Done<A>> done = new LinkedBlockingQueue<>();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger threadNumber = new AtomicInteger();
    int threads = Math.min(workers, jobs.size());
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
        keep(arrived, closedScores);
        int counted =
            (int) arrived.stream().filter(entry -> entry.job().kept() || !measuring).count();
        scored += counted;
        if (counted > 0) {
          listener.onProgress(scored, kept, total);
        }
      }
    } finally {
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
    Network network = space.network(job.architecture(), data.task());
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

  /** Stores what workers handed back, then says what went wrong. */
  private void keep(List<Done<A>> arrived, Map<A, Map<Metric, Score>> closedScores) {
    List<StoredScores> stored = new ArrayList<>();
    for (Done<A> entry : arrived) {
      if (entry.error() != null) {
        continue;
      }
      if (entry.job().kept()) {
        SortedMap<String, Score> scores = new TreeMap<>();
        entry.scores().forEach((metric, score) -> scores.put(ScoreStore.label(metric), score));
        stored.add(
            new StoredScores(space.format(entry.job().architecture()), scores, entry.seconds()));
      } else {
        closedScores.put(entry.job().architecture(), entry.scores());
      }
    }
    if (!stored.isEmpty()) {
      store().add(stored);
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
