package nas.experiment.run;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Seeds;
import nas.core.text.ErrorText;
import nas.core.text.NumberText;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.evaluator.Protocol;
import nas.evaluator.training.TrainingEvaluator;
import nas.experiment.config.Budget;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.ReportSettings;
import nas.experiment.config.SpeedupSettings;
import nas.experiment.config.StrategyEntry;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.LatencyFile;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.result.plot.CellDrawing;
import nas.result.report.BestNetwork;
import nas.result.report.Caption;
import nas.result.report.Comparison;
import nas.result.report.Distinction;
import nas.result.report.Networks;
import nas.result.report.ReportInput;
import nas.result.report.StrategyRuns;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.Importance;
import nas.result.statistics.Incumbent;
import nas.result.statistics.StepCurve;
import nas.result.statistics.Target;
import nas.space.Factors;
import nas.space.Space;

/** Turns the journals of a run into what people read. */
public final class RunReports {

  private static final String AGAIN = "java -jar nas.jar run experiment.yaml --out another-folder";

  private RunReports() {}

  /** Returns the command that does a run again, from the resolved experiment in its folder. */
  public static String again(PooledRuns runs) {
    return AGAIN + plugins(runs);
  }

  /** Returns the option that gives the jars of plug-ins again; begins with a space unless empty. */
  public static String plugins(PooledRuns runs) {
    String jars = String.join(",", runs.jars());
    return jars.isEmpty() ? "" : " --plugins " + ErrorText.shellQuoted(jars);
  }

  /** Returns the searches gathered by strategy, in the order of the experiment. */
  public static List<StrategyRuns> byStrategy(Experiment experiment, List<SearchJournal> journals) {
    return all(experiment, journals).subList(0, experiment.strategies().size());
  }

  /** Returns them, and behind them the networks beside the searches. */
  static List<StrategyRuns> all(Experiment experiment, List<SearchJournal> journals) {
    List<StrategyRuns> strategies = new ArrayList<>();
    List<String> labels = experiment.labels();
    for (int index = 0; index < labels.size(); index++) {
      int strategy = index;
      List<List<TrialRecord>> repetitions =
          journals.stream()
              .filter(journal -> journal.key().strategyIndex() == strategy)
              .map(SearchJournal::trials)
              .toList();
      strategies.add(new StrategyRuns(labels.get(index), kind(experiment, index), repetitions));
    }
    return strategies;
  }

  static StrategyRuns.Kind kind(Experiment experiment, int index) {
    return index < experiment.strategies().size()
        ? StrategyRuns.Kind.SEARCH
        : StrategyRuns.Kind.NETWORK;
  }

  /**
   * Returns the networks with the best validation accuracies of a run, each architecture once, with
   * their latencies among their measurements where these were measured.
   *
   * @param space draws them, if it is at hand
   * @param count how many at most
   * @throws nas.core.UserException if the file of the latencies is damaged
   */
  public static List<BestNetwork> best(
      OpenedRun run, Optional<Space<?>> space, List<StrategyRuns> strategies, int count) {
    return select(space, strategies, count).stream()
        .map(network -> measured(network, run, space))
        .toList();
  }

  private static List<BestNetwork> select(
      Optional<Space<?>> space, List<StrategyRuns> strategies, int count) {
    return BestNetwork.select(strategies, count, architecture -> drawings(space, architecture));
  }

  private static List<BestNetwork.Drawing> drawings(Optional<Space<?>> space, String architecture) {
    return space.map(known -> new BestNetwork.Drawing("", draw(known, architecture))).stream()
        .toList();
  }

  /** Returns a network with its latency among its measurements, if that was measured in its run. */
  private static BestNetwork measured(
      BestNetwork network, OpenedRun run, Optional<Space<?>> space) {
    return space.isPresent()
            && Constraints.measured(run.loaded())
            && Files.exists(run.folder().latencyFile())
        ? measured(network, space.get(), LatencyFile.read(run.folder().latencyFile()))
        : network;
  }

  private static <A> BestNetwork measured(
      BestNetwork network, Space<A> space, LatencyFile latencies) {
    A architecture = space.parse(network.trial().architecture());
    OptionalDouble latency = latencies.find(space.format(space.representative(architecture)));
    return latency.isPresent()
        ? network.withMeasurement(MeasuredLatencies.QUANTITY, latency.getAsDouble())
        : network;
  }

  private static <A> CellDrawing draw(Space<A> space, String architecture) {
    return CellDrawings.of(space, space.parse(architecture));
  }

  /**
   * Gathers what the report of a run is about from its journals, which are read once.
   *
   * @throws nas.core.UserException if a journal is damaged
   */
  public static ReportInput input(OpenedRun run, Optional<Space<?>> space) {
    PooledRuns.Pooled only = new PooledRuns.Pooled(run.folder().path(), run, run.journals());
    PooledRuns runs = new PooledRuns(List.of(only));
    return input(runs, space, again(runs));
  }

  /**
   * Gathers what the report of one or several pooled runs is about.
   *
   * @param command the command that does the same again
   * @throws nas.core.UserException if a journal is damaged
   */
  public static ReportInput input(PooledRuns runs, Optional<Space<?>> space, String command) {
    LoadedExperiment loaded = runs.first().loaded();
    Experiment experiment = loaded.experiment();
    loaded.baseline();
    loaded.requireReachable();
    space.ifPresent(runs::requireArchitectures);
    List<StrategyRuns> strategies = runs.strategies();
    Incumbent incumbent = experiment.report().incumbent();
    Caption caption = caption(runs, incumbent);
    ReportInput.Origin origin =
        new ReportInput.Origin(
            runs.runs().stream().map(PooledRuns.Pooled::source).toList(), command);
    Counting counting =
        new Counting(
            caption.objective(),
            FurtherObjectives.of(experiment),
            incumbent,
            time(loaded, strategies),
            FrontScales.of(runs.first(), space, caption.objective()));
    return new ReportInput(
        new ReportInput.Heading(
            experiment.name(),
            description(runs.first(), space, caption)
                + Distinction.of(strategies, origin)
                    .flatMap(Distinction::warning)
                    .map(warning -> " Warning: " + warning)
                    .orElse(""),
            runs.finished(space),
            runs.endings()),
        strategies,
        networks(runs, space, strategies, caption),
        origin,
        compare(loaded, strategies, counting.incumbent()),
        caption,
        new ReportInput.Charts(
            experiment.report().modelsAxis() == ReportSettings.Scale.LOGARITHMIC,
            experiment
                .report()
                .accuracyFrom()
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty()),
            loaded.published()),
        counting,
        statisticsSeed(experiment));
  }

  private static Networks networks(
      PooledRuns runs, Optional<Space<?>> space, List<StrategyRuns> strategies, Caption caption) {
    int count = Math.max(1, runs.first().experiment().report().best());
    List<BestNetwork> all =
        BestNetwork.select(strategies, Integer.MAX_VALUE, architecture -> List.of());
    List<BestNetwork> listed =
        all.stream()
            .limit(Math.max(count, Networks.MOST_LISTED))
            .map(network -> network.drawn(drawings(space, network.trial().architecture())))
            .map(network -> measured(network, runs.of(caption.origin(network.repetition())), space))
            .toList();
    return new Networks(
        listed.subList(0, Math.min(count, listed.size())),
        listed,
        space
            .map(
                known ->
                    importance(
                        known, all, caption.objective(), statisticsSeed(runs.first().experiment())))
            .orElse(List.of()));
  }

  private static <A> List<Importance> importance(
      Space<A> space, List<BestNetwork> networks, Objective objective, long seed) {
    return Factors.of(space)
        .map(
            factors ->
                Importance.of(
                    networks.stream()
                        .map(network -> factors.of(space.parse(network.trial().architecture())))
                        .toList(),
                    networks.stream()
                        .mapToDouble(network -> network.result().validation())
                        .toArray(),
                    objective.better() == Better.HIGHER,
                    seed))
        .orElse(List.of());
  }

  /** Returns what must be known to read figures of runs whose repetitions are pooled. */
  private static Caption caption(PooledRuns runs, Incumbent incumbent) {
    LoadedExperiment loaded = runs.first().loaded();
    return caption(
        loaded,
        runs.first().space(),
        objective(runs),
        runs.runs().stream().map(PooledRuns.Pooled::rootSeed).toList(),
        incumbent);
  }

  /** Returns what the values are: those of the journals, or before the first what is asked for. */
  private static Objective objective(PooledRuns runs) {
    List<List<TrialRecord>> searches =
        runs.strategies().stream().flatMap(all -> all.repetitions().stream()).toList();
    // Which values are better does not matter where there are none.
    return StepCurve.objective(searches)
        .orElseGet(() -> objective(runs.first().loaded().protocol()));
  }

  private static Objective objective(Protocol protocol) {
    return protocol.scores()
        ? Objective.ofScores(protocol.metric(), Better.HIGHER)
        : Objective.ofMetric(protocol.metric(), Better.HIGHER);
  }

  /** Returns what must be known to read figures of a run whose incumbents are by validation. */
  public static Caption caption(OpenedRun run, List<SearchJournal> journals) {
    return caption(
        new PooledRuns(List.of(new PooledRuns.Pooled(run.folder().path(), run, journals))),
        Incumbent.VALIDATION);
  }

  private static Caption caption(
      LoadedExperiment loaded,
      Optional<Space<?>> space,
      Objective objective,
      List<Caption.RootSeed> seeds,
      Incumbent incumbent) {
    Protocol protocol = loaded.protocol();
    return new Caption(
        space.map(known -> Constraints.drawing(loaded, known)).orElse(""),
        objective,
        protocol.searched(),
        protocol.reported(),
        loaded.experiment().budget().models(),
        seeds,
        incumbent);
  }

  /**
   * Returns the cost that is training time: by the clock where networks are trained, else only if a
   * table states it for all of them.
   */
  private static Optional<Cost> time(LoadedExperiment loaded, List<StrategyRuns> strategies) {
    if (loaded.protocol().trains()) {
      return Optional.of(Cost.TRAIN_SECONDS);
    }
    List<TrialRecord> trials =
        strategies.stream()
            .flatMap(runs -> runs.repetitions().stream())
            .flatMap(List::stream)
            .toList();
    return Cost.simulated(trials) ? Optional.of(Cost.TABLE_SECONDS) : Optional.empty();
  }

  /** Returns in sentences which searches ended otherwise than by spending their budget, and why. */
  public static List<String> endings(Experiment experiment, List<SearchJournal> journals) {
    List<String> sentences = new ArrayList<>();
    for (int index = 0; index < experiment.strategies().size(); index++) {
      int strategy = index;
      SortedMap<SearchEnd.Reason, List<SearchEnd>> byReason = new TreeMap<>();
      journals.stream()
          .filter(journal -> journal.key().strategyIndex() == strategy)
          .flatMap(journal -> journal.journal().end().stream())
          .filter(end -> end.reason() != SearchEnd.Reason.BUDGET_SPENT)
          .forEach(
              end -> byReason.computeIfAbsent(end.reason(), reason -> new ArrayList<>()).add(end));
      String label = experiment.strategies().get(index).label();
      byReason.forEach(
          (reason, ends) ->
              sentences.add(
                  label
                      + ": "
                      + (experiment.repetitions() == 1
                          ? "the search"
                          : ends.size() + " of " + experiment.repetitions() + " searches")
                      + (reason == SearchEnd.Reason.TARGET_REACHED
                          ? " ended: "
                          : " ended before the budget was spent: ")
                      + inWords(reason, ends)
                      + "."));
    }
    return List.copyOf(sentences);
  }

  private static String inWords(SearchEnd.Reason reason, List<SearchEnd> ends) {
    boolean alike = ends.stream().map(SearchEnd::detail).distinct().count() == 1;
    return alike ? ends.get(0).inWords() : reason.words();
  }

  /** Returns the seed of all bootstraps of a run. */
  public static long statisticsSeed(Experiment experiment) {
    return Seeds.derive(experiment.seed(), 0, -1, Seeds.Purpose.STATISTICS);
  }

  /**
   * Compares the strategies of a run with its baseline; empty if there is only one, or if no
   * strategy has begun a second repetition, as one tells nothing about chance.
   *
   * @param by what makes a network the incumbent of a search
   * @throws nas.experiment.config.ExperimentException if there is no such baseline
   */
  public static Optional<Comparison> compare(
      LoadedExperiment loaded, List<StrategyRuns> strategies, Incumbent by) {
    int baseline = loaded.baseline();
    boolean repeated =
        strategies.stream()
            .anyMatch(
                runs ->
                    runs.repetitions().stream().filter(trials -> !trials.isEmpty()).count() > 1);
    if (strategies.size() < 2 || !repeated) {
      return Optional.empty();
    }
    SpeedupSettings settings = loaded.experiment().report().speedup();
    List<Comparison.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      if (i != baseline) {
        // The same repetition has the same seed in every strategy.
        pairs.add(new Comparison.Pair(strategies.get(baseline), strategies.get(i), true));
      }
    }
    List<Target> targets =
        settings.targets().stream()
            .<Target>map(
                target ->
                    target.number().isPresent()
                        ? new Target.Value(target.number().getAsDouble())
                        : new Target.BaselineFinal())
            .distinct()
            .toList();
    return Optional.of(
        Comparison.of(pairs, targets, settings.at(), by, statisticsSeed(loaded.experiment())));
  }

  private static String description(OpenedRun run, Optional<Space<?>> space, Caption caption) {
    int repetitions = caption.seeds().stream().mapToInt(Caption.RootSeed::repetitions).sum();
    Experiment experiment = run.experiment();
    List<String> names = experiment.strategies().stream().map(StrategyEntry::label).toList();
    String searched =
        String.format(
            Locale.ROOT,
            "%s searched %s with a budget of %s, %s.",
            String.join(names.size() == 2 ? " and " : ", ", names),
            space
                .map(known -> searched(run.loaded(), known))
                .orElseGet(() -> "the architectures of " + experiment.searchSpace().name()),
            budget(experiment.budget(), caption.objective()),
            (repetitions == 1 ? "once" : repetitions + " times each") + beside(experiment));
    String told =
        experiment.description().map(given -> given.strip() + " " + searched).orElse(searched);
    return told
        + run.provenance()
            .flatMap(
                known -> Optional.ofNullable(known.evaluator().get(TrainingEvaluator.TEST_BASIS)))
            .map(sentence -> " " + sentence)
            .orElse("")
        + run.undrawn().map(why -> " " + why.getMessage() + ".").orElse("");
  }

  private static String beside(Experiment experiment) {
    List<String> names = experiment.labels();
    List<String> networks = names.subList(experiment.strategies().size(), names.size());
    return networks.isEmpty()
        ? ""
        : "; evaluated beside them, with the seeds of their first trials: "
            + String.join(", ", networks);
  }

  private static String searched(LoadedExperiment loaded, Space<?> space) {
    return "%s %s architectures of %s"
        .formatted(
            Constraints.measured(loaded) ? "those that are fast enough of the" : "the",
            NumberText.count(space.size()),
            space.name());
  }

  private static String budget(Budget budget, Objective objective) {
    return budget.inWords().replaceFirst("^(\\d+) network", "$1 " + objective.done() + " network");
  }
}
