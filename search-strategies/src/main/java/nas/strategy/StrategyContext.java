package nas.strategy;

import java.util.random.RandomGenerator;
import nas.space.Seeds;

/**
 * What a strategy may know about the repetition it runs in.
 *
 * @param rootSeed seed of the experiment
 * @param repetition index of the repetition, from 0
 * @param trainedModels budget of the repetition: how many networks may be trained, at least 1
 */
public record StrategyContext(long rootSeed, int repetition, int trainedModels) {

  /**
   * Returns the generator for the k-th proposal. A generator per proposal, and not one for all,
   * makes each proposal independent of how the others were drawn.
   */
  public RandomGenerator random(int proposal) {
    return Seeds.generator(Seeds.derive(rootSeed, repetition, proposal, Seeds.Purpose.STRATEGY));
  }
}
