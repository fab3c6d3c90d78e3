package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Objective;
import nas.experiment.config.LoadedExperiment;
import nas.strategy.scalar.WeightedSum;

/** What strategies are told that search for a weighted sum of several objectives. */
final class WeightedSums {

  private WeightedSums() {}

  /**
   * Returns the sum that a strategy is told; empty: it is told the values themselves.
   *
   * @param index index of the strategy in the experiment
   * @throws nas.experiment.config.ExperimentException if the weights are no weights
   */
  static Optional<WeightedSum> of(LoadedExperiment loaded, int index) {
    try {
      return loaded.experiment().strategies().get(index).scalarise().map(WeightedSum::of);
    } catch (InvalidSettingException refused) {
      throw loaded.explain(path(index), refused);
    }
  }

  /**
   * Refuses weights that do not fit the objectives.
   *
   * @param evaluated the objective of the evaluator
   * @throws nas.experiment.config.ExperimentException for the first of them
   */
  static void requireObjectives(LoadedExperiment loaded, Objective evaluated) {
    List<Objective> objectives = new ArrayList<>(List.of(evaluated));
    objectives.addAll(FurtherObjectives.of(loaded.experiment()));
    for (int index = 0; index < loaded.experiment().strategies().size(); index++) {
      Optional<WeightedSum> sum = of(loaded, index);
      try {
        sum.ifPresent(told -> told.requireOf(objectives));
      } catch (InvalidSettingException refused) {
        throw loaded.explain(path(index), refused);
      }
    }
  }

  private static String path(int index) {
    return "strategies[" + index + "]";
  }
}
