package nas.strategy;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Plugin;
import nas.space.Space;
import nas.strategy.guide.Guidance;

/**
 * A strategy that experiment files can name.
 *
 * @param <S> its settings
 */
public interface StrategyPlugin<S extends Record> extends Plugin<S> {

  /**
   * Creates the strategy for one repetition, without the help of zero-cost metrics.
   *
   * @param settings settings of the strategy
   * @param space the space to search
   * @param context seed and budget of the repetition
   * @throws nas.core.plugin.InvalidSettingException if a setting cannot be used
   */
  <A> Strategy<A> create(S settings, Space<A> space, StrategyContext context);

  /**
   * Refuses a space whose points have no neighbours, for strategies that edit architectures.
   *
   * @throws nas.core.plugin.InvalidSettingException if there is nothing to edit
   */
  default void requireNeighbours(Space<?> space) {
    space
        .whyNoNeighbours()
        .ifPresent(
            reason -> {
              throw new InvalidSettingException(
                  name(),
                  name() + " edits architectures, but " + reason,
                  "use random search, or a predictor with features");
            });
  }

  /**
   * Creates the strategy for one repetition that zero-cost metrics may guide.
   *
   * <p>By default the strategy searches a space whose samples begin with the best of the warmup and
   * whose mutations are the moves that the metric likes. Strategies that start otherwise than from
   * samples, or propose otherwise than by mutation, override this.
   *
   * @param space the space to search, not guided yet
   * @param guidance what metrics can do for this repetition
   * @throws nas.core.plugin.InvalidSettingException if a setting cannot be used
   */
  default <A> Strategy<A> create(
      S settings, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    return create(settings, guidance.guide(space), context);
  }
}
