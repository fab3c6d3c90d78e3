package nas.experiment.run;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nas.evaluator.Evaluator;
import nas.experiment.config.Budget;
import nas.space.Space;
import nas.strategy.Strategy;

/**
 * An experiment with all its parts made, ready to run.
 *
 * @param check to be done before the run, when its folder is locked: refuses what only measurements
 *     tell, by an exception
 * @param provenance what results depend on beside the settings
 * @param strategies in the order of the experiment file
 * @param baselines the networks beside them, in that order
 * @param rules what holds for every search
 * @param repetitions searches of each strategy, at least 1
 * @param seed root of all seeds
 * @param workers evaluations at once, at least 1; changes nothing but the time taken
 * @param <A> the architecture
 */
public record RunPlan<A>(
    Space<A> space,
    Evaluator<A> evaluator,
    Runnable check,
    SortedMap<String, String> provenance,
    List<NamedStrategy<A>> strategies,
    List<Baseline<?>> baselines,
    SearchRules rules,
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
    strategies = List.copyOf(strategies);
    baselines = List.copyOf(baselines);
  }

  /** Returns the names of the strategies, then those of the networks beside them. */
  List<String> names() {
    return Stream.concat(
            strategies.stream().map(NamedStrategy::name), baselines.stream().map(Baseline::name))
        .toList();
  }

  /** Returns the networks that the whole run may train, perhaps {@link Budget#UNLIMITED}. */
  public int totalModels() {
    long searched = rules.budget().models((long) strategies.size() * repetitions);
    return (int) Math.min(Budget.UNLIMITED, searched + (long) baselines.size() * repetitions);
  }

  /** Closes the evaluators. */
  void close() {
    baselines.forEach(baseline -> baseline.evaluator().close());
    evaluator.close();
  }

  /**
   * Returns in a sentence that the space has fewer different architectures than each search may
   * train, if it has: then no search can spend its budget.
   */
  public Optional<String> whyBudgetIsBeyondSpace() {
    int models = rules.budget().trainedModels().orElse(0);
    // Points that are hundreds to one architecture are not worth going through all of a space.
    if (space.size().compareTo(BigInteger.valueOf(100L * models)) > 0) {
      return Optional.empty();
    }
    OptionalInt different = DifferentArchitectures.atMost(models - 1, space);
    return different.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Warning: the space has %,d different architectures, fewer than the %,d networks"
                    + " that each search may train; a search ends when it has proposed nothing new"
                    + " %,d times in a row.",
                different.getAsInt(),
                models,
                rules.budget().maxConsecutiveDuplicates()));
  }
}
