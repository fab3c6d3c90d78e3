package nas.experiment.run;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Fidelity;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.StrategyEntry;
import nas.experiment.score.ColumnMetric;
import nas.proxy.Metric;
import nas.proxy.metric.Preference;
import nas.proxy.metric.Vote;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringPlace;
import nas.proxy.service.SubjectScorer;
import nas.space.Blueprint;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.MoveProposal;
import nas.strategy.guide.Warmup;
import nas.strategy.scalar.Scalarised;
import nas.strategy.scalar.WeightedSum;
import org.jspecify.annotations.Nullable;

/**
 * Makes the strategies of an experiment, guided by zero-cost metrics where it says so.
 *
 * @param <A> the architecture
 */
final class GuidedStrategies<A> {

  /** Begins what the scores of metrics depend on, in a run's provenance. */
  static final String PROXIES = "proxies.";

  private final LoadedExperiment loaded;
  private final Space<A> space;
  private final Supplier<SubjectScorer<A>> measuring;
  private final ScoreColumns<A> columns;
  private final Optional<Elsewhere<A>> elsewhere;
  private final Map<Preference, ProxyScorer<A>> scorers = new HashMap<>();
  private @Nullable ProxyService<A> service;
  private @Nullable List<Fidelity> fidelities;

  /** Makes the place where networks are scored, if that is not this process. */
  @FunctionalInterface
  interface Elsewhere<A> {
    /**
     * Makes it.
     *
     * @param circumstances what scores depend on, which must be the same there
     */
    ScoringPlace<A> make(SortedMap<String, String> circumstances);
  }

  /**
   * Prepares them.
   *
   * @param measuring makes what scores networks; asked only where metrics guide a strategy
   * @param columns knows the scores that are columns of the evaluator's table
   * @param elsewhere where networks are scored; empty: on threads of this process
   */
  GuidedStrategies(
      LoadedExperiment loaded,
      Space<A> space,
      Supplier<SubjectScorer<A>> measuring,
      ScoreColumns<A> columns,
      Optional<Elsewhere<A>> elsewhere) {
    this.columns = columns;
    this.elsewhere = elsewhere;
    this.loaded = loaded;
    this.space = space;
    this.measuring = measuring;
  }

  /**
   * Makes a strategy.
   *
   * @param index its index in the experiment
   * @param progress told how far it is while networks are scored
   * @throws nas.experiment.config.ExperimentException if it refuses a setting
   */
  Strategy<A> strategy(int index, int repetition, Consumer<RunListener.Scoring> progress) {
    Experiment experiment = loaded.experiment();
    StrategyEntry entry = experiment.strategies().get(index);
    Optional<WeightedSum> sum = WeightedSums.of(loaded, index);
    StrategyContext context =
        new StrategyContext(
            experiment.seed(),
            repetition,
            experiment.budget().models(),
            fidelities(),
            sum.isPresent() ? List.of() : FurtherObjectives.of(experiment));
    requireNeighbours(entry, index);
    String path = "strategies[" + index + "].";
    String search =
        entry.label() + (experiment.repetitions() == 1 ? "" : ", repetition " + repetition);
    long seed = Seeds.derive(experiment.seed(), repetition, -1, Seeds.Purpose.STRATEGY);
    Guidance<A> guidance =
        new Guidance<>(
            entry
                .warmup()
                .map(
                    warmup ->
                        new Guidance.Start<>(
                            new Warmup(warmup.samples(), warmup.by()),
                            watched(
                                located(warmup.proxy(), path + "warmup", warmup.samples()),
                                "the warmup of " + search,
                                warmup.proxy(),
                                progress),
                            Seeds.mix(seed ^ Seeds.hash("warmup")))),
            entry
                .moveProposal()
                .map(
                    moves ->
                        new Guidance.Moves<>(
                            new MoveProposal(
                                moves.candidates(), moves.randomShare(), moves.revisit()),
                            watched(
                                located(moves.proxy(), path + "move-proposal", 1),
                                "the moves of " + search,
                                moves.proxy(),
                                progress))),
            (setting, metric) ->
                watched(scorer(setting, metric), "the predictor of " + search, metric, progress));
    Strategy<A> strategy = loaded.createStrategy(index, space, context, guidance);
    return sum.<Strategy<A>>map(told -> new Scalarised<>(strategy, told)).orElse(strategy);
  }

  private void requireNeighbours(StrategyEntry entry, int index) {
    Optional<String> why = space.whyNoNeighbours();
    if (why.isEmpty()) {
      return;
    }
    String path = "strategies[" + index + "]";
    if (entry.moveProposal().isPresent()) {
      throw loaded.explain(
          path,
          new InvalidSettingException(
              "move-proposal",
              "move-proposal chooses among neighbours, but " + why.get(),
              "leave it out, or use a warmup"));
    }
    if (entry.warmup().filter(warmup -> warmup.by() == Warmup.By.EVOLUTION).isPresent()) {
      throw loaded.explain(
          path + ".warmup",
          new InvalidSettingException(
              "by", "by (evolution) edits architectures, but " + why.get(), "write by: sampling"));
    }
  }

  /**
   * Returns the fidelities that the evaluator offers.
   *
   * @throws nas.experiment.config.ExperimentException if it refuses a setting
   */
  List<Fidelity> fidelities() {
    List<Fidelity> known = fidelities;
    if (known == null) {
      known = loaded.fidelities();
      fidelities = known;
    }
    return known;
  }

  private static <A> ArchitectureScorer<A> watched(
      ProxyScorer<A> scorer, String purpose, String proxy, Consumer<RunListener.Scoring> progress) {
    return scorer.telling(
        (scored, kept, total) ->
            progress.accept(new RunListener.Scoring(purpose, proxy, scored, kept, total)));
  }

  /** Returns a scorer for at most so many architectures at once. */
  private ProxyScorer<A> located(String proxy, String path, int samples) {
    try {
      ProxyScorer<A> scorer = scorer("proxy", proxy);
      if (scorer.preference().rule() == Preference.Rule.VOTE) {
        requireVoters(samples);
      }
      return scorer;
    } catch (InvalidSettingException refused) {
      throw loaded.explain(path, refused);
    }
  }

  private void requireVoters(int samples) {
    if (samples > Vote.MOST_NETWORKS
        && space.size().compareTo(BigInteger.valueOf(Vote.MOST_NETWORKS)) > 0) {
      throw new InvalidSettingException(
          "samples",
          String.format(
              Locale.ROOT,
              "samples (%,d) is too much for the vote, which compares every pair: at most %,d"
                  + " architectures can vote",
              samples,
              Vote.MOST_NETWORKS),
          "lower samples, or add ranks: " + String.join(" + ", Vote.PUBLISHED));
    }
  }

  private static boolean needsNetworks(Preference preference) {
    return !measured(preference).isEmpty();
  }

  /** Returns the metrics that are not looked up. */
  private static List<Metric> measured(Preference preference) {
    return preference.metrics().stream()
        .filter(metric -> !(metric instanceof ColumnMetric))
        .toList();
  }

  private ProxyScorer<A> scorer(String setting, String proxy) {
    Preference preference;
    try {
      preference =
          Preference.parse(
              proxy, term -> columns.find(setting, term, name -> loaded.metrics().find(name)));
    } catch (UserException unknown) {
      throw new InvalidSettingException(
          setting, String.valueOf(unknown.getMessage()), unknown.advice());
    }
    if (needsNetworks(preference) && Blueprint.of(space).isEmpty()) {
      throw new InvalidSettingException(
          setting,
          setting + " (" + proxy + ") scores networks, but " + space.whyNo(Blueprint.class),
          columns.names().isEmpty()
              ? "leave it out, or use a table with columns of scores"
              : "rank by a column of the table, as in {column: " + columns.names().get(0) + "}");
    }
    return scorers.computeIfAbsent(
        preference, wanted -> new ProxyScorer<>(space, this::service, columns, wanted));
  }

  /** Returns the service, made when a search first needs it, on whichever thread. */
  private synchronized ProxyService<A> service() {
    ProxyService<A> made = service;
    if (made == null) {
      Experiment experiment = loaded.experiment();
      ProxyService<A> here =
          new ProxyService<>(
              measuring.get(),
              Optional.of(experiment.execution().scoreStoreFolder()),
              experiment.execution().slots());
      made = elsewhere.map(place -> here.measuredAt(place.make(here.circumstances()))).orElse(here);
      service = made;
    }
    return made;
  }

  /**
   * Refuses what the metrics of the strategies made so far would refuse once they score.
   *
   * @throws nas.core.UserException if there are too few images
   */
  void requireMeasurable() {
    for (Preference preference : scorers.keySet()) {
      List<Metric> measured = measured(preference);
      if (!measured.isEmpty()) {
        service().requireMeasurable(measured);
      }
    }
  }

  /**
   * Refuses a place where networks cannot be scored as they would be here, if the strategies made
   * so far want scores.
   *
   * @throws nas.core.UserException if they cannot
   */
  void requireUsablePlace() {
    for (Preference preference : scorers.keySet()) {
      List<Metric> measured = measured(preference);
      if (!measured.isEmpty()) {
        try {
          service().requireUsablePlace(measured);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new StoppedException(e);
        }
      }
    }
  }

  /** Says whether something in a run's provenance is of the engine that scored networks. */
  static boolean isOfEngine(String key) {
    return key.startsWith(PROXIES + "engine.");
  }

  /**
   * Returns what the scores depend on, for provenance; empty if no strategy that was made uses
   * metrics.
   */
  SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>();
    List<Metric> metrics =
        scorers.keySet().stream().flatMap(one -> measured(one).stream()).distinct().toList();
    if (!metrics.isEmpty()) {
      service()
          .circumstances(metrics)
          .forEach((key, value) -> provenance.put(PROXIES + key, value));
    }
    return provenance;
  }
}
