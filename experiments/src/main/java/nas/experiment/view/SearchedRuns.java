package nas.experiment.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Objective;
import nas.experiment.run.RunReports;
import nas.experiment.run.RunStatus;
import nas.result.report.StrategyRuns;

/**
 * Strategies of one or several runs that are drawn together, in the order of their colours.
 *
 * @param strategies their searches
 * @param objective what their networks are compared by
 */
record SearchedRuns(List<Named> strategies, Objective objective) {

  /**
   * A strategy.
   *
   * @param name with that of its run, where there are several runs
   */
  record Named(String name, StrategyRuns runs) {}

  /** Copies the list. */
  SearchedRuns {
    strategies = List.copyOf(strategies);
  }

  /** Returns those of some runs; empty: their networks are compared by different quantities. */
  static Optional<SearchedRuns> of(List<ViewedRun> runs) {
    List<Named> strategies = new ArrayList<>();
    Optional<Objective> objective = Optional.empty();
    for (ViewedRun run : runs) {
      Optional<RunStatus> status = run.followed().seen().status();
      if (status.isEmpty()) {
        continue;
      }
      Objective own = RunJson.objective(status.get());
      boolean begun = status.get().spent() > 0;
      if (begun && objective.isPresent() && !objective.get().equals(own)) {
        return Optional.empty();
      }
      objective = begun ? Optional.of(own) : objective;
      for (StrategyRuns searched :
          RunReports.byStrategy(status.get().run().experiment(), status.get().journals())) {
        String name = runs.size() == 1 ? "" : run.name() + ": ";
        strategies.add(new Named(name + searched.name(), searched));
      }
    }
    return Optional.of(new SearchedRuns(strategies, objective.orElse(Objective.ACCURACY)));
  }
}
