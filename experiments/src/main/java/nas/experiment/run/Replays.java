package nas.experiment.run;

import java.util.List;
import java.util.Optional;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.place.Elsewhere;
import nas.experiment.place.Setup;
import nas.result.journal.TrialRecord;
import nas.space.Space;

/** The strategies of a run, as they propose what stands in its journals; evaluates nothing. */
final class Replays<A> {

  private final LoadedExperiment loaded;
  private final Space<A> space;
  private final GuidedStrategies<A> strategies;

  Replays(OpenedRun run, Space<A> whole) {
    loaded = run.loaded();
    LazyImages images = new LazyImages(loaded, whole, notice -> {});
    space = RunPlans.searched(loaded, whole, images, run.folder());
    strategies =
        new GuidedStrategies<>(
            loaded,
            space,
            () ->
                RunPlans.scorer(
                    loaded,
                    space,
                    images,
                    new Elsewhere(
                        Optional.empty(), Setup.of(loaded.experiment(), Optional.empty()))),
            new ScoreColumns<>(() -> RunPlans.evaluator(loaded, whole, images)),
            Optional.empty());
  }

  /**
   * Returns a search that went through trials.
   *
   * @throws ForeignJournalException if the strategy proposes something else
   */
  JournaledSearch<A> replay(SearchKey key, List<TrialRecord> trials) {
    JournaledSearch<A> search =
        new JournaledSearch<>(
            key,
            space,
            strategies.strategy(key.strategyIndex(), key.repetition(), scoring -> {}),
            new SearchRules(
                loaded.experiment().budget(),
                strategies.fidelities(),
                FurtherObjectives.of(loaded.experiment()),
                Optional.empty()),
            trials,
            JournaledSearch.Gaps.none());
    search.replay();
    return search;
  }
}
