package nas.experiment.run;

/**
 * Says that somebody stopped the program while a strategy waited for scores, or it for a worker.
 */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException(InterruptedException cause) {
    super("stopped while it waited", cause);
  }
}
