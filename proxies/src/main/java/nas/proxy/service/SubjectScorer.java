package nas.proxy.service;

import java.lang.ref.SoftReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import nas.core.Seeds;
import nas.engine.data.Dataset;
import nas.engine.tensor.AssignedGpu;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.proxy.probe.ScarceMemory;
import org.jspecify.annotations.Nullable;

/**
 * Scores networks, one at a time, on the thread that asks; keeps none of the scores.
 *
 * <p>All metrics asked for share the passes of one plan. A score depends on the {@linkplain
 * #circumstances circumstances}, the network and the metric alone.
 *
 * <p>Safe for use by several threads, which score side by side.
 *
 * @param <A> what stands for a network, such as an architecture
 */
public final class SubjectScorer<A> {

  private final Subjects<A> subjects;
  private final Dataset data;
  private final ScoringSettings settings;
  private final long seed;
  private final Map<List<Metric>, ProbePlan> plans = new ConcurrentHashMap<>();
  private final ScarceMemory memory;

  /** Versions of the engine that measures; empty: that of this process does. */
  private final Optional<SortedMap<String, String>> engineElsewhere;

  /** Drawn again if memory is short; guarded by this. */
  private SoftReference<@Nullable List<ImageBatch>> drawn = new SoftReference<>(null);

  /**
   * Prepares to score.
   *
   * @param subjects what is scored
   * @param rootSeed seed of the experiment, which holds unless the settings have one
   */
  public SubjectScorer(
      Subjects<A> subjects, Dataset data, ScoringSettings settings, long rootSeed) {
    this(subjects, data, settings, rootSeed, Optional.empty());
  }

  private SubjectScorer(
      Subjects<A> subjects,
      Dataset data,
      ScoringSettings settings,
      long rootSeed,
      Optional<SortedMap<String, String>> engineElsewhere) {
    this.engineElsewhere = engineElsewhere;
    this.subjects = subjects;
    this.data = data;
    this.settings = settings;
    seed = settings.seed().orElse(rootSeed);
    memory = new ScarceMemory(settings.device());
  }

  /**
   * Returns what knows the same without data and engine, of networks that are measured elsewhere;
   * itself it only scores by metrics that need no measurement.
   *
   * @param data may be {@linkplain nas.engine.data.DescribedData described}
   * @param engine versions of the engine there
   */
  public static <A> SubjectScorer<A> elsewhere(
      Subjects<A> subjects,
      Dataset data,
      ScoringSettings settings,
      long rootSeed,
      SortedMap<String, String> engine) {
    return new SubjectScorer<>(subjects, data, settings, rootSeed, Optional.of(engine));
  }

  private long stream(String purpose) {
    return Seeds.mix(Seeds.derive(seed, 0, -1, Seeds.Purpose.PROXY) ^ Seeds.hash(purpose));
  }

  Subjects<A> subjects() {
    return subjects;
  }

  /** Returns what networks are built for. */
  public Task task() {
    return data.task();
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
    engineElsewhere
        .orElseGet(PyTorch::versions)
        .forEach((key, value) -> all.put("engine." + key, value));
    return all;
  }

  /**
   * Returns what scores by some metrics depend on; where none measures, no engine is part of it.
   */
  public SortedMap<String, String> circumstances(Collection<Metric> metrics) {
    return metrics.stream().anyMatch(SubjectScorer::isMeasured)
        ? circumstances()
        : networkCircumstances();
  }

  /** Says whether a metric is measured, not computed of the network alone. */
  static boolean isMeasured(Metric metric) {
    return !metric.needs().isEmpty();
  }

  /** Returns what decides which networks there are, and so what can be computed of them. */
  public SortedMap<String, String> networkCircumstances() {
    SortedMap<String, String> all = new TreeMap<>(subjects.circumstances());
    all.put("task.input", data.task().input().toString());
    all.put("task.classes", Integer.toString(data.task().classes()));
    if (!data.hasImages()) {
      all.put("task.target", data.task().target().described());
    }
    return all;
  }

  /**
   * Refuses what scoring by these metrics would refuse of images and settings; measures nothing.
   * What is wrong with images elsewhere is seen there.
   *
   * @throws nas.core.UserException if there are too few images
   */
  public void requireMeasurable(Collection<Metric> metrics) {
    ProbePlan plan = ProbePlan.forMetrics(metrics);
    if (!plan.passes().isEmpty() && engineElsewhere.isEmpty()) {
      images(plan.batches());
    }
  }

  private synchronized List<ImageBatch> images(int batches) {
    List<ImageBatch> known = drawn.get();
    if (known == null || known.size() < batches) {
      known = Minibatches.of(data, settings, stream("minibatch")).first(batches);
      drawn = new SoftReference<>(known);
    }
    return known;
  }

  /**
   * Scores a network by some metrics.
   *
   * @throws nas.space.InvalidArchitectureException if there is none for the images
   * @throws nas.core.UserException if there are too few images
   */
  public MeasuredScores score(A subject, List<Metric> metrics) {
    long startedNanos = System.nanoTime();
    SortedMap<String, Score> scores = scores(subjects.network(subject, data.task()), metrics);
    return new MeasuredScores(scores, (System.nanoTime() - startedNanos) / 1e9);
  }

  /**
   * Scores a network that was built by some metrics.
   *
   * @param network one of the subjects
   * @return the scores by the labels of the metrics
   * @throws nas.core.UserException if there are too few images
   */
  public SortedMap<String, Score> scores(Network network, List<Metric> metrics) {
    ProbePlan plan = plans.computeIfAbsent(metrics, ProbePlan::forMetrics);
    NetworkProbe.Result result = measure(network, plan);
    SortedMap<String, Score> scores = new TreeMap<>();
    for (Metric metric : metrics) {
      scores.put(ScoreStore.label(metric), score(metric, plan, result));
    }
    return scores;
  }

  /**
   * Says why a metric has a score for no network whatever, as its probes cannot read such data;
   * empty: it may have scores.
   */
  public Optional<String> whyNoScores(Metric metric) {
    return metric.needs().stream()
        .flatMap(probe -> probe.obstacle(data.task()).stream())
        .map(Score.Undefined::message)
        .sorted()
        .findFirst();
  }

  private NetworkProbe.Result measure(Network network, ProbePlan plan) {
    return plan.passes().isEmpty()
        ? new NetworkProbe.Result(Measurements.of(network), Map.of())
        : memory.measure(network, plan, part -> measured(network, part));
  }

  private NetworkProbe.Result measured(Network network, ProbePlan plan) {
    return new NetworkProbe(
            AssignedGpu.insteadOf(Device.parse(settings.device())),
            settings.precision(),
            settings.memoryFormat())
        .measure(
            network,
            settings.initialiser().weights(stream("weights"), network.id()),
            images(plan.batches()).subList(0, plan.batches()),
            plan,
            stream("probe"));
  }

  private static Score score(Metric metric, ProbePlan plan, NetworkProbe.Result result) {
    Optional<Score.Undefined> obstacle =
        plan.probes().stream()
            .filter(metric.needs()::contains)
            .flatMap(probe -> Optional.ofNullable(result.undefined().get(probe)).stream())
            .findFirst();
    return obstacle.isPresent() ? obstacle.get() : metric.score(result.measurements());
  }
}
