package nas.experiment.view;

/** Says that a request is not answered, and why. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates it.
   *
   * @param status the status of the answer, 400 to 599
   */
  RefusedException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
