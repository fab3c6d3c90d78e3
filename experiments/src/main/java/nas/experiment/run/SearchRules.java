package nas.experiment.run;

import java.util.List;
import java.util.Optional;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.evaluator.MedianStopping;
import nas.experiment.config.Budget;

/**
 * What holds for every search of an experiment.
 *
 * @param budget what one search may cost
 * @param fidelities the fidelities of the evaluator, as strategies see them
 * @param further the objectives beside the value that the evaluator gives
 * @param medianStopping when trainings end that lag behind, if any do
 */
public record SearchRules(
    Budget budget,
    List<Fidelity> fidelities,
    List<Objective> further,
    Optional<MedianStopping> medianStopping) {

  /** Returns what holds for a network beside the searches, which is evaluated once and in full. */
  SearchRules ofOneNetwork() {
    return new SearchRules(Budget.ofOneNetwork(), fidelities, List.of(), Optional.empty());
  }

  /** Copies the lists. */
  public SearchRules {
    fidelities = List.copyOf(fidelities);
    further = List.copyOf(further);
  }
}
