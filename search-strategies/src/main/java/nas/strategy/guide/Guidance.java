package nas.strategy.guide;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.space.Space;

/**
 * What zero-cost metrics can do for one search.
 *
 * @param warmup many architectures may be scored before the search; empty: the search starts cold
 * @param moves proposals are chosen by scores; empty: the strategy chooses alone
 * @param metrics scorers for strategies that use metrics in ways of their own
 * @param <A> the architecture
 */
public record Guidance<A>(
    Optional<Start<A>> warmup, Optional<Moves<A>> moves, MetricScorers<A> metrics) {

  /** Finds scorers by the names of metrics. */
  @FunctionalInterface
  public interface MetricScorers<A> {

    /**
     * Returns the scorer of a metric.
     *
     * @param setting key of the setting that names it, for the refusal
     * @throws InvalidSettingException if there is no such metric
     */
    ArchitectureScorer<A> named(String setting, String metric);
  }

  /**
   * How a search starts.
   *
   * @param scorer scores what is drawn
   * @param seed decides what is drawn; different for every repetition
   */
  public record Start<A>(Warmup warmup, ArchitectureScorer<A> scorer, long seed) {

    /** Returns a new generator that depends on the seed alone. */
    public RandomGenerator random() {
      return Seeds.generator(seed);
    }

    /** Returns what was drawn from a space, best first; see {@link Warmup#ranking}. */
    public List<Warmup.Scored<A>> ranking(Space<A> space) {
      return warmup.ranking(space, scorer, random());
    }
  }

  /**
   * How a search chooses its moves.
   *
   * @param scorer scores the candidates
   */
  public record Moves<A>(MoveProposal proposal, ArchitectureScorer<A> scorer) {}

  /** Returns the guidance that does nothing and knows no metric. */
  public static <A> Guidance<A> none() {
    return new Guidance<>(
        Optional.empty(),
        Optional.empty(),
        (setting, metric) -> {
          throw new InvalidSettingException(
              setting, "No metric can be used here, not even '" + metric + "'", "leave it out");
        });
  }

  /**
   * Returns the space whose samples are the ranking of the warmup and whose mutations are the
   * chosen moves; the space itself where there is neither.
   */
  public Space<A> guide(Space<A> space) {
    return warmup.isEmpty() && moves.isEmpty()
        ? space
        : new GuidedSpace<>(
            space,
            () ->
                warmup.stream()
                    .flatMap(start -> start.ranking(space).stream())
                    .map(Warmup.Scored::architecture)
                    .toList(),
            moves);
  }
}
