package nas.core.plugin;

import nas.core.UserException;

/**
 * Says that the value of a setting cannot be used.
 *
 * <p>Thrown by the constructors of settings records and by plug-ins; whoever reads the experiment
 * file adds the file and the line of the key.
 */
public final class InvalidSettingException extends UserException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * Creates the exception.
   *
   * @param key the key as it stands in the file, such as {@code population}
   * @param problem what is wrong, with the value: {@code population (8) must be at least tournament
   *     (10)}
   * @param advice what to do, without the leading "Maybe": {@code raise population or lower
   *     tournament}; empty if there is nothing to say
   */
  public InvalidSettingException(String key, String problem, String advice) {
    super(problem, advice);
    this.key = key;
  }

  /** Returns the key. */
  public String key() {
    return key;
  }
}
