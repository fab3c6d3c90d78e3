package nas.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import nas.core.UserError;
import nas.core.UserException;
import nas.engine.tensor.AssignedGpu;
import nas.evaluator.ProgressListener;
import nas.experiment.Processor;
import nas.experiment.Version;
import nas.experiment.config.MovedData;
import nas.experiment.place.Answer;
import nas.experiment.place.EvaluationRequest;
import nas.experiment.place.LocalWorkplace;
import nas.experiment.place.ScoreRequest;
import nas.experiment.place.Setup;
import nas.experiment.plugin.Plugins;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * The program in a worker of Spark: space, images and evaluator are made once a process, from the
 * text of the experiment, and stay there.
 */
final class WorkerSite {

  private static final String PROCESSOR = "processor";
  private static final String PROGRAM = "program";

  private static final Map<RemoteWork.Site, WorkerSite> SITES = new ConcurrentHashMap<>();

  private final LocalWorkplace workplace;
  private final List<ShippedData> data;

  /** Where data are that were copied here, by where they were; guarded by this. */
  private @Nullable Map<String, String> places;

  private WorkerSite(LocalWorkplace workplace, List<ShippedData> data) {
    this.workplace = workplace;
    this.data = data;
  }

  /** Returns the one of this process; plug-ins are those that the task's class loader sees. */
  static WorkerSite of(RemoteWork.Site wanted) {
    return SITES.computeIfAbsent(wanted, WorkerSite::make);
  }

  private static WorkerSite make(RemoteWork.Site wanted) {
    wanted
        .threads()
        .forEach(
            (key, value) -> {
              if (System.getProperty(key) == null) {
                System.setProperty(key, value);
              }
            });
    return new WorkerSite(
        new LocalWorkplace(
            Plugins.load(Thread.currentThread().getContextClassLoader()).reader(),
            Runtime.getRuntime().availableProcessors(),
            System.err::println),
        wanted.data());
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("nas-data-");
    } catch (IOException e) {
      throw new UserException(
          "There is no folder to unpack data in: " + e.getMessage(),
          "see that the machines of the cluster have room on their disks");
    }
  }

  /** Unpacks what was copied here, once a process. */
  private synchronized Map<String, String> places() {
    Map<String, String> known = places;
    if (known == null) {
      known = new TreeMap<>();
      for (ShippedData one : data) {
        Path folder = temporaryFolder();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ShippedData.remove(folder)));
        known.put(
            one.path(), one.unpack(Path.of(SparkFiles.get(one.archive())), folder).toString());
      }
      places = known;
    }
    return known;
  }

  /**
   * Does the work, or says why it must not be done here.
   *
   * @param gpu returns the index of the GPU to use; empty: any
   */
  Reply reply(RemoteWork work, Supplier<OptionalInt> gpu) throws Exception {
    SortedMap<String, String> facts = facts();
    String host = host();
    Optional<UserError> refusal = foreign(host, facts, work.terms());
    String answer =
        refusal.isPresent() ? new Answer.Refused(refusal.get()).toText() : answer(host, work, gpu);
    return new Reply(host, new Answer.Told(facts).toText(), answer);
  }

  private static SortedMap<String, String> facts() {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put(PROCESSOR, Processor.name());
    facts.put(PROGRAM, Version.text() + Version.gitCommit().map(commit -> " " + commit).orElse(""));
    return facts;
  }

  /** Returns the processor that the text of a worker's facts names. */
  static String processor(String facts) {
    return ((Answer.Told) Answer.of(facts)).values().getOrDefault(PROCESSOR, "unknown");
  }

  private static Optional<UserError> foreign(
      String host, SortedMap<String, String> here, RemoteWork.Terms terms) {
    SortedMap<String, String> first =
        terms.facts().isEmpty() ? here : ((Answer.Told) Answer.of(terms.facts())).values();
    String processor = here.getOrDefault(PROCESSOR, "");
    String program = here.getOrDefault(PROGRAM, "");
    if (!program.equals(first.get(PROGRAM))) {
      return Optional.of(
          new UserError(
              "The worker on %s is of another program (%s) than the first one (%s)"
                  .formatted(host, program, first.get(PROGRAM)),
              "give all workers the same nas.jar"));
    }
    if (!terms.mixed() && !processor.equals(first.get(PROCESSOR))) {
      return Optional.of(
          new UserError(
              ("The worker on %s has another processor (%s) than the first one (%s), so its"
                      + " numbers could differ in their last digits")
                  .formatted(host, processor, first.get(PROCESSOR)),
              "use machines of one kind, or allow others by 'spark-submit --conf "
                  + SparkSettings.MIXED
                  + "=true'"));
    }
    return Optional.empty();
  }

  private String answer(String host, RemoteWork work, Supplier<OptionalInt> gpu) throws Exception {
    OptionalInt index;
    try {
      index = gpu.get();
    } catch (UserException unusable) {
      return Answer.of(unusable).toText();
    }
    try {
      return AssignedGpu.during(index, () -> answer(host, work));
    } catch (UserException refused) {
      return Answer.of(refused).toText();
    }
  }

  private String answer(String host, RemoteWork work) throws InterruptedException {
    return switch (work.kind()) {
      case FACTS -> new Answer.Told(facts()).toText();
      case PROVENANCE -> workplace.provenance(here(Setup.of(work.request())).toText());
      case DESCRIBE -> workplace.description(here(Setup.of(work.request())).toText());
      case EVALUATE -> evaluated(host, work.request(), work.terms().provenance());
      case SCORE -> scored(work.request());
    };
  }

  private String evaluated(String host, String request, String first) throws InterruptedException {
    if (first.isEmpty()) {
      // Whoever asks could not read it either, and is told why.
      return workplace.evaluate(request, ProgressListener.NONE);
    }
    EvaluationRequest asked = EvaluationRequest.of(request);
    Setup setup = here(asked.setup());
    String own = workplace.provenance(setup.toText());
    EvaluationRequest here =
        new EvaluationRequest(
            setup, asked.architecture(), asked.fidelity(), asked.seed(), asked.slice());
    return own.equals(first)
        ? workplace.evaluate(here.toText(), ProgressListener.NONE)
        : otherwise(host, Answer.of(own), Answer.of(first)).toText();
  }

  private String scored(String request) throws InterruptedException {
    if (data.isEmpty()) {
      return workplace.score(request);
    }
    ScoreRequest asked = ScoreRequest.of(request);
    return workplace.score(
        new ScoreRequest(
                here(asked.setup()), asked.circumstances(), asked.metrics(), asked.architectures())
            .toText());
  }

  /**
   * Says where data are that were copied here, and leaves out the folder for checkpoints where the
   * run folder is not seen.
   */
  private Setup here(Setup setup) {
    Optional<String> seen =
        setup
            .checkpointFolder()
            .filter(
                folder -> {
                  Path run = Path.of(folder).getParent();
                  return run != null && Files.isDirectory(run);
                });
    return new Setup(
        data.isEmpty() ? setup.experiment() : MovedData.in(setup.experiment(), places()), seen);
  }

  /** Says in what evaluations here would be others than those of the first worker. */
  private static Answer otherwise(String host, Answer here, Answer first) {
    if (!(here instanceof Answer.Told own) || !(first instanceof Answer.Told told)) {
      return here;
    }
    TreeSet<String> keys = new TreeSet<>(own.values().keySet());
    keys.addAll(told.values().keySet());
    keys.removeIf(
        key -> own.values().getOrDefault(key, "").equals(told.values().getOrDefault(key, "")));
    String key = keys.first();
    return new Answer.Refused(
        new UserError(
            "The worker on %s would evaluate with another %s (%s) than the first one (%s)"
                .formatted(
                    host,
                    key,
                    own.values().getOrDefault(key, "none"),
                    told.values().getOrDefault(key, "none")),
            "see that all workers have the same files and the same program"));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "a machine without a name";
    }
  }
}
