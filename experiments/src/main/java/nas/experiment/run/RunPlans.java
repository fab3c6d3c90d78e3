package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.data.ImageData;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.StrategyEntry;
import nas.space.SearchSpace;
import nas.strategy.StrategyContext;

/** Makes the parts that an experiment names. */
public final class RunPlans {

  private RunPlans() {}

  /**
   * Makes search space, evaluator and strategies, and reads the images if the evaluator needs them.
   *
   * @param workers evaluations at once
   * @throws nas.experiment.config.ExperimentException if a part refuses a setting
   * @throws nas.evaluator.data.DataException if images are missing or damaged
   */
  public static RunPlan<?> make(LoadedExperiment loaded, int workers) {
    Optional<ImageData> data =
        loaded.evaluatorNeedsImages() ? Optional.of(loaded.readData()) : Optional.empty();
    return make(loaded, loaded.createSearchSpace(), data, workers);
  }

  private static <A> RunPlan<A> make(
      LoadedExperiment loaded, SearchSpace<A> space, Optional<ImageData> data, int workers) {
    Experiment experiment = loaded.experiment();
    int trainedModels = experiment.budget().trainedModels();
    List<RunPlan.NamedStrategy<A>> strategies = new ArrayList<>();
    for (int index = 0; index < experiment.strategies().size(); index++) {
      StrategyEntry entry = experiment.strategies().get(index);
      int strategy = index;
      RunPlan.NamedStrategy<A> named =
          new RunPlan.NamedStrategy<>(
              entry.label(),
              repetition ->
                  loaded.createStrategy(
                      strategy,
                      space,
                      new StrategyContext(experiment.seed(), repetition, trainedModels)));
      // Once in vain, so that a setting is refused before anything is trained.
      Objects.requireNonNull(named.forRepetition().apply(0), entry.label());
      strategies.add(named);
    }
    Evaluator<A> evaluator =
        loaded.createEvaluator(space, new EvaluatorContext(data, experiment.seed()));
    return new RunPlan<>(
        space,
        evaluator,
        strategies,
        trainedModels,
        experiment.budget().maxConsecutiveDuplicates(),
        experiment.repetitions(),
        experiment.seed(),
        workers);
  }
}
