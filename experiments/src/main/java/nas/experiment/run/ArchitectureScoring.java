package nas.experiment.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import nas.core.UserException;
import nas.engine.data.Dataset;
import nas.experiment.config.Execution;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.place.Description;
import nas.experiment.place.Elsewhere;
import nas.experiment.place.PlacedScoring;
import nas.experiment.place.Setup;
import nas.experiment.place.Workplace;
import nas.experiment.score.ArchitectureSelection;
import nas.experiment.score.ScoreTable;
import nas.proxy.Metric;
import nas.proxy.metric.Vote;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringListener;
import nas.proxy.service.Subjects;
import nas.result.Provenance;
import nas.space.Blueprint;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * Architectures to be scored by metrics, outside of a search.
 *
 * @param <A> the architecture
 */
public final class ArchitectureScoring<A> {

  private final Experiment experiment;
  private final Space<A> space;
  private final Request request;

  /** Beginnings of the paths of settings that decide the scores. */
  private final List<String> parts;

  private final List<A> architectures;
  private final Subjects<A> subjects;
  private final Supplier<Dataset> images;
  private final LoadedExperiment loaded;

  /** Made when it is known where networks are measured. */
  private @Nullable ProxyService<A> service;

  /**
   * What to score.
   *
   * @param selection which architectures
   * @param columns names of metrics, {@link Vote#NAME} perhaps among them
   * @param metrics the metrics that these columns need
   * @param store where scores are kept; empty: only in memory
   */
  public record Request(
      ArchitectureSelection selection,
      List<String> columns,
      List<Metric> metrics,
      Optional<Path> store) {}

  private ArchitectureScoring(
      LoadedExperiment loaded,
      Space<A> space,
      Subjects<A> subjects,
      Supplier<Dataset> images,
      Request request,
      List<String> parts,
      List<A> architectures) {
    this.loaded = loaded;
    this.images = images;
    experiment = loaded.experiment();
    this.space = space;
    this.subjects = subjects;
    this.request = request;
    this.parts = List.copyOf(parts);
    this.architectures = architectures;
  }

  /**
   * Selects the architectures.
   *
   * @param images reads them; not asked where networks are scored on other machines
   * @throws UserException if they cannot be had, or are too many to vote
   */
  public static <A> ArchitectureScoring<A> of(
      LoadedExperiment loaded, Space<A> space, Supplier<Dataset> images, Request request) {
    return of(
        loaded,
        space,
        Subjects.of(space, loaded.experiment().spaceSettings()),
        images,
        request,
        List.of("search-space.", "data.", "proxies."));
  }

  /**
   * Selects networks of a space that the experiment does not name and that has no settings; their
   * scores are kept by their digests. All else is as above.
   *
   * @throws UserException if they are to be scored in other processes
   */
  public static <A> ArchitectureScoring<A> ofGiven(
      LoadedExperiment loaded, Space<A> space, Supplier<Dataset> images, Request request) {
    Execution execution = loaded.experiment().execution();
    if (execution.inProcesses() || execution.cluster().isPresent()) {
      throw new UserException(
          "Networks that no space describes are scored in this process only",
          execution.inProcesses()
              ? "leave execution.isolation out"
              : "make execution.workers a number");
    }
    return of(
        loaded,
        space,
        Subjects.byDigest(Blueprint.required(space)),
        images,
        request,
        List.of("data.", "proxies."));
  }

  private static <A> ArchitectureScoring<A> of(
      LoadedExperiment loaded,
      Space<A> space,
      Subjects<A> subjects,
      Supplier<Dataset> images,
      Request request,
      List<String> parts) {
    List<A> architectures = request.selection().of(space, loaded.experiment().seed());
    if (request.columns().contains(Vote.NAME) && architectures.size() > Vote.MOST_NETWORKS) {
      throw new UserException(
          "The vote compares every pair, so "
              + architectures.size()
              + " architectures are too many for it: at most "
              + Vote.MOST_NETWORKS
              + " can vote",
          "leave out vote");
    }
    return new ArchitectureScoring<>(
        loaded, space, subjects, images, request, parts, architectures);
  }

  /** Returns how many architectures there are. */
  public int size() {
    return architectures.size();
  }

  /**
   * Scores them; what was scored before is not measured again.
   *
   * @param workplaces gives where networks are measured; it is closed when they are
   * @param notices takes sentences about what went wrong there, on any thread
   * @throws InterruptedException if the thread is interrupted; what was measured is kept
   */
  public ScoreTable<A> score(
      Function<Experiment, Optional<Workplace>> workplaces,
      Consumer<String> notices,
      ScoringListener listener)
      throws InterruptedException {
    Optional<Workplace> workplace = workplaces.apply(experiment);
    try {
      Setup setup = Setup.of(experiment, Optional.empty());
      ProxyService<A> here = service(new Elsewhere(workplace, setup), notices);
      service = here;
      ProxyService<A> there =
          workplace
              .map(
                  place ->
                      here.measuredAt(
                          new PlacedScoring<>(space, setup, here.circumstances(), place, notices)))
              .orElse(here);
      return new ScoreTable<>(
          space, request.columns(), there.scores(architectures, request.metrics(), listener));
    } finally {
      workplace.ifPresent(Workplace::close);
    }
  }

  private ProxyService<A> service(Elsewhere elsewhere, Consumer<String> notices) {
    Optional<Description> described = elsewhere.description();
    described.ifPresent(
        told -> {
          loaded.requireFit(space, told.data());
          told.data()
              .inventory()
              .sentences()
              .forEach(line -> notices.accept(told.data().name() + ": " + line + "."));
        });
    return new ProxyService<>(
        elsewhere.scorer(
            loaded, subjects, () -> described.<Dataset>map(Description::data).orElseGet(images)),
        request.store(),
        experiment.execution().slots());
  }

  /** Returns what the scores depend on; to be called when there are some. */
  public Provenance provenance(String version, Optional<String> gitCommit, Instant startedAt) {
    SortedMap<String, String> settings = new TreeMap<>();
    for (String part : parts) {
      experiment.settings(part).forEach((key, value) -> settings.put(part + key, value));
    }
    settings.put("score.architectures", request.selection().toString());
    settings.put("score.metrics", String.join(",", request.columns()));
    return new Provenance(
        version,
        gitCommit,
        Provenance.Machine.current(),
        experiment.seed(),
        startedAt,
        List.of(),
        experiment.identity(),
        settings,
        Objects.requireNonNull(service).circumstances(request.metrics()));
  }
}
