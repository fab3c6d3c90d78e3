package nas.experiment.run;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
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
import nas.result.report.Comparison;
import nas.result.report.ReportInput;
import nas.result.report.StrategyRuns;
import nas.result.statistics.Target;
import nas.space.CellGraph;
import nas.space.SearchSpace;
import nas.space.Seeds;

/** Turns the journals of a run into what people read. */
public final class RunReports {

  private RunReports() {}

  /** Returns the searches gathered by strategy, in the order of the experiment. */
  public static List<StrategyRuns> byStrategy(Experiment experiment, List<SearchJournal> journals) {
    List<StrategyRuns> strategies = new ArrayList<>();
    for (int index = 0; index < experiment.strategies().size(); index++) {
      int strategy = index;
      List<List<TrialRecord>> repetitions =
          journals.stream()
              .filter(journal -> journal.key().strategyIndex() == strategy)
              .map(SearchJournal::trials)
              .toList();
      strategies.add(new StrategyRuns(experiment.strategies().get(index).label(), repetitions));
    }
    return strategies;
  }

  /**
   * Returns the networks with the best validation accuracies of a run, each architecture once, with
   * their latencies among their measurements where these were measured.
   *
   * @param count how many at most
   * @throws nas.result.ResultException if the file of the latencies is damaged
   */
  public static List<BestNetwork> best(
      OpenedRun run, SearchSpace<?> space, List<StrategyRuns> strategies, int count) {
    List<BestNetwork> best =
        BestNetwork.select(
            strategies,
            count,
            architecture -> List.of(new BestNetwork.Drawing("", draw(space, architecture))));
    if (!Constraints.measured(run.loaded()) || !Files.exists(run.folder().latencyFile())) {
      return best;
    }
    LatencyFile latencies = LatencyFile.read(run.folder().latencyFile());
    return best.stream().map(network -> measured(network, space, latencies)).toList();
  }

  private static <A> BestNetwork measured(
      BestNetwork network, SearchSpace<A> space, LatencyFile latencies) {
    A architecture = space.parse(network.trial().architecture());
    OptionalDouble latency = latencies.find(space.format(space.representative(architecture)));
    return latency.isPresent()
        ? network.withMeasurement(MeasuredLatencies.QUANTITY, latency.getAsDouble())
        : network;
  }

  private static <A> CellDrawing draw(SearchSpace<A> space, String architecture) {
    CellGraph graph = space.cellGraph(space.parse(architecture));
    return new CellDrawing(
        graph.nodes(),
        graph.edges().stream()
            .map(edge -> new CellDrawing.Edge(edge.from(), edge.to(), edge.label()))
            .toList());
  }

  /**
   * Gathers what the report of a run is about from its journals, which are read once.
   *
   * @throws nas.result.ResultException if a journal is damaged
   */
  public static ReportInput input(OpenedRun run, SearchSpace<?> space) {
    Experiment experiment = run.experiment();
    run.loaded().baseline();
    List<SearchJournal> journals = run.journals();
    run.requireArchitectures(journals, space);
    List<StrategyRuns> strategies = byStrategy(experiment, journals);
    return new ReportInput(
        experiment.name(),
        description(run.loaded(), space),
        run.finished(journals, space),
        endings(experiment, journals),
        strategies,
        best(run, space, strategies, Math.max(1, experiment.report().best())),
        run.provenance(),
        "java -jar nas.jar run experiment.yaml --out another-folder",
        experiment.toYaml(),
        compare(run.loaded(), strategies),
        experiment.report().modelsAxis() == ReportSettings.Scale.LOGARITHMIC,
        experiment.report().accuracyFrom().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        statisticsSeed(experiment));
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
                      + " ended before the budget was spent: "
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
   * Compares the strategies of a run with its baseline; empty if there is only one.
   *
   * @throws nas.experiment.config.ExperimentException if there is no such baseline
   */
  public static Optional<Comparison> compare(
      LoadedExperiment loaded, List<StrategyRuns> strategies) {
    int baseline = loaded.baseline();
    if (strategies.size() < 2) {
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
                        ? new Target.Accuracy(target.number().getAsDouble())
                        : new Target.BaselineFinal())
            .distinct()
            .toList();
    return Optional.of(
        Comparison.of(pairs, targets, settings.at(), statisticsSeed(loaded.experiment())));
  }

  private static String description(LoadedExperiment loaded, SearchSpace<?> space) {
    Experiment experiment = loaded.experiment();
    List<String> names = experiment.strategies().stream().map(StrategyEntry::label).toList();
    String searched =
        String.format(
            Locale.ROOT,
            "%s searched %s %,d cells of %s with a budget of %d trained networks, %s.",
            String.join(names.size() == 2 ? " and " : ", ", names),
            Constraints.measured(loaded) ? "those that are fast enough of the" : "the",
            space.size(),
            space.name(),
            experiment.budget().trainedModels(),
            experiment.repetitions() == 1 ? "once" : experiment.repetitions() + " times each");
    return experiment.description().map(given -> given.strip() + " " + searched).orElse(searched);
  }
}
