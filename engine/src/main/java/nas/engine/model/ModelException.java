package nas.engine.model;

/** Says that a file of a trained network cannot be used: what is wrong where, and what to do. */
public final class ModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String advice;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which file, and where in it
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public ModelException(String problem, String advice) {
    super(problem);
    this.advice = advice;
  }

  /** Returns the advice, or an empty string. */
  public String advice() {
    return advice;
  }
}
