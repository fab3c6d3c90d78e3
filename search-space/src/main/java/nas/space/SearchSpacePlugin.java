package nas.space;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Plugin;

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
  Space<?> create(S settings);
}
