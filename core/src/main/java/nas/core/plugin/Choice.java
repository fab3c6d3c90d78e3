package nas.core.plugin;

import java.util.Objects;

/**
 * A plug-in with its settings, as an experiment names it: {@code nasbench201} or {@code
 * {nasbench201: {channels: 8}}}. Two are equal if name and settings are.
 *
 * @param <P> interface of the plug-in
 * @param plugin the plug-in
 * @param settings an instance of {@link Plugin#settings()}
 */
public record Choice<P extends Plugin<?>>(P plugin, Record settings) {

  /** Checks that the settings are those of the plug-in. */
  public Choice {
    if (!plugin.settings().isInstance(settings)) {
      throw new IllegalArgumentException(settings + " are not the settings of " + plugin.name());
    }
  }

  /** Returns the name of the plug-in. */
  public String name() {
    return plugin.name();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choice<?> choice
        && name().equals(choice.name())
        && settings.equals(choice.settings());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name(), settings);
  }
}
