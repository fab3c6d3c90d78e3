package nas.core;

import java.nio.file.Path;

/**
 * Says what is wrong with something that a user gave: a file, a setting, an option, an
 * architecture. Whoever shows it to people prints {@link UserError#text()} and no stack trace.
 */
public class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final UserError error;

  /** Creates the exception. */
  public UserException(UserError error) {
    super(error.message());
    this.error = error;
  }

  /**
   * Creates the exception for a problem that names its place.
   *
   * @param problem what is wrong with which value or file, and where in it
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public UserException(String problem, String advice) {
    this(new UserError(problem, advice));
  }

  /**
   * Returns the exception for a line of a file.
   *
   * @param line number of the line, from 1
   * @param problem what is wrong with that line
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public static UserException at(Path file, int line, String problem, String advice) {
    return new UserException(new UserError(problem, file + ":" + line, advice));
  }

  /** Returns the problem, with its place. */
  @Override
  public String getMessage() {
    return error.message();
  }

  /** Returns what is wrong. */
  public final UserError error() {
    return error;
  }

  /** Returns the advice, without the leading "Maybe", or an empty string. */
  public final String advice() {
    return error.advice();
  }
}
