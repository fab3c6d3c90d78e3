package nas.space;

import nas.core.plugin.Choice;
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

  /**
   * Creates a space that another one is made of.
   *
   * @param key where it stands in the settings of the other
   * @throws InvalidSettingException if a setting cannot be used; its key begins with that of the
   *     space
   */
  static Space<?> create(Choice<SearchSpacePlugin<?>> choice, String key) {
    try {
      return created(choice.plugin(), choice.settings());
    } catch (InvalidSettingException refused) {
      throw new InvalidSettingException(
          key + "." + choice.name() + "." + refused.key(),
          String.valueOf(refused.getMessage()),
          refused.advice());
    }
  }

  private static <S extends Record> Space<?> created(SearchSpacePlugin<S> plugin, Record settings) {
    return plugin.create(plugin.settings().cast(settings));
  }
}
