package nas.space.plugin;

import nas.space.SearchSpace;

/**
 * A search space that experiment files can name.
 *
 * @param <S> its settings
 */
public interface SearchSpacePlugin<S extends Record> extends Plugin<S> {

  /**
   * Creates the space.
   *
   * @throws InvalidSettingException if a setting cannot be used
   */
  SearchSpace<?> create(S settings);
}
