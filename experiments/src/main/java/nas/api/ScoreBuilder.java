package nas.api;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.Plugin;
import nas.engine.data.Dataset;
import nas.experiment.cli.Main;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.MetricNames;
import nas.experiment.place.Workplaces;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.ArchitectureScoring;
import nas.experiment.score.ArchitectureSelection;
import nas.experiment.score.NamedNetworks;
import nas.experiment.score.UsualExperiment;
import nas.network.Network;
import nas.proxy.service.ScoringListener;
import nas.space.Space;

/**
 * Scores in the making: architectures of a space, or networks of any origin, by zero-cost metrics,
 * without training. It is immutable: every method returns another one. Everything that is not said
 * has the default that {@code nas.jar score} has, but that scores are kept in memory alone.
 */
public final class ScoreBuilder {

  private static final String DATA = "data";
  private static final String NETWORKS = "networks";

  private final Draft draft;
  private final Map<String, Network> networks;
  private final Request request;

  /** Which architectures, by what, and where scores are kept. */
  private record Request(
      Optional<ArchitectureSelection> selection, List<String> metrics, Optional<Path> store) {}

  private ScoreBuilder(Draft draft, Map<String, Network> networks, Request request) {
    this.draft = draft;
    this.networks = networks;
    this.request = request;
  }

  private static ScoreBuilder of(Map<String, Network> networks) {
    return new ScoreBuilder(
        Draft.of(UsualExperiment.text()),
        networks,
        new Request(Optional.empty(), List.of(), Optional.empty()));
  }

  static ScoreBuilder ofSpace(Part space) {
    return of(Map.of()).with("search-space", space);
  }

  static ScoreBuilder ofNetworks(Map<String, Network> networks) {
    NamedNetworks named = new NamedNetworks(NETWORKS, networks);
    return of(new LinkedHashMap<>(networks)).with(DATA, new Part("noise", named.noise()));
  }

  private ScoreBuilder with(Request changed) {
    return new ScoreBuilder(draft, networks, changed);
  }

  /**
   * Sets any value of an experiment that scores depend on.
   *
   * @param key a key of experiment files at the top level, such as {@code proxies}
   * @param value see {@link Part#settings}
   */
  public ScoreBuilder with(String key, Object value) {
    return new ScoreBuilder(draft.with(key, value), networks, request);
  }

  /** Sets the metrics, {@code vote} among them if wanted; {@code all} stands for all. */
  public ScoreBuilder by(String... metrics) {
    return with(new Request(request.selection(), List.of(metrics), request.store()));
  }

  private ScoreBuilder selecting(ArchitectureSelection selection) {
    return with(new Request(Optional.of(selection), request.metrics(), request.store()));
  }

  /** Scores these architectures of the space, each in the text that the space writes. */
  public ScoreBuilder architectures(String... texts) {
    return selecting(new ArchitectureSelection.Given(List.of(texts)));
  }

  /** Scores different architectures of the space, drawn at random. */
  public ScoreBuilder sample(int count) {
    return selecting(new ArchitectureSelection.Sample(count));
  }

  /** Scores all architectures of the space. */
  public ScoreBuilder all() {
    return selecting(new ArchitectureSelection.All());
  }

  /** Sets the images; by default noise. */
  public ScoreBuilder on(Part images) {
    return with(DATA, images);
  }

  /** Sets the images: those in a folder with a folder for each class. */
  public ScoreBuilder on(Path folder) {
    return on(Parts.images(folder));
  }

  /** Sets the root of all random numbers; by default 42. */
  public ScoreBuilder seed(long seed) {
    return with("seed", seed);
  }

  /** Sets how many networks are measured at once, which changes nothing but the time taken. */
  public ScoreBuilder workers(int workers) {
    return new ScoreBuilder(draft.within("execution", "workers", workers), networks, request);
  }

  /** Keeps scores in a folder, so that nothing is measured twice, also by {@code nas.jar score}. */
  public ScoreBuilder keptIn(Path folder) {
    return with(new Request(request.selection(), request.metrics(), Optional.of(folder)));
  }

  /** Makes further plug-ins known, such as a metric, which may be named then. */
  public ScoreBuilder using(Plugin<?>... more) {
    return new ScoreBuilder(draft.using(List.of(more)), networks, request);
  }

  /**
   * Scores.
   *
   * @return the scores of each architecture, in order
   * @throws nas.core.UserException if something is wrong with what was said
   * @throws InterruptedException if the thread was interrupted; what was kept in a folder stays
   */
  public List<Scores> run() throws InterruptedException {
    return run(ScoringListener.NONE);
  }

  /**
   * Scores, and tells how it goes.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  public List<Scores> run(ScoringListener listener) throws InterruptedException {
    if (request.metrics().isEmpty()) {
      throw new IllegalStateException("nothing is said of the metrics: say by(...) before run()");
    }
    Plugins catalogue = draft.catalogue();
    LoadedExperiment loaded = draft.loaded(catalogue);
    if (networks.isEmpty()) {
      Space<?> space = loaded.createSearchSpace();
      return scores(
          ArchitectureScoring.of(
              loaded,
              space,
              () -> {
                Dataset images = loaded.readData();
                loaded.requireFit(space, images);
                return images;
              },
              request(selection(), catalogue)),
          listener);
    }
    NamedNetworks named = new NamedNetworks(NETWORKS, networks);
    ArchitectureSelection all = new ArchitectureSelection.Given(named.labels());
    return scores(
        ArchitectureScoring.ofGiven(
            loaded, named.space(), loaded::readData, request(all, catalogue)),
        listener);
  }

  private ArchitectureSelection selection() {
    return request
        .selection()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "nothing is said of which architectures: say architectures(...), sample(n) or"
                        + " all() before run()"));
  }

  private ArchitectureScoring.Request request(ArchitectureSelection which, Plugins catalogue) {
    MetricNames known = catalogue.metrics();
    List<String> columns =
        known.columns(
            request.metrics().equals(List.of(MetricNames.ALL)) ? known.all() : request.metrics());
    return new ArchitectureScoring.Request(which, columns, known.metrics(columns), request.store());
  }

  private static <A> List<Scores> scores(ArchitectureScoring<A> scoring, ScoringListener listener)
      throws InterruptedException {
    return Scores.of(
        scoring.score(
            experiment -> Workplaces.wanted(experiment, Main.class, List.of(), notice -> {}),
            notice -> {},
            listener));
  }
}
