package nas.core;

/** Says what is wrong with something that a user gave, where in it, and what to do. */
public class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String advice;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which value or file, and where in it
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public UserException(String problem, String advice) {
    super(problem);
    this.problem = problem;
    this.advice = advice;
  }

  /** Returns what is wrong with which value or file, and where in it. */
  @Override
  public String getMessage() {
    return problem;
  }

  /** Returns the advice, or an empty string. */
  public String advice() {
    return advice;
  }
}
