package nas.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import nas.core.plugin.Plugin;
import nas.core.trial.Better;
import nas.experiment.cli.Main;
import nas.experiment.place.Workplaces;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.RunListener;
import nas.experiment.run.RunSession;

/**
 * An experiment in the making. It is immutable: every method returns another one. Everything that
 * is not said has the default that experiment files have.
 */
public final class SearchBuilder {

  private static final String STRATEGIES = "strategies";

  private final Draft draft;

  private SearchBuilder(Draft draft) {
    this.draft = draft;
  }

  static SearchBuilder of(Part space) {
    return new SearchBuilder(new Draft(Map.of("name", "search"), List.of()))
        .with("search-space", space);
  }

  /**
   * Sets any value of the experiment.
   *
   * @param key a key of experiment files at the top level, such as {@code final-training}
   * @param value see {@link Part#settings}
   */
  public SearchBuilder with(String key, Object value) {
    return new SearchBuilder(draft.with(key, value));
  }

  private SearchBuilder within(String key, String inner, Object value) {
    return new SearchBuilder(draft.within(key, inner, value));
  }

  /** Names the experiment; by default it is called search. */
  public SearchBuilder named(String name) {
    return with("name", name);
  }

  /** Adds a strategy; several are compared. */
  public SearchBuilder by(Part strategy) {
    List<Object> strategies = new ArrayList<>(strategies());
    strategies.add(strategy.tree());
    return with(STRATEGIES, strategies);
  }

  /** Adds a strategy under a name of its own. */
  public SearchBuilder by(String name, Part strategy) {
    return by(strategy).ofLastStrategy("name", name);
  }

  private List<?> strategies() {
    return draft.tree().get(STRATEGIES) instanceof List<?> before ? before : List.of();
  }

  private SearchBuilder ofLastStrategy(String key, Object value) {
    List<Object> strategies = new ArrayList<>(strategies());
    if (strategies.isEmpty()) {
      throw new IllegalStateException(key + " is of a strategy: say by(...) before it");
    }
    Map<String, Object> changed = new LinkedHashMap<>();
    ((Map<?, ?>) strategies.remove(strategies.size() - 1))
        .forEach((name, one) -> changed.put(String.valueOf(name), one));
    changed.put(key, value);
    strategies.add(changed);
    return with(STRATEGIES, strategies);
  }

  /**
   * Lets the last strategy start from the best of many architectures that are scored, not trained.
   *
   * @param metric a zero-cost metric, or several joined by +
   * @param architectures how many are scored
   */
  public SearchBuilder warmedUpBy(String metric, int architectures) {
    return ofLastStrategy("warmup", Map.of("proxy", metric, "samples", architectures));
  }

  /**
   * Lets the last strategy try the edits that a metric likes best.
   *
   * @param metric a zero-cost metric, or several joined by +
   */
  public SearchBuilder movedBy(String metric) {
    return ofLastStrategy("move-proposal", Map.of("proxy", metric));
  }

  /**
   * Tells the last strategy a weighted sum of all objectives, the higher the better.
   *
   * @param weights weights by objective, such as {@code accuracy-percent} or {@code
   *     log10(parameters)}
   */
  public SearchBuilder scalarised(Map<String, Double> weights) {
    return ofLastStrategy("scalarise", new TreeMap<>(weights));
  }

  /** Sets what gives an architecture its value. */
  public SearchBuilder evaluatedBy(Part evaluator) {
    return with("evaluator", evaluator);
  }

  /** Sets the images; by default the digits that come with the program. */
  public SearchBuilder on(Part images) {
    return with("data", images);
  }

  /** Sets the images: those in a folder with a folder for each class. */
  public SearchBuilder on(Path folder) {
    return on(Parts.images(folder));
  }

  /**
   * Bounds a quantity of every architecture.
   *
   * @param quantity such as {@code parameters} or {@code latency-ms.measured}
   * @param bound such as {@code <= 1e6}
   */
  public SearchBuilder where(String quantity, String bound) {
    return within("constraints", quantity, bound);
  }

  /**
   * Adds an objective beside the value that the evaluator gives.
   *
   * @param quantity such as {@code parameters} or {@code latency-ms.measured}
   * @param better which values are better
   */
  public SearchBuilder andBy(String quantity, Better better) {
    return within("objectives", quantity, better.key());
  }

  /** Sets how many networks each search trains. */
  public SearchBuilder budget(int trainedModels) {
    return within("budget", "trained-models", trainedModels);
  }

  /** Sets how often each strategy searches; by default once. */
  public SearchBuilder repetitions(int repetitions) {
    return with("repetitions", repetitions);
  }

  /** Sets the root of all random numbers; by default 42. */
  public SearchBuilder seed(long seed) {
    return with("seed", seed);
  }

  /** Sets how many networks are evaluated at once, which changes nothing but the time taken. */
  public SearchBuilder workers(int workers) {
    return within("execution", "workers", workers);
  }

  /** Makes further plug-ins known, which parts may name then. */
  public SearchBuilder using(Plugin<?>... more) {
    return new SearchBuilder(draft.using(List.of(more)));
  }

  /**
   * Returns the experiment as a file that the command line runs, all defaults written out.
   *
   * @throws nas.core.UserException if something is wrong with it
   */
  public String toYaml() {
    return draft.loaded(draft.catalogue()).experiment().toYaml();
  }

  /**
   * Searches. If the folder holds this search already, it goes on from where that ended.
   *
   * @param folder the run folder
   * @throws nas.core.UserException if something is wrong with the experiment, data are missing, or
   *     the folder holds something else
   * @throws InterruptedException if the thread was interrupted; what was done is kept
   */
  public SearchResult run(Path folder) throws InterruptedException {
    return run(folder, notice -> {}, (key, trial, resumed) -> {});
  }

  /**
   * Searches, and tells how it goes.
   *
   * @param notices takes sentences about what went wrong without a consequence for the results
   * @param listener is told of every trial and epoch
   * @throws InterruptedException if the thread was interrupted; what was done is kept
   */
  public SearchResult run(Path folder, Consumer<String> notices, RunListener listener)
      throws InterruptedException {
    Plugins catalogue = draft.catalogue();
    try (RunSession session =
        RunSession.prepare(
            draft.loaded(catalogue),
            folder,
            catalogue.reader(),
            List.of(),
            experiment -> Workplaces.wanted(experiment, Main.class, List.of(), notices),
            notices)) {
      session.begin();
      session.execute(listener, notices);
      RunSession.Finished finished = session.report();
      return new SearchResult(folder, finished.written().report(), finished.report());
    }
  }
}
