package nas.experiment.place;

/**
 * Says that what was to answer has ended: a process was killed, its native library crashed, its
 * machine is gone. Nothing is known of the work, which can be given to another.
 */
public final class WorkerLostException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates the exception.
   *
   * @param reason how it ended, such as {@code it was killed by signal 9 (SIGKILL)}
   */
  public WorkerLostException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Returns how it ended. */
  public String reason() {
    return reason;
  }
}
