package nas.experiment.run;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import nas.evaluator.Evaluator;
import nas.evaluator.MedianStopping;
import nas.space.SearchSpace;
import nas.strategy.Level;
import nas.strategy.Strategy;

/**
 * An experiment with all its parts made, ready to run.
 *
 * @param check to be done before the run, when its folder is locked: refuses what only measurements
 *     tell, by an exception
 * @param provenance what results depend on beside the settings
 * @param strategies in the order of the experiment file
 * @param levels the fidelities of the evaluator, as strategies see them
 * @param medianStopping when trainings end that lag behind, if any do
 * @param trainedModels networks that each search may train, at least 1
 * @param maxConsecutiveDuplicates after so many duplicates in a row a search ends
 * @param repetitions searches of each strategy, at least 1
 * @param seed root of all seeds
 * @param workers evaluations at once, at least 1; changes nothing but the time taken
 * @param <A> the architecture
 */
public record RunPlan<A>(
    SearchSpace<A> space,
    Evaluator<A> evaluator,
    Runnable check,
    SortedMap<String, String> provenance,
    List<NamedStrategy<A>> strategies,
    List<Level> levels,
    Optional<MedianStopping> medianStopping,
    int trainedModels,
    int maxConsecutiveDuplicates,
    int repetitions,
    long seed,
    int workers) {

  /**
   * A strategy under its display name.
   *
   * @param name display name, unique in the experiment
   * @param maker makes the strategy for a repetition
   */
  public record NamedStrategy<A>(String name, Maker<A> maker) {}

  /** Makes a strategy. */
  @FunctionalInterface
  public interface Maker<A> {

    /**
     * Makes it.
     *
     * @param repetition from 0
     * @param progress told how far it is while networks are scored; changes nothing
     */
    Strategy<A> make(int repetition, Consumer<RunListener.Scoring> progress);
  }

  /** Copies the lists. */
  public RunPlan {
    levels = List.copyOf(levels);
    strategies = List.copyOf(strategies);
  }

  /** Returns the networks that the whole run may train. */
  public int totalModels() {
    return Math.multiplyExact(Math.multiplyExact(strategies.size(), repetitions), trainedModels);
  }
}
