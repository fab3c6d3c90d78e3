package nas.engine.data;

import nas.core.UserException;

/** Says that a data set is missing or damaged: which file, where in it, and what to do. */
public final class DataException extends UserException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which file, and where
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public DataException(String problem, String advice) {
    super(problem, advice);
  }
}
