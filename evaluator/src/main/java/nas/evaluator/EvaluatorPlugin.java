package nas.evaluator;

import nas.space.SearchSpace;
import nas.space.plugin.Plugin;

/**
 * An evaluator that experiment files can name.
 *
 * @param <S> its settings
 */
public interface EvaluatorPlugin<S extends Record> extends Plugin<S> {

  /** Says whether evaluators of this kind need the images that the experiment names. */
  default boolean needsImages() {
    return true;
  }

  /**
   * Creates the evaluator.
   *
   * @throws nas.space.plugin.InvalidSettingException if a setting cannot be used
   * @throws nas.evaluator.data.DataException if data cannot be read
   */
  <A> Evaluator<A> create(S settings, SearchSpace<A> space, EvaluatorContext context);
}
