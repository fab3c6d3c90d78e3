package nas.experiment.place;

/** Says what was thrown elsewhere, as if it had been thrown here. */
final class BrokenWorkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokenWorkException(Answer.Broken broken) {
    super(broken.thrown(), new Exception("in the worker: " + broken.trace()));
  }

  /** Returns kind and message of what was thrown: those of this exception say nothing. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
