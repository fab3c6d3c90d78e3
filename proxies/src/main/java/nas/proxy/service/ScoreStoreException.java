package nas.proxy.service;

/** Says that a score store cannot be used: which file, where in it, and what to do. */
public final class ScoreStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String advice;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong with which file, and where
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public ScoreStoreException(String problem, String advice) {
    super(problem);
    this.advice = advice;
  }

  /** Returns the advice, or an empty string. */
  public String advice() {
    return advice;
  }
}
