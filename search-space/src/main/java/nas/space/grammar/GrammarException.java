package nas.space.grammar;

/** Says why rules make no grammar, and what to do. */
public final class GrammarException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String advice;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong, without a full stop
   * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
   */
  public GrammarException(String problem, String advice) {
    super(problem);
    this.advice = advice;
  }

  /** Returns what to do, without the leading "Maybe"; or an empty text. */
  public String advice() {
    return advice;
  }
}
