package nas.result;

import nas.core.UserException;

/**
 * Says that a run folder, or a file in it, cannot be read or written: what is wrong where, and what
 * to do.
 */
public class ResultException extends UserException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which file, and where in it
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public ResultException(String problem, String advice) {
    super(problem, advice);
  }
}
