package nas.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;

/**
 * What a strategy may know about the repetition it runs in.
 *
 * @param rootSeed seed of the experiment
 * @param repetition index of the repetition, from 0
 * @param trainedModels budget of the repetition: how many networks may be trained, at least 1; an
 *     evaluation at a lower fidelity counts as its cost
 * @param fidelities the fidelities at which architectures can be evaluated, cheapest first; the
 *     last is the full one
 * @param further objectives beside the value that the evaluator gives, in the order of the values
 *     that {@link nas.core.trial.Trial#further} tells; empty: the search has one objective
 */
public record StrategyContext(
    long rootSeed,
    int repetition,
    int trainedModels,
    List<Fidelity> fidelities,
    List<Objective> further) {

  /** Copies the lists and checks that the fidelities are a {@linkplain Fidelity#ladder ladder}. */
  public StrategyContext {
    fidelities = Fidelity.ladder(fidelities);
    further = List.copyOf(further);
  }

  /** Creates the context of a repetition with one objective. */
  public StrategyContext(
      long rootSeed, int repetition, int trainedModels, List<Fidelity> fidelities) {
    this(rootSeed, repetition, trainedModels, fidelities, List.of());
  }

  /** Creates the context of a repetition in which architectures are evaluated in full only. */
  public StrategyContext(long rootSeed, int repetition, int trainedModels) {
    this(rootSeed, repetition, trainedModels, Fidelity.FULL_ONLY);
  }

  /**
   * Returns the generator for the k-th proposal. A generator per proposal, and not one for all,
   * makes each proposal independent of how the others were drawn.
   */
  public RandomGenerator random(int proposal) {
    return Seeds.generator(Seeds.derive(rootSeed, repetition, proposal, Seeds.Purpose.STRATEGY));
  }
}
