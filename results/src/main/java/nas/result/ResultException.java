package nas.result;

/**
 * Says that a run folder, or a file in it, cannot be read or written: what is wrong where, and what
 * to do.
 */
public class ResultException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String advice;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which file, and where in it
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public ResultException(String problem, String advice) {
    super(problem);
    this.problem = problem;
    this.advice = advice;
  }

  /** Returns what is wrong with which file, and where in it. */
  @Override
  public String getMessage() {
    return problem;
  }

  /** Returns the advice, or an empty string. */
  public String advice() {
    return advice;
  }
}
