package nas.experiment.config;

import nas.core.UserException;

/** Says that something needs a plug-in that is in none of the jars at hand. */
public final class AbsentPluginException extends UserException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates the exception.
   *
   * @param plugin kind and name, such as {@code strategy 'x'}
   */
  AbsentPluginException(String plugin, String advice) {
    super("The " + reason(plugin), advice);
    reason = "the " + reason(plugin);
  }

  /** Returns the problem as the end of a sentence. */
  public String reason() {
    return reason;
  }

  private static String reason(String plugin) {
    return plugin + " comes from a plug-in jar that is not at hand";
  }
}
