package nas.space;

import nas.core.UserException;

/** Says that a text or a value is not an architecture of a space, and why. */
public final class InvalidArchitectureException extends UserException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message is shown to users as it stands. */
  public InvalidArchitectureException(String message) {
    super(message, "");
  }
}
