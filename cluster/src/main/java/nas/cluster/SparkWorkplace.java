package nas.cluster;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.engine.tensor.PyTorch;
import nas.evaluator.ProgressListener;
import nas.experiment.place.Answer;
import nas.experiment.place.Cargo;
import nas.experiment.place.EvaluationRequest;
import nas.experiment.place.WorkerLostException;
import nas.experiment.place.Workplace;
import nas.result.PluginJar;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Executors of Spark as a workplace: a request is a job of one task. What becomes of an executor
 * that is lost is Spark's affair, until it gives the job up.
 */
final class SparkWorkplace implements Workplace {

  /** How long after the last executor more are waited for at the beginning. */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long POLL_MILLISECONDS = 100;

  private static final AtomicLong JOBS = new AtomicLong();

  private final SharedContext context;
  private final RemoteWork.Site site;

  /** Holds what is copied to executors, whenever they come. */
  private final Optional<Path> packed;

  private final Consumer<String> notices;
  private final int slots;

  /** What the first worker is, as the text of an answer; empty until it has answered. */
  private volatile String facts = "";

  /** What evaluations depended on at the worker that was asked first, by the text of a setup. */
  private final Map<String, String> provenances = new ConcurrentHashMap<>();

  /** What other kinds of workers were told of. */
  private final Set<String> others = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean closed = new AtomicBoolean();

  /** When executors were seen last. */
  private volatile long seenNanos = System.nanoTime();

  private SparkWorkplace(
      SharedContext context, RemoteWork.Site site, Optional<Path> packed, Consumer<String> notices)
      throws InterruptedException, WorkerLostException {
    this.context = context;
    this.site = site;
    this.packed = packed;
    this.notices = notices;
    awaitExecutors();
    slots = countSlots();
    Reply first = ask(work(RemoteWork.Kind.FACTS, "", "", ""));
    facts = first.facts();
  }

  /**
   * Begins, and waits until there are workers.
   *
   * @throws UserException if there are none in time, or they cannot run this program
   */
  static SparkWorkplace open(String workers, Cargo cargo, Consumer<String> notices) {
    SharedContext context = SharedContext.take(workers);
    boolean opened = false;
    Optional<Path> packed = Optional.empty();
    try {
      ship(context.spark(), cargo.jars());
      packed = cargo.data().isEmpty() ? Optional.empty() : Optional.of(temporaryFolder());
      List<ShippedData> data = new ArrayList<>();
      for (Path source : cargo.data()) {
        ShippedData shipped = ShippedData.pack(source, packed.orElseThrow());
        context.spark().addFile(packed.get().resolve(shipped.archive()).toString());
        data.add(shipped);
      }
      SparkWorkplace workplace =
          new SparkWorkplace(
              context,
              new RemoteWork.Site(
                  cargo.jars().stream().map(PluginJar::sha256).toList(), PyTorch.threads(), data),
              packed,
              notices);
      opened = true;
      notices.accept(workplace.described());
      return workplace;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UserException("Stopped while Spark was waited for", "");
    } catch (WorkerLostException lost) {
      throw new UserException(
          "The first worker of Spark ended: " + lost.reason(),
          "see its log; it may have too little memory (spark.executor.memory)");
    } finally {
      if (!opened) {
        context.close();
        packed.ifPresent(ShippedData::remove);
      }
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("nas-shipped-");
    } catch (IOException e) {
      throw new UserException("There is no folder to pack data in: " + e.getMessage(), "");
    }
  }

  /** Gives executors the jars that they need. */
  private static void ship(JavaSparkContext spark, List<PluginJar> jars) {
    // spark-submit has done so with the program's.
    boolean submitted = spark.getConf().contains("spark.submit.deployMode") || spark.isLocal();
    if (!submitted) {
      Stream.of(SparkWorkplace.class, Workplace.class)
          .map(SharedContext::location)
          .filter(location -> location != null && location.getPath().endsWith(".jar"))
          .map(URL::toExternalForm)
          .forEach(spark::addJar);
    }
    jars.forEach(jar -> spark.addJar(jar.path()));
  }

  private String described() {
    JavaSparkContext spark = context.spark();
    return "Workers are those of Spark %s at %s: %d at a time, %s."
        .formatted(spark.version(), spark.master(), slots, WorkerSite.processor(facts));
  }

  /** Waits for executors, and a little for more than one. */
  private void awaitExecutors() throws InterruptedException {
    if (context.spark().isLocal()) {
      return;
    }
    int known = 0;
    long changed = System.nanoTime();
    while (known == 0 || System.nanoTime() - changed < SETTLED_NANOS) {
      int now = context.executors();
      if (now != known) {
        known = now;
        changed = System.nanoTime();
      }
      requireExecutors();
      Thread.sleep(POLL_MILLISECONDS);
    }
  }

  private int countSlots() {
    int wanted = context.settings().slots();
    if (wanted > 0) {
      return wanted;
    }
    JavaSparkContext spark = context.spark();
    int cores = spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, Math.min(SparkSettings.MOST_SLOTS, cores));
  }

  /**
   * Refuses to wait on where there is nobody to wait for.
   *
   * @throws InterruptedException if the program is being stopped, and Spark with it
   * @throws UserException if Spark has ended, or had no executor for too long
   */
  private void requireExecutors() throws InterruptedException {
    if (context.isStopped()) {
      throw ended();
    }
    if (context.spark().isLocal() || context.executors() > 0) {
      seenNanos = System.nanoTime();
      return;
    }
    long seconds = context.settings().patience().toSeconds();
    if (System.nanoTime() - seenNanos > TimeUnit.SECONDS.toNanos(seconds)) {
      throw new UserException(
          "Spark at %s has given no executor for %d s".formatted(context.spark().master(), seconds),
          "see at its web page whether its machines have as many cores and as much memory free as"
              + " spark.executor.cores and spark.executor.memory ask for, or wait longer by"
              + " 'spark-submit --conf "
              + SparkSettings.WAIT
              + "=10min'");
    }
  }

  /** After Ctrl-C Spark ends at the same time as the run, which then is about to be interrupted. */
  private UserException ended() throws InterruptedException {
    TimeUnit.SECONDS.sleep(2);
    if (facts.isEmpty()) {
      return new UserException(
          "Spark at %s has ended before it gave an executor".formatted(context.spark().master()),
          "see that the master is one of this version of Spark, and that both have the same secret"
              + " (spark.authenticate.secret) if any");
    }
    return new UserException(
        "Spark has ended while it was at work",
        "see its log, and give the same command again: the run goes on");
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public String provenance(String setup) throws InterruptedException, WorkerLostException {
    String answer = ask(work(RemoteWork.Kind.PROVENANCE, setup, facts, "")).answer();
    if (Answer.of(answer) instanceof Answer.Told) {
      provenances.putIfAbsent(setup, answer);
    }
    return answer;
  }

  @Override
  public Optional<String> describe(String setup) throws InterruptedException, WorkerLostException {
    return Optional.of(ask(work(RemoteWork.Kind.DESCRIBE, setup, facts, "")).answer());
  }

  @Override
  public String evaluate(String request, ProgressListener progress)
      throws InterruptedException, WorkerLostException {
    String setup;
    try {
      setup = EvaluationRequest.of(request).setup().toText();
    } catch (IllegalArgumentException unreadable) {
      return ask(work(RemoteWork.Kind.EVALUATE, request, facts, "")).answer();
    }
    String first = provenances.get(setup);
    if (first == null) {
      first = provenance(setup);
      if (!(Answer.of(first) instanceof Answer.Told)) {
        return first;
      }
    }
    return ask(work(RemoteWork.Kind.EVALUATE, request, facts, first)).answer();
  }

  @Override
  public String score(String request) throws InterruptedException, WorkerLostException {
    return ask(work(RemoteWork.Kind.SCORE, request, facts, "")).answer();
  }

  private RemoteWork work(RemoteWork.Kind kind, String request, String first, String provenance) {
    return new RemoteWork(
        kind, request, new RemoteWork.Terms(first, provenance, context.settings().mixed(), site));
  }

  private Reply ask(RemoteWork work) throws InterruptedException, WorkerLostException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (context.isStopped()) {
      throw ended();
    }
    JavaSparkContext spark = context.spark();
    // Without the last word a task that is cancelled would go on to its end.
    spark.setJobGroup("nas-" + JOBS.incrementAndGet(), work.kind().name(), true);
    JavaFutureAction<List<String>> job = submit(spark, work);
    boolean answered = false;
    try {
      Reply reply = Reply.of(await(job).get(0));
      answered = true;
      nameOthers(reply);
      return reply;
    } finally {
      if (!answered) {
        job.cancel(true);
      }
      spark.clearJobGroup();
    }
  }

  private JavaFutureAction<List<String>> submit(JavaSparkContext spark, RemoteWork work)
      throws InterruptedException {
    try {
      return spark.parallelize(List.of(0), 1).map(work).collectAsync();
    } catch (IllegalStateException stopped) {
      if (context.isStopped()) {
        throw ended();
      }
      throw stopped;
    }
  }

  private List<String> await(JavaFutureAction<List<String>> job)
      throws InterruptedException, WorkerLostException {
    while (true) {
      try {
        return job.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException goesOn) {
        requireExecutors();
      } catch (ExecutionException failed) {
        throw explained(failed);
      }
    }
  }

  /** Says why Spark gave a job up. */
  private RuntimeException explained(ExecutionException failed)
      throws InterruptedException, WorkerLostException {
    if (context.isStopped()) {
      return ended();
    }
    String said = failed.getCause() == null ? "" : String.valueOf(failed.getCause().getMessage());
    if (said.contains("OutOfMemoryError")) {
      throw new WorkerLostException("its executors ran out of memory");
    }
    if (said.contains("ExecutorLostFailure")) {
      throw new WorkerLostException("its executors ended, and Spark gave it up");
    }
    if (said.contains("ClassNotFoundException")
        || said.contains("NoClassDefFoundError")
        || said.contains("InvalidClassException")) {
      return new UserException(
          "Spark's workers do not have this program: " + firstLine(said),
          "give them the same jars as here: spark-submit --jars nas.jar ... nas-spark.jar");
    }
    return new IllegalStateException(failed.getCause());
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end).strip();
  }

  /** Names workers that are of another kind than the first, where that is allowed. */
  private void nameOthers(Reply reply) {
    if (!facts.isEmpty() && !reply.facts().equals(facts) && others.add(reply.facts())) {
      notices.accept(
          "The worker on %s has another processor (%s) than the first one: numbers may differ in"
                  .formatted(reply.host(), WorkerSite.processor(reply.facts()))
              + " their last digits.");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      context.close();
      packed.ifPresent(ShippedData::remove);
    }
  }
}
