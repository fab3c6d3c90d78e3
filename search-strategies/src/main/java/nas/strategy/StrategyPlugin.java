package nas.strategy;

import nas.space.SearchSpace;
import nas.space.plugin.Plugin;

/**
 * A strategy that experiment files can name.
 *
 * @param <S> its settings
 */
public interface StrategyPlugin<S extends Record> extends Plugin<S> {

  /**
   * Creates the strategy for one repetition.
   *
   * @param settings settings of the strategy
   * @param space the space to search
   * @param context seed and budget of the repetition
   * @throws nas.space.plugin.InvalidSettingException if a setting cannot be used
   */
  <A> Strategy<A> create(S settings, SearchSpace<A> space, StrategyContext context);
}
